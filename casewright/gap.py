"""How far a figure on one group of stories is from the same figure on another group.

The groups share no story, so nothing is paired. Means are compared by the pooled t interval: under "no
difference" both groups are draws from one backlog, and it keeps its 5 % down to a handful of stories, where
intervals that are resampled within each group are too narrow. Rates are compared by their exact intervals.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from casewright.records import Score
from casewright.stats import CONFIDENCE, Interval

_NOISE = 1e-9
"""A figure this close to zero is zero: it comes from the order in which scores were added up."""


class Gap(NamedTuple):
    """The first group's figure less the second's."""

    difference: float
    interval: Interval | None
    """95 % interval of the difference; None where none can be given."""

    @property
    def is_shown(self) -> bool:
        """Whether the interval leaves no room for "no difference"."""
        return self.interval is not None and (self.interval[0] > _NOISE or self.interval[1] < -_NOISE)


def mean_gap(first: Sequence[float], second: Sequence[float]) -> Gap | None:
    """Compare the means of two groups; None where one of them is empty.

    There is no interval for two stories, nor where all scores within each group are equal and the groups
    differ: nothing then tells how far scores lie apart.
    """
    if not first or not second:
        return None
    difference = float(np.mean(first) - np.mean(second))
    freedom = len(first) + len(second) - 2
    if freedom < 1:
        return Gap(difference, None)
    squares = float(sum(np.sum((np.asarray(group) - np.mean(group)) ** 2) for group in (first, second)))
    spread = math.sqrt(squares / freedom)
    if spread < _NOISE:
        return Gap(0.0, (0.0, 0.0)) if abs(difference) < _NOISE else Gap(difference, None)
    from scipy import stats

    critical = float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom))
    half = critical * spread * math.sqrt(1 / len(first) + 1 / len(second))
    return Gap(difference, (difference - half, difference + half))


def rate_gap(first: Score, second: Score) -> Gap | None:
    """Compare two rates by their intervals (MOVER, Zou and Donner 2008); None where one was not measured."""
    if first.value is None or second.value is None:
        return None
    difference = first.value - second.value
    if first.interval is None or second.interval is None:
        return Gap(difference, None)
    below = math.hypot(first.value - first.interval[0], second.interval[1] - second.value)
    above = math.hypot(first.interval[1] - first.value, second.value - second.interval[0])
    return Gap(difference, (difference - below, difference + above))
