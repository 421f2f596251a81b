import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from casewright.errors import DataError
from casewright.stats import noninferiority

SCORE = st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0])
BASE = np.random.default_rng(3).normal(0.8, 0.1, 49)


def beside(shift, spread=0.03):
    """A cell that differs from the base by about a shift."""
    return (BASE + shift + np.random.default_rng(4).normal(0, spread, 49)).tolist()


@pytest.mark.parametrize(
    ("standing", "shift", "spread"),
    [
        ("not inferior", 0.0, 0.03),
        ("inferior", -0.1, 0.03),
        ("not shown", 0.0, 0.3),
        ("not inferior", 0.1, 0.03),
    ],
)
def test_a_cell_is_held_against_the_margin(standing, shift, spread):
    """Close, clearly worse, too noisy to tell, and better."""
    assert standing == noninferiority(beside(shift, spread), BASE.tolist(), 0.03).standing


def test_bounds_and_p_value_are_those_of_the_t_test():
    """One-sided, on the paired differences shifted by the margin, as SciPy has it."""
    first = beside(-0.01)
    found = noninferiority(first, BASE.tolist(), 0.02, 0.05)
    expected = stats.ttest_1samp(np.array(first) - BASE, -0.02, alternative="greater")

    assert expected.pvalue == pytest.approx(found.p_value)
    assert expected.confidence_interval(0.95).low == pytest.approx(found.lower)
    assert (found.p_value < 0.05) is (found.standing == "not inferior")


def test_the_same_suites_are_not_inferior_at_any_margin():
    """Nothing changed, so nothing got worse, even where nothing may."""
    assert "not inferior" == noninferiority([0.5, 0.7], [0.5, 0.7], 0.0).standing


def test_every_story_worse_by_the_same_is_told_without_spread():
    """By more than the margin it is inferior, by less it is not."""
    assert "inferior" == noninferiority([0.5] * 9, [0.6] * 9, 0.05).standing
    assert "not inferior" == noninferiority([0.5] * 9, [0.52] * 9, 0.05).standing


@pytest.mark.parametrize("scores", [[], [0.5]])
def test_below_two_stories_nothing_is_measured(scores):
    """There are no bounds then."""
    found = noninferiority(scores, scores, 0.02)

    assert ("not measured", None, 1.0) == (found.standing, found.lower, found.p_value)


@pytest.mark.parametrize("margin", [-0.01, math.nan, math.inf])
def test_a_margin_is_a_loss(margin):
    """Anything else is refused with an example."""
    with pytest.raises(DataError, match="expected a loss of 0 or more"):
        noninferiority([0.5, 0.6], [0.5, 0.6], margin)


def test_the_smallest_margin_is_what_it_would_take():
    """In standard errors of the mean, 80 % power at 5 % one-sided: about 1.68 + 0.85."""
    first = beside(0.0)
    error = stats.sem(np.array(first) - BASE)

    assert 2.53 == pytest.approx(noninferiority(first, BASE.tolist(), 0.02).smallest_margin / error, abs=0.02)


def test_two_backlogs_leave_almost_everything_open():
    """Stories of a backlog are not independent, so bounds over two backlogs are wide."""
    first = beside(0.0)
    alone, in_two = (
        noninferiority(first, BASE.tolist(), 0.02, clusters=clusters)
        for clusters in (None, ["a"] * 24 + ["b"] * 25)
    )

    assert in_two.comparison.clusters == 2
    assert alone.comparison.difference == in_two.comparison.difference
    assert "not measured" == noninferiority(first, BASE.tolist(), 0.02, clusters=["a"] * 49).standing


@given(st.lists(st.tuples(SCORE, SCORE), min_size=2, max_size=12))
def test_bounds_hold_the_difference(rows):
    """Whatever the scores, the bounds are finite and in order."""
    first, second = [one for one, _ in rows], [other for _, other in rows]
    found = noninferiority(first, second, 0.05)

    assert found.lower <= found.comparison.difference <= found.upper
    assert 0 <= found.p_value <= 1
