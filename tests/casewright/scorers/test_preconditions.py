import pytest

from casewright.analysis import StoryText
from casewright.scorers.preconditions import SCORER
from casewright.smells import read_suite
from tests.builders import a_case, a_story, shipped_references


def rated(*preconditions):
    """The score of one case with these preconditions."""
    story = StoryText(a_story())
    return SCORER(story, read_suite(story, [a_case(preconditions=preconditions)]), None)


@pytest.mark.parametrize(
    ("expected", "preconditions"),
    [
        (0.0, []),
        (0.3, ["User is logged in"]),
        (0.3, ["User is logged in", "System is available"]),
        (0.825, ["User is logged in", "The basket holds 3 mugs"]),
        (1.0, ["The basket holds 3 mugs"]),
        (1.0, ["The basket is empty"]),
        (1.0, ['The shop sells "Fern Mug"', "No session is open"]),
        (0.9, ["An article on gardening is published"]),
        (0.6, ["Several articles on gardening are published"]),
    ],
)
def test_what_preconditions_are_worth(expected, preconditions):
    """None counts nothing, generic ones little, exact ones all; the best one weighs half."""
    assert pytest.approx(expected) == rated(*preconditions).value


@pytest.mark.parametrize(
    ("expected", "preconditions"),
    [
        (0.85, ["The basket holds 3 mugs", 'Open "/basket"']),
        (0.9, ["The basket holds 3 mugs", "The basket holds 3 mugs"]),
        (0.5, ["The basket holds 3 mugs", "The basket holds 2 mugs"]),
    ],
)
def test_smells_among_preconditions_cost(expected, preconditions):
    """Most of all two that exclude each other."""
    assert pytest.approx(expected) == rated(*preconditions).value


def test_the_reason_names_the_worst():
    """The text that says least is quoted."""
    score = rated("User is logged in", "The basket holds 3 mugs")

    assert 'case 1: "User is logged in" would fit any test case' == score.reason


def test_the_references_score_at_the_top():
    """Good suites lose nothing to speak of."""
    story = StoryText(a_story())
    values = [
        SCORER(story, read_suite(story, suite.test_cases), None).value for suite in shipped_references()
    ]

    assert min(values) > 0.95
