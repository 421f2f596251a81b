"""Intervals and paired comparisons. The unit is the story; SciPy does the work.

Resampling is seeded, so that the same scores always give the same verdict. SciPy's statistics take a second
to import, so that happens where they are used: the service reads a choice and computes none.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95
POWER = 0.80
RESAMPLES = 9_999
_SEED = 20_260_101
_NOISE = 1e-12
"""Scores this close are equal: they differ by the order in which they were added up."""

Interval = tuple[float, float]


@dataclass(frozen=True)
class Difference:
    """How one cell differs from another over the same stories (first minus second)."""

    mean: float
    interval: Interval | None
    """95 % BCa bootstrap interval of the mean difference; None below two stories."""
    p_value: float
    """Two-sided sign-flip permutation test; 1 below two stories, which show nothing."""
    n: int
    smallest_detectable: float | None
    """Mean difference that this many stories would show with 80 % power; None when nothing varies, or
    when so few stories show nothing."""


def mean_interval(values: Sequence[float]) -> Interval | None:
    """95 % BCa bootstrap interval of the mean; None below two values, a point where all are equal."""
    if len(values) < 2:
        return None
    array = np.asarray(values, dtype=float)
    if np.ptp(array) < _NOISE:
        return (float(array[0]), float(array[0]))
    from scipy import stats

    result = stats.bootstrap(
        (array,),
        np.mean,
        confidence_level=CONFIDENCE,
        n_resamples=RESAMPLES,
        method="BCa",
        rng=np.random.default_rng(_SEED),
    )
    low, high = result.confidence_interval
    if not (math.isfinite(low) and math.isfinite(high)):
        return None
    return (float(low), float(high))


def rate_interval(hits: int, n: int) -> Interval | None:
    """95 % exact (Clopper-Pearson) interval of a rate; None where nothing was counted."""
    if n == 0:
        return None
    from scipy import stats

    interval = stats.binomtest(hits, n).proportion_ci(confidence_level=CONFIDENCE, method="exact")
    return (float(interval.low), float(interval.high))


def paired_difference(
    first: Sequence[float], second: Sequence[float], *, alpha: float = 1 - CONFIDENCE
) -> Difference:
    """Compare two cells story by story; the sequences have the same stories in the same order."""
    differences = np.array([one - other for one, other in zip(first, second, strict=True)])
    differences[np.abs(differences) < _NOISE] = 0.0
    if differences.size < 2:
        return Difference(float(differences.sum()), None, 1.0, differences.size, None)
    if not differences.any():
        return Difference(0.0, (0.0, 0.0), 1.0, differences.size, None)
    from scipy import stats

    test = stats.permutation_test(
        (differences,),
        np.mean,
        permutation_type="samples",
        n_resamples=RESAMPLES,
        vectorized=True,
        rng=np.random.default_rng(_SEED),
    )
    return Difference(
        mean=float(differences.mean()),
        interval=mean_interval(differences.tolist()),
        p_value=float(test.pvalue),
        n=differences.size,
        smallest_detectable=_smallest_detectable(differences.tolist(), alpha),
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment of p-values, in the order given."""
    adjusted = [0.0] * len(p_values)
    running = 0.0
    by_size = sorted(range(len(p_values)), key=p_values.__getitem__)
    for rank, index in enumerate(by_size):
        running = max(running, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = running
    return adjusted


def _smallest_detectable(differences: Sequence[float], alpha: float) -> float | None:
    """Mean difference that a paired t-test shows with 80 % power at this spread and number of stories."""
    n = len(differences)
    spread = float(np.std(differences, ddof=1)) if n > 1 else 0.0
    if spread < _NOISE:
        return None
    from scipy import optimize, stats

    critical = stats.t.ppf(1 - alpha / 2, n - 1)

    def shortfall(effect: float) -> float:
        return float(stats.nct.sf(critical, n - 1, effect * math.sqrt(n)) - POWER)

    largest = 20.0 / math.sqrt(n)
    if shortfall(largest) < 0:
        return None
    return float(optimize.brentq(shortfall, 0.0, largest)) * spread
