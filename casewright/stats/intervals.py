"""Intervals of a mean. The unit is the story; repeats of a story are averaged before they come here."""

import math
from collections.abc import Hashable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from casewright.errors import DataError
from casewright.records import Record
from casewright.stats.clusters import WEAK_BELOW, group, standard_error

CONFIDENCE = 0.95
ALPHA = 0.05
"""Error rate where none is said: what `CONFIDENCE` leaves."""
RESAMPLES = 9_999
FEWEST_RESAMPLED = 5
"""Values below which resampling says nothing: it never leaves the range of the values."""
MOST_RESAMPLED = 1_000
"""Stories up to which values are resampled. Beyond it the t interval is as good, and takes no memory."""
NOISE = 1e-12
"""Scores this close are equal: they differ by the order in which they were added up."""
_SEED = 20_260_101
_BATCH_VALUES = 1_000_000

Interval = tuple[float, float]
Array = NDArray[np.float64]
Clusters = Sequence[Hashable]
"""What each story belongs to, such as its backlog, in the order of the stories."""
Method = Literal["BCa bootstrap", "t", "t over clusters", "no spread", "not measured"]


class Estimate(Record):
    """A mean with its interval, and how that came about."""

    value: float | None
    """None: there is no story."""
    interval: Interval | None
    """95 %; None where none can be given."""
    n: int
    method: Method
    """Of the interval."""
    reason: str


def mean_interval(
    values: Sequence[float],
    *,
    clusters: Clusters | None = None,
    within: Interval | None = None,
    resamples: int = RESAMPLES,
) -> Interval | None:
    """95 % interval of the mean; None below two values, a point where all are equal. See `estimate`."""
    return estimate(values, clusters=clusters, within=within, resamples=resamples).interval


def estimate(
    values: Sequence[float],
    *,
    clusters: Clusters | None = None,
    within: Interval | None = None,
    resamples: int = RESAMPLES,
) -> Estimate:
    """The mean and its 95 % interval.

    From 5 to 1,000 values it is a BCa bootstrap interval, widened for few values as Hesterberg (2015) does:
    as it stands, it is too narrow there. Below and beyond it is Student's. With clusters it is Student's over
    the clusters, whose stories are not taken to be independent.

    Args:
        values: one a story.
        clusters: what each story belongs to, where stories come from several backlogs.
        within: the scale of the values, beyond which no bound goes; None: it has no ends.
        resamples: how often the values are drawn anew.

    Raises:
        DataError: a value is not finite.

    """
    found = _estimate_freely(finite(values), clusters, resamples)
    if within is None or found.interval is None:
        return found
    least, most = within
    low, high = found.interval
    return found.model_copy(update={"interval": (max(least, low), min(most, high))})


def _estimate_freely(array: Array, clusters: Clusters | None, resamples: int) -> Estimate:
    n = array.size
    if n < 2:
        value = float(array[0]) if n else None
        return _estimate(value, None, n, "not measured", "one story has no spread" if n else "no story")
    mean = float(array.mean())
    if np.ptp(array) < NOISE:
        first = float(array[0])
        return _estimate(first, (first, first), n, "no spread", f"all {n} stories are equal")
    if clusters is not None:
        return _over_clusters(array, mean, clusters)
    if FEWEST_RESAMPLED <= n <= MOST_RESAMPLED and (interval := _bca(array, resamples)):
        return _estimate(mean, interval, n, "BCa bootstrap", f"BCa bootstrap over {n} stories")
    half = t_critical(n - 1) * standard_error(array)
    amount = "many" if n > MOST_RESAMPLED else "few"
    reason = f"t interval over {n} stories, too {amount} to resample"
    return _estimate(mean, (mean - half, mean + half), n, "t", reason)


def t_critical(freedom: int, confidence: float = CONFIDENCE) -> float:
    """Two-sided critical value of Student's t."""
    from scipy import stats

    return float(stats.t.ppf((1 + confidence) / 2, freedom))


def two_sided(mean: float, error: float, freedom: int) -> float:
    """p-value of a mean that is no 0, by Student's t."""
    from scipy import stats

    return float(2 * stats.t.sf(abs(mean) / error, freedom)) if error >= NOISE else 0.0


def finite(values: Sequence[float]) -> Array:
    """The values as an array.

    Raises:
        DataError: one is NaN or infinite, which no score may be.

    """
    array = np.asarray(values, dtype=float)
    wrong = np.flatnonzero(~np.isfinite(array))
    if wrong.size:
        raise DataError(
            f"value {wrong[0] + 1} of {array.size} is {array[wrong[0]]}; expected a finite number; "
            "leave out what was not measured"
        )
    return array


def _bca(array: Array, resamples: int) -> Interval | None:
    """SciPy's BCa interval, at the level that a t interval with as many values would have."""
    from scipy import stats

    n = array.size
    level = 1 - 2 * float(stats.norm.sf(t_critical(n - 1) * math.sqrt(n / (n - 1))))
    result = stats.bootstrap(
        (array,),
        np.mean,
        confidence_level=level,
        n_resamples=resamples,
        batch=max(1, _BATCH_VALUES // n),
        method="BCa",
        rng=np.random.default_rng(_SEED),
    )
    low, high = (float(bound) for bound in result.confidence_interval)
    return (low, high) if math.isfinite(low) and math.isfinite(high) else None


def _over_clusters(array: Array, mean: float, clusters: Clusters) -> Estimate:
    grouped = group(clusters, array.size)
    n, of = array.size, f"{array.size} stories in {grouped.number} clusters"
    if grouped.number < 2:
        reason = f"{n} stories in one cluster: nothing tells how far clusters lie apart"
        return _estimate(mean, None, n, "not measured", reason)
    half = t_critical(grouped.number - 1) * standard_error(array, grouped)
    weak = f"; under {WEAK_BELOW} clusters inference is weak" if grouped.is_weak else ""
    return _estimate(mean, (mean - half, mean + half), n, "t over clusters", f"t interval over {of}{weak}")


def _estimate(
    value: float | None, interval: Interval | None, n: int, method: Method, reason: str
) -> Estimate:
    return Estimate(value=value, interval=interval, n=n, method=method, reason=reason)
