"""Priorities: they tell cases apart, and few are critical."""

from collections import Counter

from casewright.analysis import StoryText, SuiteText
from casewright.records import GENERATED_CASES, Priority
from casewright.scorers.scorer import References, SuiteScorer

_MOST = {Priority.CRITICAL: 2, Priority.HIGH: 3, Priority.MEDIUM: 2, Priority.LOW: 1}
"""Cases of each priority, at most, in a suite of up to eight: rule 4 of the prompts."""

_SHARED = 0.7
"""Share of one priority from which cases are no longer told apart."""

_FEWEST = 3


def _rate(_: StoryText, suite: SuiteText, __: References) -> tuple[float | None, str]:
    total = len(suite.cases)
    if total < _FEWEST:
        return None, f"{total} cases need no ranking"
    counts = Counter(case.case.priority for case in suite.cases)
    commonest, count = counts.most_common(1)[0]
    scale = max(1.0, total / GENERATED_CASES[1])
    over = {kind: excess for kind, most in _MOST.items() if (excess := counts[kind] - most * scale) > 0}
    told_apart = min(1.0, (1 - count / total) / (1 - _SHARED))
    reason = "; ".join(f"{counts[kind]} of {total} are {kind}" for kind in over)
    if not reason and told_apart < 1:
        reason = f"{count} of {total} are {commonest}"
    return told_apart * (1 - sum(over.values()) / total), reason


SCORER = SuiteScorer("priority_score", _rate)
"""1 for priorities that are spread as rule 4 asks; 0 where all are the same."""
