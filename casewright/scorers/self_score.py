"""Self-score: what an author claims for its test cases, beside what the scorers make of them.

It is advice: a model that knows its weak cases can be asked to mend them, one that claims 9 for everything
says nothing. The claim itself is never trusted as quality.
"""

from collections.abc import Callable, Sequence

import numpy as np

from casewright.analysis import StoryText, SuiteText
from casewright.metrics import measure
from casewright.records import Score
from casewright.scorers.scorer import References, SuiteScorer

Computed = Callable[[StoryText, SuiteText], Sequence[float]]
"""The quality of each case of a suite, 0-1, in the suite's order; nothing where it was not worked out."""

_MOST_CLAIMED = 10
_FEWEST = 3
"""Cases below which a rank correlation says nothing."""
_NOISE = 1e-12
_EVEN = 0.005
"""Mean claims this close to the mean quality are told as agreeing."""


def self_score(computed_of: Computed) -> SuiteScorer:
    """The scorer that holds claims against what `computed_of` says: 1 less the mean absolute difference."""

    def rate(story: StoryText, suite: SuiteText, _: References) -> tuple[float | None, str]:
        computed = computed_of(story, suite)
        if not computed:
            return None, "the quality of the cases was not computed"
        claimed = [case.case.quality_score / _MOST_CLAIMED for case in suite.cases]
        apart = [claim - value for claim, value in zip(claimed, computed, strict=True)]
        return 1 - sum(map(abs, apart)) / len(apart), _verdict(claimed, apart)

    return SuiteScorer("self_score", rate)


def _verdict(claimed: Sequence[float], apart: Sequence[float]) -> str:
    """Whether the author claims too much or too little, on average, and how much it claims."""
    claim, excess = sum(claimed) / len(claimed), sum(apart) / len(apart)
    if abs(excess) < _EVEN:
        return f"claims {claim:.2f} on average, as computed"
    which = "over" if excess > 0 else "under"
    return f"{which}claims by {abs(excess):.2f}: {claim:.2f} on average for {claim - excess:.2f}"


def self_score_correlation(claimed: Sequence[float], computed: Sequence[float]) -> Score:
    """Spearman's rank correlation of claims with computed quality, over all cases of a cell."""
    name, n = "self_score_correlation", len(claimed)
    if n < _FEWEST:
        return measure(name, None, f"{n} test cases, and {_FEWEST} are needed for a rank correlation")
    for what, values in (("claim", claimed), ("computed quality", computed)):
        if np.ptp(np.asarray(values, dtype=float)) < _NOISE:
            return measure(name, None, f"the {what} is the same for all {n} test cases")
    from scipy import stats

    return measure(name, float(stats.spearmanr(claimed, computed).statistic), f"over {n} test cases")


SCORER = self_score(lambda _, suite: suite.computed)
