"""Figures held against limits and targets."""

from collections.abc import Mapping, Sequence

from casewright.params import Limit
from casewright.records import CellScore, Record


class Check(Record):
    """A metric held against its limit."""

    metric: str
    limit: str
    value: float | None
    verdict: str
    """`met`, `missed` or `not measured`."""


def check(cell: CellScore, limits: Mapping[str, Limit]) -> tuple[Check, ...]:
    """Every limit held against the cell's figures."""
    checks = []
    for metric, limit in limits.items():
        score = cell.scores.get(metric)
        value = score.value if score else None
        verdict = "not measured" if value is None else "met" if limit.meets(value) else "missed"
        checks.append(Check(metric=metric, limit=str(limit), value=value, verdict=verdict))
    return tuple(checks)


def all_met(checks: Sequence[Check]) -> bool:
    """Whether every check is met; what was not measured is not met."""
    return all(one.verdict == "met" for one in checks)
