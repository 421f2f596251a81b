"""Charts of a run: quality with its intervals, and latency against the limit."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from casewright.figures import squeezed
from casewright.leaderboard import rank
from casewright.records import CellScore, Subset, cell_row
from casewright.tracking.publication import Publication

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LATENCIES = ("latency_p50_s", "latency_p95_s")
_COLOURS = ("#0b6e99", "#c4622d")
_GREY = "#6b7280"
_NAME_SHOWN = 40


def log_charts(mlflow: Any, publication: Publication) -> None:
    """Log a chart of quality, and one of latency where any was measured."""
    ranked = rank(publication.cells, publication.choice)
    rows = [row.cell for row in ranked[::-1]]  # the first is drawn at the bottom
    mlflow.log_figure(quality_chart(rows, publication.cells), "charts/quality.png")
    if any(_value(row, name) is not None for row in rows for name in _LATENCIES):
        limit = publication.params.choice.limits.get("latency_p95_s")
        mlflow.log_figure(latency_chart(rows, limit.below if limit else None), "charts/latency.png")


def quality_chart(rows: Sequence[CellScore], cells: Sequence[CellScore]) -> "Figure":
    """Mean quality of each cell with its 95 % interval, on dev and on held-out stories."""
    figure, axes = _figure(rows)
    held_out = [cell_row(cells, row.cell, Subset.HELD_OUT) for row in rows]
    for label, shown, shift, colour in (
        ("dev", rows, 0.12, _COLOURS[0]),
        ("held out", held_out, -0.12, _COLOURS[1]),
    ):
        drawn = [
            (place + shift, row) for place, row in enumerate(shown) if row and _value(row, "quality_score")
        ]
        for place, row in drawn:
            score = row.scores["quality_score"]
            assert score.value is not None
            low, high = score.interval or (score.value, score.value)
            axes.plot([low, high], [place, place], color=colour, linewidth=2)
            axes.plot(score.value, place, "o", color=colour, label=label if place == drawn[0][0] else None)
    axes.set_xlim(0, 1.02)
    axes.set_xlabel("quality score, 0-1, with its 95 % interval")
    axes.legend(frameon=False, loc="best")
    return figure


def latency_chart(rows: Sequence[CellScore], limit_s: float | None) -> "Figure":
    """Latency of each cell, from the median to the 95th percentile, and the limit."""
    figure, axes = _figure(rows)
    for place, row in enumerate(rows):
        median, tail = (_value(row, name) for name in _LATENCIES)
        if median is not None and tail is not None:
            axes.plot([median, tail], [place, place], color=_COLOURS[0], linewidth=2)
            axes.plot(median, place, "o", color=_COLOURS[0])
            axes.plot(tail, place, "|", color=_COLOURS[0], markersize=14, markeredgewidth=2)
    if limit_s is not None:
        axes.axvline(
            limit_s, color=_COLOURS[1], linestyle="--", label=f"limit of the 95th percentile: {limit_s:g} s"
        )
        axes.legend(frameon=False, loc="best")
    axes.set_xlim(left=0)
    axes.set_xlabel("latency, s: median to 95th percentile")
    return figure


def _figure(rows: Sequence[CellScore]) -> tuple["Figure", "Axes"]:
    from matplotlib.figure import Figure  # without pyplot: no window system is looked for

    figure = Figure(figsize=(8, 1.6 + 0.45 * len(rows)), layout="constrained", dpi=120)
    axes = figure.subplots()
    axes.set_yticks(range(len(rows)), [squeezed(row.cell.name, _NAME_SHOWN) for row in rows])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.grid(axis="x", color=_GREY, alpha=0.25)
    axes.spines[["top", "right", "left"]].set_visible(False)
    return figure, axes


def _value(row: CellScore, metric: str) -> float | None:
    score = row.scores.get(metric)
    return score.value if score else None
