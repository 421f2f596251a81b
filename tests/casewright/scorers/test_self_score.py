import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.analysis import StoryText, SuiteText
from casewright.scorers.self_score import SCORER, self_score, self_score_correlation
from tests.builders import a_case, a_story


def rated(claims, computed):
    """The score of a suite whose author claims so much, and whose cases are worth so much."""
    cases = [a_case(quality_score=claim) for claim in claims]
    return self_score(lambda _story, _suite: computed)(StoryText(a_story()), SuiteText(cases), None)


@pytest.mark.parametrize(
    ("claims", "computed", "value", "reason"),
    [
        ([8, 6], [0.8, 0.6], 1.0, "claims 0.70 on average, as computed"),
        ([9, 9], [0.5, 0.7], 0.7, "overclaims by 0.30: 0.90 on average for 0.60"),
        ([5, 5], [0.9, 0.9], 0.6, "underclaims by 0.40: 0.50 on average for 0.90"),
        ([10, 0], [0.5, 0.5], 0.5, "claims 0.50 on average, as computed"),
    ],
)
def test_claims_are_held_against_what_was_computed(claims, computed, value, reason):
    """The score is 1 less the mean difference; the reason says in which direction it goes."""
    score = rated(claims, computed)

    assert (pytest.approx(value), reason) == (score.value, score.reason)


def test_what_was_not_computed_is_not_compared():
    """Without the quality of the cases the score is not measured, and not 0."""
    score = rated([8, 8], [])

    assert (None, "the quality of the cases was not computed") == (score.value, score.reason)


def test_the_registered_scorer_takes_what_the_suite_holds():
    """The quality of the cases comes with the suite once the other scorers are done."""
    suite = SuiteText([a_case(quality_score=9)])
    suite.computed = [0.6]

    assert 0.7 == pytest.approx(SCORER(StoryText(a_story()), suite, None).value)


def test_correlation_is_of_ranks():
    """A claim that rises with the quality correlates fully, however unlike the figures are."""
    rising = self_score_correlation([0.5, 0.6, 0.9, 0.95], [0.1, 0.2, 0.3, 0.9])
    tied = self_score_correlation([0.5, 0.5, 0.9], [0.1, 0.2, 0.3])

    assert (1.0, "over 4 test cases") == (pytest.approx(rising.value), rising.reason)
    assert math.sqrt(3) / 2 == pytest.approx(tied.value)


@pytest.mark.parametrize(
    ("claimed", "computed", "reason"),
    [
        ([], [], "0 test cases, and 3 are needed for a rank correlation"),
        ([0.5, 0.6], [0.1, 0.2], "2 test cases, and 3 are needed for a rank correlation"),
        ([0.9, 0.9, 0.9], [0.1, 0.2, 0.3], "the claim is the same for all 3 test cases"),
        ([0.7, 0.8, 0.9], [0.2, 0.2, 0.2], "the computed quality is the same for all 3 test cases"),
    ],
)
def test_a_correlation_that_says_nothing_is_not_measured(claimed, computed, reason):
    """Too few cases, or figures that do not vary, give no correlation."""
    score = self_score_correlation(claimed, computed)

    assert (None, reason) == (score.value, score.reason)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=20))
def test_a_correlation_is_within_its_scale_or_not_measured(pairs):
    """Whatever the figures are, the correlation is none, or between -1 and 1."""
    score = self_score_correlation([claim for claim, _ in pairs], [value for _, value in pairs])

    assert score.value is None or -1.000001 <= score.value <= 1.000001
