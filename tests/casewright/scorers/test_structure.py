import pytest

from casewright.analysis import StoryText, SuiteText
from casewright.scorers.structure import SCORER, structure_checks
from tests.builders import a_case, a_story, a_suite

STORY = StoryText(a_story())


def score(*cases):
    """The score of a suite."""
    return SCORER(STORY, SuiteText(cases), None)


def test_a_case_with_all_its_parts():
    """A case that passes every check scores 1."""
    assert (1.0, "nothing to find fault with") == (score(a_case()).value, score(a_case()).reason)


@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        ({"id": "TC-007"}, "ids are numbered in order"),
        ({"title": "Filter"}, "the title is a phrase of its own"),
        ({"preconditions": []}, "there is a precondition"),
        ({"steps": ["Press “Filter”"]}, "there are 2 to 5 different steps"),
        ({"steps": ["Press “Filter”", "press “filter”"]}, "there are 2 to 5 different steps"),
        ({"expected_result": "Done."}, "the expected result is a statement of its own"),
        ({"expected_result": "Press “Filter” now", "steps": ["Open it", "press “Filter” now"]}, "of its own"),
    ],
)
def test_each_check_costs_a_fifth(changes, failed):
    """A case that fails one of the five checks scores 0.8, and the reason names the check."""
    told = score(a_case(**changes))

    assert 0.8 == pytest.approx(told.value)
    assert failed in told.reason


def test_a_title_that_another_case_has():
    """A title is compared with those of the other cases of the suite."""
    first, second = a_suite(2)
    twice = SuiteText([first, a_case(id="TC-002", title=first.title)])

    assert all(
        structure_checks(SuiteText([first, second]), case)["the title is a phrase of its own"]
        for case in SuiteText([first, second]).cases
    )
    assert not structure_checks(twice, twice.cases[1])["the title is a phrase of its own"]
