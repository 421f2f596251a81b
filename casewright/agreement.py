"""How far raters agree beyond chance, each figure with a 95 % bootstrap interval over the items.

Ratings are a row an item and a column a rater, numbers throughout, None where a rater left an item out.

- Krippendorff's alpha (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability) takes any number of
  raters and gaps. On ratings that are nearly all the same it falls towards 0 whatever the raters do.
- Gwet's AC1 and, with weights, AC2 (Gwet 2014, Handbook of Inter-Rater Reliability) do not.
- Cohen's kappa (1960), with weights (1968), is of two raters; so is Spearman's rank correlation.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from casewright.records import Record
from casewright.resampling import Figure, Floats, value_and_interval

Ratings = Sequence[Sequence[float | None]]
Level = Literal["nominal", "ordinal", "interval", "ratio"]
Weights = Literal["nominal", "ordinal", "linear", "quadratic"] | Sequence[Sequence[float]]
"""How much two categories count as agreement, 0-1: by name, or as a table in the order of the categories."""


class Agreement(Record):
    """One figure of agreement."""

    value: float | None
    """None: the ratings allow none."""
    interval: tuple[float, float] | None = None
    """95 %, by bootstrap over the items."""
    items: int
    """Items that the figure rests on."""
    reason: str = ""
    """Why there is no value."""


def percent_agreement(ratings: Ratings, *, within: float = 0.0) -> Agreement:
    """Share of pairs of raters that agree on an item to `within` points, mean over the items, 0-1."""
    values = _values(ratings)
    apart = np.abs(np.subtract.outer(values, values))
    counts = _counts(ratings, values)
    agreed, paired = _agreed(counts, (apart <= within + 1e-9).astype(float))
    return _agreement(lambda times: (times @ agreed) / (times @ paired), int(paired.sum()), paired)


def krippendorff_alpha(ratings: Ratings, level: Level = "ordinal") -> Agreement:
    """Krippendorff's alpha, -1 to 1; items with one rating say nothing and are left out."""
    values = _values(ratings)
    counts = _counts(ratings, values)
    counts = counts[counts.sum(axis=1) >= 2]
    size = len(values)
    others = np.maximum(counts.sum(axis=1) - 1, 1)[:, None, None]
    pairs = (counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(size)) / others

    def alpha(times: Floats) -> Floats:
        met = (times @ pairs.reshape(len(pairs), size**2)).reshape(-1, size, size)
        totals = met.sum(axis=2)
        apart = _distances(level, values, totals)
        expected = (totals[:, :, None] * totals[:, None, :] * apart).sum(axis=(1, 2))
        seen = (met * apart).sum(axis=(1, 2))
        return np.asarray(1 - (totals.sum(axis=1) - 1) * seen / expected, dtype=np.float64)

    return _agreement(alpha, len(counts))


def gwet_ac(
    ratings: Ratings, weights: Weights = "nominal", categories: Sequence[float] | None = None
) -> Agreement:
    """Gwet's AC1, or AC2 where the weights are not nominal, -1 to 1.

    Args:
        ratings: an item that one rater rated counts for how often categories are used.
        weights: `quadratic` and `ordinal` are the usual ones for scales such as 1 to 5.
        categories: all that can be given; by default those that were. Chance depends on their number.

    """
    values = _values(ratings, categories)
    counts = _counts(ratings, values)
    counts = counts[counts.sum(axis=1) >= 1]
    table = _weights(weights, values)
    agreed, paired = _agreed(counts, table)
    shares = counts / counts.sum(axis=1, keepdims=True)
    size = len(values)

    def coefficient(times: Floats) -> Floats:
        seen = (times @ agreed) / (times @ paired)
        used = (times @ shares) / times.sum(axis=1, keepdims=True)
        chance = table.sum() / max(1, size * (size - 1)) * (used * (1 - used)).sum(axis=1)
        return np.asarray((seen - chance) / (1 - chance), dtype=np.float64)

    return _agreement(coefficient, len(counts), paired)


def cohen_kappa(
    first: Sequence[float | None],
    second: Sequence[float | None],
    weights: Weights = "nominal",
    categories: Sequence[float] | None = None,
) -> Agreement:
    """Cohen's kappa of two raters over the same items, with weights where asked for, -1 to 1."""
    ratings = _both(first, second)
    values = _values(ratings, categories)
    table = _weights(weights, values)
    one, other = (_counts([[row[rater]] for row in ratings], values) for rater in (0, 1))
    met = (one[:, :, None] * other[:, None, :]).reshape(len(ratings), len(values) ** 2)

    def kappa(times: Floats) -> Floats:
        total = times.sum(axis=1)
        seen = (times @ met @ table.reshape(-1)) / total
        chance = np.einsum("bi,ij,bj->b", times @ one, table, times @ other) / total**2
        return np.asarray((seen - chance) / (1 - chance), dtype=np.float64)

    return _agreement(kappa, len(ratings))


