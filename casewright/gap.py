"""How far a figure on one group of stories is from the same figure on another group.

The groups share no story, so nothing is paired and the interval of the difference follows from the two
intervals (MOVER: Zou and Donner 2008; for rates this is Newcombe's hybrid score method).
"""

import math
from typing import NamedTuple

from casewright.records import Score
from casewright.stats import Interval

_NOISE = 1e-9
"""A bound this close to zero is zero: it comes from the order in which scores were added up."""


class Gap(NamedTuple):
    """The first group's figure less the second's."""

    difference: float
    interval: Interval | None
    """95 % interval of the difference; None where one of the figures has none."""

    @property
    def is_shown(self) -> bool:
        """Whether the interval leaves no room for "no difference"."""
        return self.interval is not None and (self.interval[0] > _NOISE or self.interval[1] < -_NOISE)


def gap(first: Score, second: Score) -> Gap | None:
    """Compare two figures of different stories; None where one of them was not measured."""
    if first.value is None or second.value is None:
        return None
    difference = first.value - second.value
    if first.interval is None or second.interval is None:
        return Gap(difference, None)
    below = math.hypot(first.value - first.interval[0], second.interval[1] - second.value)
    above = math.hypot(first.interval[1] - first.value, second.value - second.interval[0])
    return Gap(difference, (difference - below, difference + above))
