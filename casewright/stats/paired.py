"""Two cells compared over the same stories, with everything that a verdict needs."""

import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from casewright.records import Record
from casewright.stats.clusters import WEAK_BELOW, Grouped, group, standard_error
from casewright.stats.effects import dz, rank_biserial, smallest_detectable, win_tie_loss
from casewright.stats.families import difference_of, holm
from casewright.stats.intervals import (
    ALPHA,
    MOST_RESAMPLED,
    NOISE,
    RESAMPLES,
    Array,
    Clusters,
    Interval,
    finite,
    t_critical,
    two_sided,
)
from casewright.stats.signflips import max_test

Verdict = Literal["better", "worse", "no difference shown", "not measured"]


class Comparison(Record):
    """How the first of two cells differs from the second over the same stories."""

    n: int
    """Stories."""
    clusters: int | None = None
    """Groups of stories, where they are not independent of each other."""
    first_mean: float | None
    second_mean: float | None
    difference: float | None
    """Mean of first less second; None without a story."""
    interval: Interval | None
    """95 % interval of the mean difference; None below two stories."""
    p_value: float
    """Two-sided; 1 below two stories, which show nothing."""
    adjusted_p_value: float
    """Holm-adjusted over the contrasts that were declared together; the p-value itself for a single one."""
    wilcoxon_p_value: float | None
    """Signed-rank test with Pratt's zeros: whether the verdict hangs on means. None where nothing differs."""
    dz: float | None
    """Mean difference in standard deviations of the differences."""
    rank_biserial: float | None
    """Rank sum for the first less that for the second, as a share: -1 to 1."""
    wins: int
    ties: int
    losses: int
    smallest_detectable: float | None
    """Mean difference that this many stories would show with 80 % power; None when nothing varies, or
    when so few stories show nothing."""
    alpha: float
    """Error rate at which a difference counts as shown."""
    reason: str
    """How interval and p-value were computed, and what weakens them."""

    @property
    def verdict(self) -> Verdict:
        """Of the first beside the second."""
        if self.difference is None:
            return "not measured"
        if self.adjusted_p_value >= self.alpha:
            return "no difference shown"
        return "better" if self.difference > 0 else "worse"

    @property
    def relative(self) -> float | None:
        """The difference as a share of the second's mean; None where that is 0 or was not measured."""
        return (
            self.difference / self.second_mean if self.difference is not None and self.second_mean else None
        )


def paired_difference(
    first: Sequence[float],
    second: Sequence[float],
    *,
    alpha: float = ALPHA,
    clusters: Clusters | None = None,
    resamples: int = RESAMPLES,
) -> Comparison:
    """Compare two cells story by story.

    The p-value is that of a sign-flip permutation test, of whole clusters where there are any; beyond
    `MOST_RESAMPLED` of them that of the t-test. The interval is Student's, no narrower than the sign flips
    allow: of differences, which have long tails on both sides, BCa intervals are too narrow.

    Args:
        first: one value a story.
        second: the same stories in the same order.
        alpha: error rate at which a difference counts as shown.
        clusters: what each story belongs to, where stories come from several backlogs.
        resamples: how often signs are drawn anew.

    Raises:
        DataError: a value is not finite.
        ValueError: there are not as many of one as of the other.

    """
    one, other = finite(first), finite(second)
    if one.size != other.size:
        raise ValueError(f"{one.size} stories against {other.size}; expected the same stories of both cells")
    differences = difference_of(one, other)
    grouped = None if clusters is None else group(clusters, differences.size)
    test = _test(differences, grouped, resamples)
    signs = win_tie_loss(differences)
    return Comparison(
        n=differences.size,
        clusters=grouped.number if grouped else None,
        first_mean=_mean(one),
        second_mean=_mean(other),
        difference=_mean(differences),
        interval=test.interval,
        p_value=test.p_value,
        adjusted_p_value=test.p_value,
        wilcoxon_p_value=_wilcoxon(differences),
        dz=dz(differences),
        rank_biserial=rank_biserial(differences),
        **signs._asdict(),
        smallest_detectable=_detectable(differences, grouped, alpha),
        alpha=alpha,
        reason=test.reason,
    )


def declared(contrasts: Mapping[str, Comparison]) -> dict[str, Comparison]:
    """Comparisons that were declared together before looking, with p-values adjusted by Holm."""
    adjusted = holm([one.p_value for one in contrasts.values()])
    return {
        name: one.model_copy(update={"adjusted_p_value": p_value})
        for (name, one), p_value in zip(contrasts.items(), adjusted, strict=True)
    }


class _Test(NamedTuple):
    p_value: float
    interval: Interval | None
    reason: str


def _test(differences: Array, grouped: Grouped | None, resamples: int) -> _Test:
    n = grouped.number if grouped else differences.size
    units = f"{n} clusters of {differences.size} stories" if grouped else f"{n} stories"
    if n < 2:
        return _Test(1.0, None, f"{units} show nothing")
    mean, error = float(differences.mean()), standard_error(differences, grouped)
    least = t_critical(n - 1)
    if not differences.any():
        return _Test(1.0, (0.0, 0.0), f"none of {differences.size} stories differs")
    if n <= MOST_RESAMPLED:
        flipped = differences if grouped is None else grouped.sums(differences)
        found = max_test(flipped[:, None], ALPHA, resamples)
        p_value, reason = float(found.p_values[0]), f"sign flips and t interval over {units}"
        critical = max(least, found.critical) if math.isfinite(found.critical) else least
    else:
        p_value, critical = two_sided(mean, error, n - 1), least
        reason = f"t-test and t interval over {units}, too many for sign flips"
    half = critical * error if error >= NOISE else 0.0
    weak = f"; under {WEAK_BELOW} clusters inference is weak" if grouped and grouped.is_weak else ""
    return _Test(p_value, (mean - half, mean + half), reason + weak)


def _detectable(differences: Array, grouped: Grouped | None, alpha: float) -> float | None:
    n = grouped.number if grouped else differences.size
    return smallest_detectable(standard_error(differences, grouped), n, alpha) if n > 1 else None


def _wilcoxon(differences: Array) -> float | None:
    if differences.size < 2 or not differences.any():
        return None
    from scipy import stats

    if 2**differences.size <= RESAMPLES:  # exact with ties and zeros too; SciPy's way there takes a second
        signed = stats.rankdata(np.abs(differences)) * np.sign(differences)
        return float(max_test(signed[:, None], ALPHA, RESAMPLES).p_values[0])
    p_value = float(stats.wilcoxon(differences, zero_method="pratt").pvalue)
    return p_value if math.isfinite(p_value) else None


def _mean(values: Array) -> float | None:
    return float(np.mean(values)) if values.size else None
