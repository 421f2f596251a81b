"""The leaderboard: one row a cell, best quality first, the same figures in CSV and in Markdown.

Rank and figures are those on the dev stories; the CSV has the quality on held-out stories beside them.
"""

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

from casewright.choice import QUALITY, Choice
from casewright.figures import show, table, with_interval
from casewright.params import BASELINE
from casewright.records import CellScore, Score, Subset, cell_row

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

_HEAD = ("cell", "model", "prompt", "standing", "stories", "quality_low", "quality_high")
_HELD_OUT = ("held_out_stories", "held_out_quality", "held_out_quality_low", "held_out_quality_high")


class Row(NamedTuple):
    """One cell's place."""

    cell: CellScore
    """The cell on dev stories."""
    held_out: CellScore | None
    """The cell on held-out stories; None where none was held out."""
    standing: str
    """`chosen`, `tied` with the best, `reference` for the baseline beside models, or nothing."""


def rank(cells: Sequence[CellScore], choice: Choice) -> list[Row]:
    """The cells, best mean quality on dev first; names decide between equals."""
    dev = [cell for cell in cells if cell.subset is Subset.DEV]
    ranked = sorted(dev, key=lambda cell: (-(cell.scores[QUALITY].value or 0.0), cell.cell.name))
    return [
        Row(cell, cell_row(cells, cell.cell, Subset.HELD_OUT), _standing(cell, choice)) for cell in ranked
    ]


def to_csv(rows: Sequence[Row]) -> str:
    """Figures at full precision; an empty field is "not measured"."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_HEAD, *_METRICS, *_HELD_OUT])
    for row in rows:
        cell = row.cell.cell
        writer.writerow(
            [
                *(cell.name, cell.model, cell.prompt or "", row.standing, row.cell.stories),
                *_bounds(row.cell),
                *(_plain(row.cell.scores[metric]) for metric in _METRICS),
                *_held_out(row.held_out),
            ]
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


def _standing(cell: CellScore, choice: Choice) -> str:
    if cell.cell.name == choice.name:
        return "chosen"
    if cell.cell.name in choice.tied:
        return "tied"
    return "reference" if cell.cell.model == BASELINE else ""


def _plain(score: Score) -> float | str:
    return "" if score.value is None else score.value


def _bounds(row: CellScore) -> tuple[float | str, float | str]:
    return row.scores[QUALITY].interval or ("", "")


def _held_out(row: CellScore | None) -> tuple[float | str, ...]:
    return (0, "", "", "") if row is None else (row.stories, _plain(row.scores[QUALITY]), *_bounds(row))
