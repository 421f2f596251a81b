"""The charts of the page: what each shows, drawn once for a desk and once for a phone."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from casewright.figures import squeezed
from casewright.report.html.svg import GRID, INK, MUTED, PAPER, TONES, drawing, to_svg
from casewright.stats import Interval

_WIDE_IN, _NARROW_IN = 10.0, 4.7
_ROW_IN, _BELOW_IN = 0.46, 0.65
_MARKERS, _GLYPHS = ("o", "s", "^", "D"), "○□△◇"
_POINTS_SHOWN = 400
"""Latencies drawn one by one in a row; of more, as many at even ranks."""
_WIDE_RANGE = 30.0
"""Largest over smallest value from which an axis is logarithmic."""
_NAME_SHOWN = 44


class Chart(NamedTuple):
    """One chart in two widths, of which the page shows one."""

    name: str
    title: str
    legend: str
    """What its marks mean."""
    wide: Markup
    narrow: Markup


class QualityRow(NamedTuple):
    """What the leaderboard's chart shows of a cell."""

    name: str
    standing: str
    dev: float
    interval: Interval | None
    held_out: float | None


class Place(NamedTuple):
    """A cell by quality and latency."""

    rank: int
    """In the leaderboard, from 1; the mark in the chart."""
    name: str
    standing: str
    quality: float
    interval: Interval | None
    latency_s: float
    in_front: bool
    """No other cell is both better and faster."""


class LatencyRow(NamedTuple):
    """How long one cell took."""

    name: str
    seconds: Sequence[float]


class GroupRow(NamedTuple):
    """Quality of one cell by group; None where it has none of it."""

    name: str
    values: tuple[float | None, ...]


def quality_chart(rows: Sequence[QualityRow]) -> Chart:
    """Quality on dev with its interval, and on held-out stories, a row a cell."""

    def draw(axes: Axes) -> None:
        _rows(axes, [row.name for row in rows])
        for y, row in enumerate(rows):
            tone = _tone(row.standing)
            if row.interval:
                axes.plot(row.interval, (y, y), color=tone, linewidth=3, alpha=0.45)
            axes.plot(row.dev, y, "o", color=tone, markersize=8)
            if row.held_out is not None:
                axes.plot(row.held_out, y, "D", markerfacecolor=PAPER, markeredgecolor=tone, markersize=6)
        axes.set_xlabel("quality, 0-1")

    said = "; ".join(f"{row.name} {row.dev:.3f}" for row in rows)
    held_out = "; ◇ held out" if any(row.held_out is not None for row in rows) else ""
    legend = f"● dev, with the 95 % interval{held_out}. Blue: chosen; amber: tied with the best."
    drawn = _Drawing("quality", "Quality of each cell", legend, f"Best first: {said}.")
    return _chart(drawn, draw, len(rows))


def front_chart(places: Sequence[Place]) -> Chart:
    """Quality against latency; the line is the Pareto front."""

    def draw(axes: Axes) -> None:
        _scale(axes, [place.latency_s for place in places])
        front = sorted((place for place in places if place.in_front), key=lambda place: place.latency_s)
        axes.plot(
            [place.latency_s for place in front],
            [place.quality for place in front],
            drawstyle="steps-post",
            color=MUTED,
            linewidth=1.5,
            linestyle=(0, (4, 3)),
        )
        for place in places:
            tone = _tone(place.standing)
            if place.interval:
                at = (place.latency_s, place.latency_s)
                axes.plot(at, place.interval, color=tone, linewidth=2, alpha=0.4)
            face = tone if place.in_front else PAPER
            axes.plot(place.latency_s, place.quality, "o", markersize=17, mfc=face, mec=tone, mew=1.6)
            axes.text(
                place.latency_s,
                place.quality,
                str(place.rank),
                ha="center",
                va="center_baseline",
                fontsize=9.5,
                color=PAPER if place.in_front else INK,
            )
        axes.margins(0.12)
        axes.grid(alpha=1)
        axes.set_axisbelow(True)
        axes.set_xlabel("median latency, s")
        axes.set_ylabel("quality, 0-1")

    front = ", ".join(place.name for place in places if place.in_front)
    said = f"On the Pareto front, where no other cell is both better and faster: {front}."
    legend = (
        "Numbers are places in the leaderboard. Filled: on the Pareto front (dashed), where no other cell "
        "that was asked for is both better and faster. Bars: 95 % interval of quality."
    )
    return _chart(_Drawing("front", "Quality against latency", legend, said, left_in=0.85), draw, 8)


