"""Whether a cell is no worse than another by more than a margin: "no difference shown" does not say that."""

import math
from collections.abc import Sequence
from typing import Literal

from casewright.errors import DataError
from casewright.records import Record
from casewright.stats.clusters import group, standard_error
from casewright.stats.effects import smallest_detectable
from casewright.stats.families import difference_of
from casewright.stats.intervals import NOISE, Clusters, finite
from casewright.stats.paired import Comparison, paired_difference

Standing = Literal["not inferior", "inferior", "not shown", "not measured"]


class NonInferiority(Record):
    """The first of two cells held against the second less a margin."""

    comparison: Comparison
    margin: float
    alpha: float
    """Error rate, one-sided."""
    lower: float | None
    """The difference is above this, at 1 - alpha; None below two stories."""
    upper: float | None
    """The difference is below this, at 1 - alpha."""
    p_value: float
    """Of a difference at or below minus the margin; 1 where nothing can be said."""
    smallest_margin: float | None
    """Margin that this many stories would show two equal cells to be within, with 80 % power."""

    @property
    def standing(self) -> Standing:
        """`inferior`: worse by more than the margin. `not shown`: the stories leave both open."""
        if self.lower is None or self.upper is None:
            return "not measured"
        if self.lower >= -self.margin - NOISE:
            return "not inferior"
        return "inferior" if self.upper < -self.margin else "not shown"


def noninferiority(
    first: Sequence[float],
    second: Sequence[float],
    margin: float,
    alpha: float = 0.05,
    *,
    clusters: Clusters | None = None,
) -> NonInferiority:
    """Hold the mean difference against minus the margin, by one-sided t bounds on the paired differences.

    Where every story differs by the same, the bounds are that difference.

    Args:
        first: one value a story.
        second: the same stories in the same order.
        margin: loss that is still acceptable, 0 or more, on the scale of the values.
        alpha: error rate, one-sided.
        clusters: what each story belongs to, where stories come from several backlogs.

    Raises:
        DataError: the margin is below 0, or a value is not finite.

    """
    if not (math.isfinite(margin) and margin >= 0):
        raise DataError(f"margin {margin}: expected a loss of 0 or more on the scale of scores, such as 0.02")
    comparison = paired_difference(first, second, clusters=clusters)
    differences = difference_of(finite(first), finite(second))
    grouped = None if clusters is None else group(clusters, differences.size)
    n = grouped.number if grouped else differences.size
    if comparison.difference is None or n < 2:
        return _judged(comparison, margin, alpha, None, 1.0, None)
    from scipy import stats

    error = standard_error(differences, grouped)
    half = float(stats.t.ppf(1 - alpha, n - 1)) * error
    shift = comparison.difference + margin
    p_value = float(stats.t.sf(shift / error, n - 1)) if error > NOISE else float(shift < -NOISE)
    smallest = smallest_detectable(error, n, alpha, sides=1)
    return _judged(comparison, margin, alpha, half, p_value, smallest)


def _judged(
    comparison: Comparison,
    margin: float,
    alpha: float,
    half: float | None,
    p_value: float,
    smallest: float | None,
) -> NonInferiority:
    centre = comparison.difference or 0.0
    return NonInferiority(
        comparison=comparison,
        margin=margin,
        alpha=alpha,
        lower=None if half is None else centre - half,
        upper=None if half is None else centre + half,
        p_value=p_value,
        smallest_margin=smallest,
    )
