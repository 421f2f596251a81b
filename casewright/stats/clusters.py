"""Stories that belong together, such as those of one backlog: they are not independent of each other."""

import math
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from casewright.errors import DataError

WEAK_BELOW = 20
"""Clusters below which intervals and tests over clusters are weak, and say so."""
FEWEST_BACKLOGS = 6
"""Backlogs from which they, and not the stories, are what is independent: signs of fewer show nothing at 5 %,
so that every cell would be tied. Fewer are taken as given, and what is said holds for them alone."""


class Grouped(NamedTuple):
    """Which cluster each story is in."""

    codes: NDArray[np.intp]
    """From 0, one a story."""
    number: int
    """Of clusters."""

    @property
    def is_weak(self) -> bool:
        """Whether there are too few clusters to rely on."""
        return self.number < WEAK_BELOW

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values of each cluster added up."""
        return np.bincount(self.codes, weights=values, minlength=self.number).astype(np.float64)


def group(clusters: Sequence[Hashable], n: int) -> Grouped:
    """Number the clusters in the order in which they come.

    Raises:
        DataError: there is not one for each of the `n` stories.

    """
    if len(clusters) != n:
        raise DataError(f"{len(clusters)} clusters for {n} stories; expected one for each story")
    numbers: dict[Hashable, int] = {}
    codes = [numbers.setdefault(cluster, len(numbers)) for cluster in clusters]
    return Grouped(np.asarray(codes, dtype=np.intp), len(numbers))


def standard_error(values: NDArray[np.float64], grouped: Grouped | None = None) -> float:
    """Standard error of the mean, of two values or more.

    With clusters, two or more of them, it is robust to what the stories of one have in common (CR1); where
    every story is a cluster of its own it is the usual one.
    """
    if grouped is None:
        return float(values.std(ddof=1)) / math.sqrt(values.size)
    residuals = grouped.sums(values - values.mean())
    scale = grouped.number / (grouped.number - 1)
    return math.sqrt(scale * float(residuals @ residuals)) / values.size
