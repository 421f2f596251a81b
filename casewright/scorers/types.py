"""Types: the kinds of cases that a story needs are there, and each is what it says."""

from casewright.analysis import StoryText, SuiteText
from casewright.records import CaseType
from casewright.scorers.scorer import References, SuiteScorer
from casewright.smells.suites import has_limit

_FEWEST_FOR_EDGES = 5
"""Cases from which a suite has room for an edge case."""

_NEED = {CaseType.POSITIVE: 1.0, CaseType.NEGATIVE: 1.0, CaseType.BOUNDARY: 0.5, CaseType.EDGE_CASE: 0.5}
"""How much each type counts where it is needed."""

_AMISS = frozenset(["type-mismatch", "boundary-without-limit"])


def needed_types(story: StoryText, suite: SuiteText) -> list[CaseType]:
    """Positive and negative always; boundary where something has a limit, edge cases where there is room."""
    needed = [CaseType.POSITIVE, CaseType.NEGATIVE]
    if has_limit(story):
        needed.append(CaseType.BOUNDARY)
    if len(suite.cases) >= _FEWEST_FOR_EDGES:
        needed.append(CaseType.EDGE_CASE)
    return needed


def _rate(story: StoryText, suite: SuiteText, _: References) -> tuple[float, str]:
    needed = needed_types(story, suite)
    there = {case.case.type for case in suite.cases}
    missing = [kind for kind in needed if kind not in there]
    amiss = [case for case in suite.cases if any(smell.rule in _AMISS for smell in suite.smells_of(case))]
    presence = 1 - sum(_NEED[kind] for kind in missing) / sum(_NEED[kind] for kind in needed)
    reasons = []
    if missing:
        reasons.append(f"no case of type {', '.join(missing)}")
    if amiss:
        told = ", ".join(f"{case.position} ({case.case.type})" for case in amiss)
        reasons.append(f"not what their type says: case {told}")
    return presence * (1 - len(amiss) / len(suite.cases)), "; ".join(reasons)


SCORER = SuiteScorer("type_score", _rate)
"""Share of the needed types that are there, lowered by the share of cases that are not what they say."""
