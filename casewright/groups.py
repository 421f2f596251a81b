"""Whether some stories have lower scores than the others: many groups, looked at without a hypothesis.

With so many looks some difference turns up by chance, so the share of false findings is held down instead of
believing each one (Benjamini and Hochberg 1995).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

FALSE_DISCOVERY_RATE = 0.05
_LEAST = 3
"""Stories that a group, and the rest, need to be compared."""
_NOISE = 1e-12


class Group(NamedTuple):
    """Scores of the stories in a group, and of all others."""

    name: str
    values: Sequence[float]
    others: Sequence[float]


class GroupGap(NamedTuple):
    """A group beside the others."""

    name: str
    stories: int
    mean: float
    difference: float
    """To the mean of the others."""
    p_value: float
    """One-sided, adjusted for all groups that were looked at."""

    @property
    def is_shown(self) -> bool:
        """Whether the group's scores are lower, by more than chance."""
        return self.p_value < FALSE_DISCOVERY_RATE


def lower_groups(groups: Sequence[Group]) -> list[GroupGap]:
    """Each group of at least three stories beside at least three others, lowest first.

    By Welch's t-test; where all scores of a group and of the others are equal nothing can be tested.
    """
    tested = [
        (group, p_value)
        for group in groups
        if min(len(group.values), len(group.others)) >= _LEAST and (p_value := _p_value(group)) is not None
    ]
    if not tested:
        return []
    from scipy import stats

    adjusted = stats.false_discovery_control([p_value for _, p_value in tested])
    gaps = [
        GroupGap(
            group.name,
            len(group.values),
            float(np.mean(group.values)),
            float(np.mean(group.values) - np.mean(group.others)),
            float(p_value),
        )
        for (group, _), p_value in zip(tested, adjusted, strict=True)
    ]
    return sorted(gaps, key=lambda gap: (gap.difference, gap.name))


def _p_value(group: Group) -> float | None:
    spreads = [float(np.std(values, ddof=1)) for values in group[1:]]
    if max(spreads) < _NOISE:
        return None
    from scipy import stats

    moments = [
        part
        for values, spread in zip(group[1:], spreads, strict=True)
        for part in (float(np.mean(values)), spread, len(values))
    ]
    return float(stats.ttest_ind_from_stats(*moments, equal_var=False, alternative="less").pvalue)