def spearman(first: Sequence[float | None], second: Sequence[float | None]) -> Agreement:
    """Spearman's rank correlation over the items that have both, ties at their mean rank, -1 to 1."""
    ratings = _both(first, second)
    sides = []
    for rater in (0, 1):
        column = [[row[rater]] for row in ratings]
        sides.append(_counts(column, _values(column)))

    def correlation(times: Floats) -> Floats:
        one, other = (_centred_ranks(side, times) for side in sides)
        both = (times * one * other).sum(axis=1)
        spreads = (times * one**2).sum(axis=1) * (times * other**2).sum(axis=1)
        return np.asarray(both / np.sqrt(spreads), dtype=np.float64)

    return _agreement(correlation, len(ratings))


def _agreement(figure: Figure, items: int, usable: Floats | None = None) -> Agreement:
    """`usable`: which items bear the figure, where the others only count for chance."""
    bearing = items if usable is None else int(usable.sum())
    if not bearing:
        return Agreement(value=None, items=0, reason="no item has two ratings")
    with np.errstate(divide="ignore", invalid="ignore"):
        value, interval = value_and_interval(figure, items if usable is None else len(usable))
    reason = "" if value is not None else "the ratings do not vary"
    return Agreement(value=value, interval=interval, items=bearing, reason=reason)


def _values(ratings: Ratings, categories: Sequence[float] | None = None) -> Floats:
    """Every category once, rising.

    Raises:
        ValueError: a rating is none of the categories that were given.

    """
    given = {float(rating) for row in ratings for rating in row if rating is not None}
    known = given if categories is None else {float(category) for category in categories}
    if given - known:
        strange = ", ".join(f"{rating:g}" for rating in sorted(given - known))
        raise ValueError(f"ratings: {strange}; expected one of {', '.join(f'{x:g}' for x in sorted(known))}")
    return np.array(sorted(known), dtype=np.float64)


def _counts(ratings: Ratings, values: Floats) -> Floats:
    """How often each item, a row, was given each value, a column."""
    columns = {float(value): column for column, value in enumerate(values)}
    counts = np.zeros((len(ratings), len(values)))
    for row, item in enumerate(ratings):
        for rating in item:
            if rating is not None:
                counts[row, columns[float(rating)]] += 1
    return counts


def _both(first: Sequence[float | None], second: Sequence[float | None]) -> list[tuple[float, float]]:
    pairs = zip(first, second, strict=True)
    return [(one, other) for one, other in pairs if one is not None and other is not None]


def _agreed(counts: Floats, table: Floats) -> tuple[Floats, Floats]:
    """The share of pairs of raters that agree on each item, and whether it has a pair at all."""
    raters = counts.sum(axis=1)
    pairs = raters * (raters - 1)
    agreeing = (counts * (counts @ table - 1)).sum(axis=1)
    return agreeing / np.maximum(pairs, 1), (pairs > 0).astype(float)


def _distances(level: Level, values: Floats, totals: Floats) -> Floats:
    """Squared differences between values; of an ordinal scale they depend on how often each was used."""
    if level == "nominal":
        return 1.0 - np.eye(len(values))[None]
    if level == "ordinal":
        middle = totals.cumsum(axis=1) - totals / 2
        return np.asarray((middle[:, :, None] - middle[:, None, :]) ** 2, dtype=np.float64)
    apart = np.subtract.outer(values, values)
    if level == "ratio":
        apart = apart / np.where(np.add.outer(values, values) == 0, 1.0, np.add.outer(values, values))
    return np.asarray(apart[None] ** 2, dtype=np.float64)


def _weights(weights: Weights, values: Floats) -> Floats:
    if not isinstance(weights, str):
        return np.array(weights, dtype=np.float64)
    if weights == "nominal" or len(values) < 2:
        return np.eye(len(values))
    apart = np.abs(np.subtract.outer(values, values))
    if weights == "ordinal":
        places = np.arange(len(values))
        between = np.abs(np.subtract.outer(places, places)) + 1
        apart = between * (between - 1) / 2  # pairs of categories within the two
    elif weights == "quadratic":
        apart = apart**2
    return np.asarray(1 - apart / apart.max(), dtype=np.float64)


def _centred_ranks(side: Floats, times: Floats) -> Floats:
    """The rank of each item among those of a resample, less the mean rank."""
    held = times @ side
    ranks = held.cumsum(axis=1) - (held - 1) / 2
    return np.asarray(ranks @ side.T - (times.sum(axis=1, keepdims=True) + 1) / 2, dtype=np.float64)
