"""Uniqueness: cases that no other case of the suite makes superfluous or contradicts."""

from casewright.analysis import StoryText, SuiteText
from casewright.scorers.scorer import References, SuiteScorer

_RULES = frozenset(["duplicate-case", "near-duplicate", "contradicting-cases"])


def _rate(_: StoryText, suite: SuiteText, __: References) -> tuple[float, str]:
    found = [smell for smell in suite.smells if smell.rule in _RULES]
    if not found:
        return 1.0, ""
    first = found[0]
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    return 1 - len(found) / len(suite.cases), f"case {first.position}: {first.message}{more}"


SCORER = SuiteScorer("uniqueness_score", _rate)
"""Share of cases that are no copy, near copy or contradiction of an earlier one."""
