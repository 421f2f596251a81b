"""Rates: exact intervals, and which of two cells passes more stories."""

from collections.abc import Sequence

from casewright.records import Record
from casewright.stats.intervals import CONFIDENCE, Interval


class PassFail(Record):
    """The same stories passed or failed by two cells."""

    both: int
    only_first: int
    only_second: int
    neither: int
    p_value: float
    """Exact McNemar test, two-sided; 1 where the two never differ."""

    @property
    def n(self) -> int:
        """Stories."""
        return self.both + self.only_first + self.only_second + self.neither


def rate_interval(hits: int, n: int) -> Interval | None:
    """95 % exact (Clopper-Pearson) interval of a rate; None where nothing was counted."""
    if n == 0:
        return None
    from scipy import stats

    interval = stats.binomtest(hits, n).proportion_ci(confidence_level=CONFIDENCE, method="exact")
    return (float(interval.low), float(interval.high))


def mcnemar(first: Sequence[bool], second: Sequence[bool]) -> PassFail:
    """Compare two cells that each pass or fail the same stories, in the same order.

    Only stories on which the two differ say anything: with fewer than six of them nothing can be shown.
    """
    pairs = list(zip(first, second, strict=True))
    only_first = sum(one and not other for one, other in pairs)
    only_second = sum(other and not one for one, other in pairs)
    both = sum(one and other for one, other in pairs)
    p_value = 1.0
    if only_first + only_second:
        from scipy import stats

        p_value = float(stats.binomtest(only_first, only_first + only_second).pvalue)
    return PassFail(
        both=both,
        only_first=only_first,
        only_second=only_second,
        neither=len(pairs) - both - only_first - only_second,
        p_value=p_value,
    )
