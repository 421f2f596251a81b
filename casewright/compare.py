"""`python -m casewright.compare A [B]`: the chosen cells of two revisions, story by story.

A and B are commits, tags or experiments; without B it is the workspace. Quality is what the verdict is about;
the other figures are looked at beside it and share one error rate (Holm).
"""

import argparse
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from casewright import pairing
from casewright.errors import DataError, run_stage
from casewright.figures import rounded, signed
from casewright.metrics import METRICS
from casewright.paths import METRICS_JSON, STORY_SCORES
from casewright.revisions import WORKSPACE, read_revision
from casewright.stats import Comparison, declared
from casewright.story_table import COLUMNS, StoryTable, read_table

QUALITY = "quality_score"
_BESIDE = ("latency_p50_s", "latency_p95_s", "peak_memory_mb", "cost_per_1000_usd")
"""Figures of a whole cell, of which there is no pair a story."""


class Side(NamedTuple):
    """One revision."""

    name: str
    table: StoryTable
    metrics: Mapping[str, Any]
    """The figures of its chosen cell as a whole."""


def side(revision: str) -> Side:
    """What a revision says of its chosen cell.

    Raises:
        DataError: there is no such revision, or it has no figures by story.

    """
    table = read_table(read_revision(revision, STORY_SCORES), f"{revision}: {STORY_SCORES}")
    return Side(revision, table, json.loads(read_revision(revision, METRICS_JSON)))


def compared(first: Side, second: Side) -> dict[str, Comparison]:
    """Each figure of the second beside the first, quality alone and all others adjusted together.

    Raises:
        DataError: they have no story in common.

    """
    new, base = second.table, first.table
    found = {
        name: pairing.compare(new.values[name], base.values[name], new.backlogs)
        for name in COLUMNS
        if pairing.common(new.values[name], base.values[name])
    }
    if QUALITY not in found:
        raise DataError(f"{first.name} and {second.name} have no story in common; compare runs on the same")
    quality = found.pop(QUALITY)
    return {QUALITY: quality, **declared(found)}


def report(first: Side, second: Side) -> str:
    """The verdict in a sentence, every figure in a table, and what has no pairs."""
    found = compared(first, second)
    values = (second.table.values[QUALITY], first.table.values[QUALITY])
    lines = [
        f"A  {first.name}: {first.table.cell}",
        f"B  {second.name}: {second.table.cell}",
        "",
        _verdict(found[QUALITY]),
        *_held_out(first, second),
        *filter(None, [pairing.left_out(*values)]),
        "",
        *_table(found),
        "",
        *_beside(first, second),
    ]
    return "\n".join(lines).rstrip()


def _verdict(quality: Comparison) -> str:
    said = {
        "better": "B is better than A",
        "worse": "B is worse than A",
        "no difference shown": "No difference shown between A and B",
        "not measured": "Not measured",
    }[quality.verdict]
    more = ""
    if quality.verdict == "no difference shown" and quality.smallest_detectable is not None:
        more = f" These stories would show {quality.smallest_detectable:.3f} (80 % power)."
    return f"{said}: {pairing.figures_text(quality, 'quality of B', 'of A')}.{more}"


def _held_out(first: Side, second: Side) -> list[str]:
    """Quality on stories that had no part in choosing either cell, which the others had."""
    apart = first.table.held_out & second.table.held_out
    if not apart:
        return []
    new, base = (
        {story: value for story, value in one.table.values[QUALITY].items() if story in apart}
        for one in (second, first)
    )
    found = pairing.compare(new, base, second.table.backlogs)
    return [f"Held-out stories alone: {pairing.figures_text(found, 'B', 'A')}."]


def _table(found: Mapping[str, Comparison]) -> list[str]:
    head = ("", "A", "B", "B - A", "95 % interval", "p", "better/equal/worse", "")
    rows = [_row(name, one) for name, one in found.items()]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in (head, *rows)
    ]
    return [*(line.rstrip() for line in lines), "p: quality by itself, the others adjusted together (Holm)."]


def _row(name: str, one: Comparison) -> tuple[str, ...]:
    scale = METRICS[name].scale
    shown = (rounded(value, scale) for value in (one.second_mean or 0.0, one.first_mean or 0.0))
    interval = " to ".join(signed(bound, scale) for bound in one.interval) if one.interval else "-"
    verdict = "" if one.verdict in ("no difference shown", "not measured") else _direction(name, one)
    counts = f"{one.wins}/{one.ties}/{one.losses}"
    difference = signed(one.difference or 0.0, scale)
    return (name, *shown, difference, interval, f"{one.adjusted_p_value:.4f}", counts, verdict)


def _direction(name: str, one: Comparison) -> str:
    """`better` is not the word where more is neither better nor worse."""
    if METRICS[name].better == "neither":
        return "higher" if one.verdict == "better" else "lower"
    return one.verdict


def _beside(first: Side, second: Side) -> list[str]:
    """What is no figure of a story: two numbers, and no test."""
    said = []
    for name in _BESIDE:
        old, new = (one.metrics.get(name) for one in (first, second))
        if isinstance(old, int | float) and isinstance(new, int | float):
            scale = METRICS[name].scale
            said.append(f"{name} {rounded(old, scale)} -> {rounded(new, scale)}")
    return [f"Of the whole cell, without a test: {', '.join(said)}."] if said else []


def main() -> None:
    """Compare, and say it."""
    parser = argparse.ArgumentParser(
        prog="python -m casewright.compare", description=__doc__.split("\n\n")[0]
    )
    parser.add_argument("a", help="a commit, branch, tag or experiment")
    parser.add_argument("b", nargs="?", default=WORKSPACE, help="another one (default: %(default)s)")
    arguments = parser.parse_args()
    print(report(side(arguments.a), side(arguments.b)))


if __name__ == "__main__":
    run_stage(main)
