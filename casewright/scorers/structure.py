"""Structure: the parts of a case are there and are what they should be."""

from casewright.analysis import CaseText, StoryText, SuiteText
from casewright.records import STEPS_PER_CASE
from casewright.scorers.scorer import CaseScorer, Finding

_LEAST_WORDS = 3


def structure_checks(suite: SuiteText, case: CaseText) -> dict[str, bool]:
    """The checks behind `structure_score`: one a part of the case, each passed or not."""
    told = case.case
    steps = [step.casefold() for step in told.steps]
    expected = told.expected_result.casefold()
    least, most = STEPS_PER_CASE
    return {
        "ids are numbered in order": told.id == f"TC-{case.position:03d}",
        "the title is a phrase of its own": len(told.title.split()) >= _LEAST_WORDS
        and suite.titles[told.title] == 1,
        "there is a precondition": bool(told.preconditions),
        "there are 2 to 5 different steps": least <= len(steps) <= most and len(set(steps)) == len(steps),
        "the expected result is a statement of its own": len(expected.split()) >= _LEAST_WORDS
        and expected not in (*steps, told.title.casefold()),
    }


def _rate(_: StoryText, suite: SuiteText, case: CaseText) -> Finding:
    checks = structure_checks(suite, case)
    failed = [name for name, passed in checks.items() if not passed]
    return Finding(1 - len(failed) / len(checks), f"not so: {'; '.join(failed)}" if failed else "")


SCORER = CaseScorer("structure_score", _rate)
"""Share of the structure checks that a case passes; the reason names those it fails."""