def latency_chart(rows: Sequence[LatencyRow], sla_s: float) -> Chart:
    """Every latency, quartiles and 95th percentile of each cell, and the line that the SLA draws."""

    def draw(axes: Axes) -> None:
        _rows(axes, [row.name for row in rows])
        _scale(axes, [*(second for row in rows for second in row.seconds), sla_s])
        for y, row in enumerate(rows):
            if row.seconds:
                _distribution(axes, y, row.seconds)
        axes.axvline(sla_s, color=TONES[2], linewidth=1.6, linestyle=(0, (5, 3)))
        axes.set_xlabel("model latency, s")

    over = "; ".join(
        f"{row.name} {sum(second > sla_s for second in row.seconds)} of {len(row.seconds)}" for row in rows
    )
    legend = f"A point a story; bar: quartiles; | median; ▲ 95th percentile; dashed: the SLA, {sla_s:g} s."
    drawn = _Drawing("latency", "Latency of each cell", legend, f"Over {sla_s:g} s: {over}.")
    return _chart(drawn, draw, len(rows))


def group_chart(name: str, title: str, groups: Sequence[str], rows: Sequence[GroupRow]) -> Chart:
    """Mean quality by group, a row a cell and a mark a group."""

    def draw(axes: Axes) -> None:
        _rows(axes, [row.name for row in rows])
        for y, row in enumerate(rows):
            for place, value in enumerate(row.values):
                if value is not None:
                    axes.plot(value, y, _MARKERS[place], mfc=PAPER, mec=TONES[place], mew=2, markersize=8)
        axes.set_xlabel("quality, 0-1")

    legend = ", ".join(f"{glyph} {group}" for glyph, group in zip(_GLYPHS, groups, strict=False))
    said = f"Groups: {', '.join(groups)}. The table below has the figures."
    return _chart(_Drawing(name, title, legend, said), draw, len(rows))


class _Drawing(NamedTuple):
    """What is said of a chart."""

    name: str
    title: str
    legend: str
    description: str
    left_in: float = 0.1
    """Room for what stands left of the axes."""


def _chart(said: _Drawing, draw: Callable[[Axes], None], rows: int) -> Chart:
    drawn = []
    for width, kind in ((_WIDE_IN, "wide"), (_NARROW_IN, "narrow")):
        with drawing():
            height = rows * _ROW_IN + _BELOW_IN
            figure = Figure(figsize=(width, height))
            # Margins that are known need no second drawing to find them out.
            figure.subplots_adjust(
                left=said.left_in / width, right=1 - 0.2 / width, bottom=_BELOW_IN / height, top=0.985
            )
            draw(figure.add_subplot())
            drawn.append(to_svg(figure, f"{said.name}-{kind}", said.title, said.description))
    return Chart(said.name, said.title, said.legend, *drawn)


def _rows(axes: Axes, names: Sequence[str]) -> None:
    """A row a name, the first on top; the name stands above its row, so that a long one has room."""
    axes.set_ylim(len(names) - 0.45, -0.8)
    axes.set_yticks([])
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    for y, name in enumerate(names):
        axes.axhline(y, color=GRID, linewidth=0.8, zorder=0)
        shown = squeezed(name, _NAME_SHOWN)
        axes.text(0, y - 0.24, shown, transform=axes.get_yaxis_transform(), fontsize=9.5, va="bottom")


def _distribution(axes: Axes, y: int, seconds: Sequence[float]) -> None:
    ordered = np.sort(np.asarray(seconds))
    ranks = np.linspace(0, len(ordered) - 1, min(len(ordered), _POINTS_SHOWN)).round().astype(int)
    axes.plot(ordered[ranks], np.full(len(ranks), y), "o", color=TONES[0], markersize=4, alpha=0.25, mew=0)
    low, middle, high, late = np.percentile(ordered, (25, 50, 75, 95))
    axes.plot((low, high), (y, y), color=TONES[0], linewidth=7, alpha=0.5, solid_capstyle="butt")
    axes.plot(middle, y, "|", color=INK, markersize=13, mew=2)
    axes.plot(late, y + 0.18, "^", color=INK, markersize=6)


def _tone(standing: str) -> str:
    return {"chosen": TONES[0], "tied": TONES[1]}.get(standing, MUTED)


def _scale(axes: Axes, values: Sequence[float]) -> None:
    """A logarithmic axis where the values need one, with ticks as people write figures."""
    if min(values, default=0.0) > 0 and max(values) / min(values) > _WIDE_RANGE:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.xaxis.set_minor_formatter(NullFormatter())
