"""The leaderboard: one row a cell, best quality first, the same figures in CSV and in Markdown."""

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

from casewright.choice import QUALITY, Choice
from casewright.params import BASELINE
from casewright.records import CellScore, Score

_METRICS = (
    "quality_score",
    "success_rate",
    "structural_compliance",
    "retry_rate",
    "cases_per_story",
    "reference_recall",
    "reference_coverage",
    "latency_p50_s",
    "latency_p95_s",
    "throughput_per_min",
    "tokens_per_s",
    "peak_memory_mb",
    "cost_per_1000_usd",
    "efficiency",
)


class Row(NamedTuple):
    """One cell's place."""

    cell: CellScore
    standing: str
    """`chosen`, `tied` with the best, `reference` for the baseline beside models, or nothing."""


def rank(cells: Sequence[CellScore], choice: Choice) -> list[Row]:
    """The cells, best mean quality first; names decide between equals."""
    ranked = sorted(cells, key=lambda cell: (-(cell.scores[QUALITY].value or 0.0), cell.cell.name))
    return [Row(cell, _standing(cell, choice)) for cell in ranked]


def to_csv(rows: Sequence[Row]) -> str:
    """Figures at full precision; an empty field is "not measured"."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["cell", "model", "prompt", "standing", "stories", "quality_low", "quality_high", *_METRICS]
    )
    for row in rows:
        cell = row.cell.cell
        low, high = row.cell.scores[QUALITY].interval or ("", "")
        figures = [_plain(row.cell.scores[metric]) for metric in _METRICS]
        writer.writerow(
            [cell.name, cell.model, cell.prompt or "", row.standing, row.cell.stories, low, high, *figures]
        )
    return out.getvalue()


def to_markdown(rows: Sequence[Row]) -> str:
    """The figures that fit a screen, rounded, with the interval of quality."""
    head = [
        "cell",
        "",
        "quality (95 % interval)",
        "compliance",
        "retries",
        "cases a story",
        "reference recall",
        "p50 s",
        "p95 s",
        "a minute",
        "$ per 1,000",
    ]
    lines = []
    for row in rows:
        scores = row.cell.scores
        cells = (
            row.cell.cell.name,
            row.standing,
            with_interval(scores[QUALITY]),
            show(scores["structural_compliance"]),
            show(scores["retry_rate"]),
            show(scores["cases_per_story"]),
            show(scores["reference_recall"]),
            show(scores["latency_p50_s"]),
            show(scores["latency_p95_s"]),
            show(scores["throughput_per_min"]),
            show(scores["cost_per_1000_usd"]),
        )
        lines.append(cells)
    return table(head, lines)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; a bar or a line break within a text does not end its cell."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(' '.join(cell.replace('|', '¦').split()) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def show(score: Score) -> str:
    """A figure rounded for people, with a mark where it is an estimate."""
    if score.value is None:
        return "not measured"
    return rounded(score.value, score.scale) + (" (est.)" if score.basis == "estimated" else "")


def with_interval(score: Score) -> str:
    """A figure with its 95 % interval where there is one."""
    if score.interval is None:
        return show(score)
    low, high = (rounded(bound, score.scale) for bound in score.interval)
    return f"{show(score)} ({low} to {high})"


def rounded(value: float, scale: str) -> str:
    """As many digits as a person reads of this unit."""
    if scale in ("0-1", "0-5", "0-10", "usd"):
        return f"{value:.2f}" if scale != "0-1" else f"{value:.3f}"
    if scale == "s":
        return f"{value:.2g}" if 0 < abs(value) < 1 else f"{value:.2f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def _standing(cell: CellScore, choice: Choice) -> str:
    if cell.cell.name == choice.name:
        return "chosen"
    if cell.cell.name in choice.tied:
        return "tied"
    return "reference" if cell.cell.model == BASELINE else ""


def _plain(score: Score) -> float | str:
    return "" if score.value is None else score.value
