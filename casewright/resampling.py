"""Intervals of figures over items, whatever the figure: bias-corrected, accelerated bootstrap.

A figure is a function of how often each item counts. A resample is then a row of counts, leaving one item out
is a row with a nought in it, and a figure that is written for many rows at once is worked out for all of them
in a few matrix products.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Figure = Callable[[Floats], Floats]
"""From rows of counts, one column an item, to a value a row; NaN where a row allows none."""

RESAMPLES = 2_000
CONFIDENCE = 0.95
_SEED = 20_260_201
_BATCH = 100
_FEWEST = RESAMPLES // 2
"""Resamples that have to allow the figure, or it has no interval."""


def value_and_interval(figure: Figure, items: int) -> tuple[float | None, tuple[float, float] | None]:
    """The figure over all items, and its 95 % interval; None where they allow none.

    Below two items there is no interval; where no resample differs it is a point.
    """
    if not items:
        return None, None
    value = float(figure(np.ones((1, items)))[0])
    if not np.isfinite(value):
        return None, None
    return value, _interval(figure, items, value) if items > 1 else None


def _interval(figure: Figure, items: int, value: float) -> tuple[float, float] | None:
    drawn = np.random.default_rng(_SEED).multinomial(items, [1 / items] * items, size=RESAMPLES)
    resampled = _in_batches(figure, drawn.astype(float))
    resampled = resampled[np.isfinite(resampled)]
    if resampled.size < _FEWEST:
        return None
    if np.ptp(resampled) < 1e-12:
        return (value, value)
    left_out = _in_batches(figure, 1.0 - np.eye(items))
    low, high = np.quantile(resampled, _levels(resampled, left_out, value))
    return float(low), float(high)


def _in_batches(figure: Figure, counts: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [figure(counts[start : start + _BATCH]) for start in range(0, len(counts), _BATCH)]
    return np.concatenate(parts)


def _levels(resampled: Floats, left_out: Floats, value: float) -> Floats:
    """Which quantiles of the resampled values bound the interval (Efron 1987)."""
    from scipy.special import ndtr, ndtri

    plain = np.array([(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    below = np.mean(resampled < value - 1e-12) + np.mean(np.abs(resampled - value) <= 1e-12) / 2
    if not 0 < below < 1 or not np.isfinite(left_out).all():
        return plain
    away = left_out.mean() - left_out
    spread = float(np.sum(away**2)) ** 1.5
    acceleration = float(np.sum(away**3)) / (6 * spread) if spread > 0 else 0.0
    bias = float(ndtri(below))
    shifted = bias + ndtri(plain)
    return np.asarray(ndtr(bias + shifted / (1 - acceleration * shifted)), dtype=np.float64)
