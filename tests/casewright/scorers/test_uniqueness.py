import pytest

from casewright.analysis import StoryText
from casewright.scorers.uniqueness import SCORER
from casewright.smells import read_suite
from tests.builders import a_case, a_story, shipped_references

STORY = StoryText(a_story())


def score(cases):
    """The score of a suite."""
    return SCORER(STORY, read_suite(STORY, cases), None)


def test_a_copy_counts_as_no_case():
    """One copy in a suite of two leaves half; the reason names the copy."""
    told = score([a_case(), a_case(id="TC-002", title="Another title for the same")])

    assert 0.5 == told.value
    assert "case 2: the same preconditions, steps and expected result as case 1" in told.reason


def test_a_contradiction_counts_as_no_case():
    """One of two cases that contradict each other is wrong."""
    told = score([a_case(), a_case(id="TC-002", expected_result="An error message is displayed")])

    assert 0.5 == told.value
    assert "opposite" in told.reason


@pytest.mark.parametrize("suite", shipped_references(), ids=lambda suite: suite.story_id)
def test_the_shipped_references_have_no_copies(suite):
    """Every shipped suite scores 1, and less with all its cases there twice."""
    again = [
        case.model_copy(update={"id": f"TC-{n:03d}"}) for n, case in enumerate(suite.test_cases, start=100)
    ]

    assert 1.0 == score(suite.test_cases).value
    assert 0.5 == score([*suite.test_cases, *again]).value
