"""The tables of `bench.choice`, in Markdown."""

from collections.abc import Sequence
from typing import Any

GOALS = {
    "worse declared better": "≤ 5 %",
    "truly worse declared better": "≤ 5 %",
    "best by 0.1 is in the tied set": "≥ 95 %",
    "pick is the best or tied with it": "≥ 95 %",
    "worse by 0.1 is out": "",
    "beyond the margin let in": "≤ 5 %",
    "equal shown within the margin": "",
    "interval covers": "93–97 %",
    "interval of a difference covers": "93–97 %",
    "joint intervals cover": "≥ 95 %",
    "equal pair told apart": "≤ 5 %",
    "loss of the margin passes the gate": "≤ 5 %",
    "equal cell passes the gate": "",
}
_CHOICE = tuple(GOALS)[:5]
_INTERVALS = tuple(GOALS)[7:11]


def table(results: dict[str, Any]) -> str:
    """Everything, with what each figure is."""
    parts = (
        _NOTE.format(**results),
        _worlds(results["worlds"]),
        "## Over everything",
        _overall(results["all"]),
        "## Intervals, with and without failures",
        _rows(results["failures"], ("failures",), tuple(GOALS)[7:]),
        "## The choice, by stories and cells",
        _rows(results["choice"], ("stories", "cells"), _CHOICE),
        "## Equal cells, by stories and cells",
        _rows(results["equal"], ("stories", "cells"), (_CHOICE[0], *_INTERVALS)),
        "## The choice, by what is true",
        _rows(results["by_truth"], ("losses", "fails"), (*_CHOICE, *tuple(GOALS)[5:7]), loss=True),
        "## Intervals, by world and stories",
        _rows(results["intervals"], ("world", "stories", "fails"), _INTERVALS),
    )
    return "\n\n".join(parts) + "\n"


_NOTE = """# The choice, simulated

{simulations:,} choices among cells whose true quality is known, {resamples:,} resamples each, in {seconds} s.
In brackets: exact 95 % interval of the simulated rate. `worse declared better` counts equal cells that are
told apart as well; worse cells are the faster ones throughout, and are
worse either `on every story` or because they `fail more`."""


def _worlds(worlds: Sequence[dict[str, Any]]) -> str:
    return _table(list(worlds[0]), [[str(value) for value in world.values()] for world in worlds])


def _overall(rates: dict[str, Any]) -> str:
    shown = [name for name in GOALS if name not in _INTERVALS[:3]]
    rows = [[name, GOALS[name], _rate(rates[name])] for name in shown]
    return _table(["what", "goal", "measured"], rows)


def _rows(
    groups: Sequence[dict[str, Any]], by: Sequence[str], names: Sequence[str], *, loss: bool = False
) -> str:
    head = [
        *("cells are worse" if name == "fails" else name for name in by),
        *names,
        *(["mean loss of the pick"] if loss else []),
    ]
    rows = []
    for group in groups:
        cells = [_said(group[name]) for name in by] + [_rate(group.get(name)) for name in names]
        rows.append([*cells, *([f"{group['loss of the pick']:.3f}"] if loss else [])])
    return _table(head, rows)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "fail more" if value else "on every story"
    return str(value)


def _rate(rate: dict[str, Any] | None) -> str:
    if rate is None:
        return "-"
    return f"{100 * rate['rate']:.1f} % ({100 * rate['low']:.1f} to {100 * rate['high']:.1f})"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
