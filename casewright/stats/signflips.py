"""Sign-flip permutation tests of paired differences, over one pair of cells or many at once.

If two cells are equally good, the sign of each story's difference is a toss. Tossing all stories' signs anew
shows how large a mean would be by chance; taking the largest over all pairs shows it for the pair that stands
out most, whichever that is.
"""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_SEED = 20_260_101
_BATCH_VALUES = 1_000_000
_MARGIN = 1e-9
"""Statistics this close, relative to their size, are equal: they are sums in another order."""


class MaxTest(NamedTuple):
    """Two-sided p-values of several pairs, each adjusted for the largest of all pairs."""

    p_values: Array
    critical: float
    """What t has to exceed in any pair to be shown at the error rate; infinite where nothing can be."""


def max_test(differences: Array, alpha: float, resamples: int) -> MaxTest:
    """Test the columns of `differences` (stories × pairs) together; at least two stories.

    With so few stories that all signs can be tried, all are, and p-values are exact.
    """
    n = differences.shape[0]
    scale = np.sqrt((differences**2).sum(axis=0))
    scaled = differences / np.where(scale > 0, scale, 1.0)
    observed = np.abs(scaled.sum(axis=0))
    batches = _batches(n, resamples, max(differences.shape))
    largest = np.concatenate([_largest(signs @ scaled) for signs in batches])
    largest.sort()
    as_large = largest.size - np.searchsorted(largest, observed - _MARGIN)
    spare = 0 if 2**n <= resamples else 1  # the data themselves are one of the drawn, as they are of all
    total = largest.size + spare
    # The smallest number of draws as large that is too many, counted from the top, is the bound.
    too_many = math.ceil(alpha * total - _MARGIN) - spare
    bound = float(largest[-max(1, too_many)])
    return MaxTest((as_large + spare) / total, _as_t(bound, n) if too_many >= 1 else math.inf)


def _largest(sums: Array) -> Array:
    """The largest size in each row."""
    largest: Array = np.maximum(sums.max(axis=1), -sums.min(axis=1))
    return largest


def _as_t(self_normalised: float, n: int) -> float:
    """Student's t of a sum over the root of its sum of squares."""
    rest = n - self_normalised**2
    if rest <= _MARGIN:
        return math.inf
    return self_normalised * math.sqrt((n - 1) / rest)


def _batches(n: int, resamples: int, width: int) -> Iterator[Array]:
    """Rows of signs, so many at a time that what is made of them stays small."""
    signs = _signs(n, resamples)
    rows = max(1, _BATCH_VALUES // width)
    for start in range(0, signs.shape[0], rows):
        yield signs[start : start + rows].astype(np.float64)


@lru_cache(maxsize=1)
def _signs(n: int, resamples: int) -> NDArray[np.int8]:
    """Signs for `n` stories: every possible row where that is no more than `resamples`, else drawn ones."""
    if 2**n <= resamples:
        rows = np.arange(2**n)[:, None] >> np.arange(n) & 1
    else:
        rows = np.random.default_rng(_SEED).integers(0, 2, (resamples, n), dtype=np.int8)
    return (1 - 2 * rows).astype(np.int8)
