"""Several comparisons at once: Holm for those declared beforehand, one joint test for those that data select.

Who is best is seen in the data, so "the best against every other" is a choice among all pairs of cells, and
a correction for the comparisons with the best alone is too small (docs/statistics.md has the figures). The
joint test holds for all pairs together, and so for any that anyone picks after looking.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from casewright.stats.clusters import Grouped, group, standard_error
from casewright.stats.effects import smallest_detectable
from casewright.stats.intervals import (
    MOST_RESAMPLED,
    NOISE,
    RESAMPLES,
    Array,
    Clusters,
    Interval,
    finite,
    t_critical,
)
from casewright.stats.signflips import MaxTest, max_test

_SEED = 20_260_101

Pair = tuple[int, int]
"""Columns of two cells: the first less the second."""


class PairResult(NamedTuple):
    """How one cell differs from another, with the error rate shared by all pairs that were looked at."""

    difference: float
    interval: Interval | None
    """At 1 - alpha for all pairs together: Student's, with what t has to exceed by the joint test."""
    p_value: float
    smallest_detectable: float | None


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment of p-values, in the order given."""
    adjusted = [0.0] * len(p_values)
    running = 0.0
    by_size = sorted(range(len(p_values)), key=p_values.__getitem__)
    for rank, index in enumerate(by_size):
        running = max(running, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = running
    return adjusted


def all_pairs(cells: int) -> list[Pair]:
    """Every pair of columns once."""
    return [(one, other) for one in range(cells) for other in range(one + 1, cells)]


def simultaneous(
    scores: Sequence[Sequence[float]],
    pairs: Sequence[Pair],
    *,
    alpha: float,
    clusters: Clusters | None = None,
    resamples: int = RESAMPLES,
) -> list[PairResult]:
    """Compare pairs of cells story by story, all pairs at one error rate.

    Up to `MOST_RESAMPLED` stories (or clusters) the largest studentised difference is judged by sign flips,
    the same for all pairs; beyond it by the normal distribution with the cells' own covariance.

    Args:
        scores: one sequence a cell, the same stories in the same order.
        pairs: what may be looked at; at least one.
        alpha: error rate of all pairs together.
        clusters: what each story belongs to; whole clusters are flipped then.
        resamples: how often signs are drawn anew.

    """
    cells = np.stack([finite(values) for values in scores], axis=1)
    units, grouped = cells, None
    if clusters is not None and cells.size:
        grouped = group(clusters, cells.shape[0])
        units = np.stack([grouped.sums(column) for column in cells.T], axis=1)
    if units.shape[0] < 2:
        centre = cells.mean(axis=0) if cells.size else np.zeros(cells.shape[1])
        return [PairResult(float(centre[i] - centre[j]), None, 1.0, None) for i, j in pairs]
    found = _joint(units, pairs, alpha, resamples)
    critical = max(found.critical, t_critical(units.shape[0] - 1, 1 - alpha))
    return [
        _result(difference_of(cells[:, i], cells[:, j]), grouped, float(p_value), critical, alpha)
        for (i, j), p_value in zip(pairs, found.p_values, strict=True)
    ]


def difference_of(first: Array, second: Array) -> Array:
    """First less second; what differs by rounding does not differ."""
    differences = first - second
    differences[np.abs(differences) < NOISE] = 0.0
    return differences


def _joint(cells: Array, pairs: Sequence[Pair], alpha: float, resamples: int) -> MaxTest:
    if cells.shape[0] > MOST_RESAMPLED:
        return _by_normal(cells, pairs, alpha, resamples)
    columns = [difference_of(cells[:, i], cells[:, j]) for i, j in pairs]
    return max_test(np.stack(columns, axis=1), alpha, resamples)


def _by_normal(cells: Array, pairs: Sequence[Pair], alpha: float, resamples: int) -> MaxTest:
    """The largest of the pairs' studentised differences under normality, drawn with the cells' covariance."""
    n, k = cells.shape
    covariance = np.atleast_2d(np.cov(cells, rowvar=False)) / n
    first, second = np.array(pairs).T
    variance = covariance[first, first] + covariance[second, second] - 2 * covariance[first, second]
    error = np.sqrt(np.maximum(variance, 0.0))
    safe = np.where(error > NOISE, error, math.inf)
    means = cells.mean(axis=0)
    apart = np.abs(means[first] - means[second])
    observed = np.where(error > NOISE, apart / safe, np.where(apart > NOISE, math.inf, 0.0))
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    draws = np.random.default_rng(_SEED).standard_normal((resamples, k)) @ root.T
    largest = np.zeros(resamples)
    for i, j, scale in zip(first, second, safe, strict=True):
        np.maximum(largest, np.abs(draws[:, i] - draws[:, j]) / scale, out=largest)
    largest.sort()
    as_large = resamples - np.searchsorted(largest, observed)
    too_many = math.ceil(alpha * (resamples + 1)) - 1
    critical = float(largest[-too_many]) if too_many >= 1 else math.inf
    return MaxTest((as_large + 1) / (resamples + 1), critical)


def _result(
    differences: Array, grouped: Grouped | None, p_value: float, critical: float, alpha: float
) -> PairResult:
    mean, error = float(differences.mean()), standard_error(differences, grouped)
    interval: Interval | None = (mean, mean) if not differences.any() else None
    if math.isfinite(critical):
        half = critical * error if error >= NOISE else 0.0
        interval = (mean - half, mean + half)
    n = grouped.number if grouped else differences.size
    return PairResult(mean, interval, p_value, smallest_detectable(error, n, alpha, critical=critical))
