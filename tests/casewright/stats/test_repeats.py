import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.stats import variance_parts

SCORE = st.floats(0, 1)


def test_the_parts_by_hand():
    """Two stories, two repeats: within 0.01, mean square between 0.16, so (0.16 - 0.01) / 2 between."""
    found = variance_parts([[0.4, 0.6], [0.8, 1.0]])

    assert (2, 2.0) == (found.stories, found.repeats)
    assert (0.02, 0.07, 0.07 / 0.09, 0.01 / 0.08) == pytest.approx(
        (found.within, found.between, found.icc, found.model_share_of_mean)
    )
    assert "4 scores of 2 stories" == found.reason


def test_unequal_repeats_count_as_anova_has_it():
    """Three and one: n0 = (4 - 10 / 4) / 1."""
    found = variance_parts([[0.1, 0.2, 0.3], [0.9]])

    assert pytest.approx(1.5) == found.repeats
    assert pytest.approx(0.01) == found.within


def test_equal_repeats_are_all_story():
    """A model that writes the same every time has no noise."""
    found = variance_parts([[0.4, 0.4], [0.8, 0.8]])

    assert (0.0, 1.0, 0.0) == (found.within, found.icc, found.model_share_of_mean)


def test_stories_that_differ_by_noise_alone_have_no_part():
    """A variance is never below 0."""
    found = variance_parts([[0.2, 0.8], [0.8, 0.2], [0.5, 0.5]])

    assert (0.0, 0.0, 1.0) == (found.between, found.icc, found.model_share_of_mean)


@pytest.mark.parametrize(
    ("repeats", "reason"),
    [
        ([], "not measured: fewer than two stories"),
        ([[0.5, 0.6]], "not measured: fewer than two stories"),
        ([[0.5], [0.7], []], "not measured: one score a story: model noise needs repeats"),
    ],
)
def test_without_repeats_noise_is_not_measured(repeats, reason):
    """Neither 0 nor a guess."""
    found = variance_parts(repeats)

    assert (None, None, None, False) == (found.within, found.between, found.icc, found.is_measured)
    assert reason == found.reason


def test_all_failed_has_no_share():
    """Nothing varies: both parts are 0 and no share of nothing is given."""
    found = variance_parts([[0.0, 0.0]] * 5)

    assert (0.0, 0.0, None) == (found.between, found.within, found.icc)


@given(st.lists(st.lists(SCORE, max_size=4), max_size=8))
def test_parts_are_never_negative_nor_nan(repeats):
    """Whatever the scores, a share is within 0-1 or None."""
    found = variance_parts(repeats)
    shares = [share for share in (found.icc, found.model_share_of_mean) if share is not None]

    assert all(0 <= share <= 1 for share in shares)
    assert found.is_measured is (found.between is not None)
