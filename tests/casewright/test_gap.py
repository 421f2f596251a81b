import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from casewright.gap import mean_gap, rate_gap
from casewright.metrics import measure

SHARE = st.floats(0, 1)


def rate(value, low=None, high=None):
    """A rate, with its interval where there is one."""
    return measure("success_rate", value, interval=None if low is None else (low, high))


def test_the_interval_follows_from_the_two_intervals():
    """Newcombe's example for two proportions: 56/70 less 48/80 is 0.20, from 0.0524 to 0.3339."""
    found = rate_gap(rate(56 / 70, 0.6917, 0.8778), rate(48 / 80, 0.4904, 0.7004))

    assert 0.2 == pytest.approx(found.difference)
    assert (0.0524, 0.3339) == pytest.approx(found.interval, abs=1e-3)
    assert found.is_shown


def test_a_difference_within_the_noise_is_not_shown():
    """An interval that holds 0 leaves room for none."""
    assert not rate_gap(rate(0.8, 0.7, 0.9), rate(0.75, 0.65, 0.85)).is_shown


def test_without_both_intervals_there_is_a_difference_and_no_more():
    """One story has no interval, and then nothing is shown."""
    found = rate_gap(rate(0.9), rate(0.5, 0.4, 0.6))

    assert pytest.approx(0.4) == found.difference
    assert (None, False) == (found.interval, found.is_shown)


def test_what_was_not_measured_is_not_compared():
    """There is no difference to a figure that is not there."""
    assert rate_gap(rate(None), rate(0.5)) is None
    assert rate_gap(rate(0.5), rate(None)) is None


def test_equal_points_do_not_differ():
    """Equal rates have an interval without width; adding them up in another order is no difference."""
    third = 0.1 + 0.2

    assert not rate_gap(rate(third, third, third), rate(0.3, 0.3, 0.3)).is_shown
    assert rate_gap(rate(0.4, 0.4, 0.4), rate(0.3, 0.3, 0.3)).is_shown


@given(st.tuples(SHARE, SHARE, SHARE).map(sorted), st.tuples(SHARE, SHARE, SHARE).map(sorted))
def test_the_interval_holds_the_difference_and_turns_with_it(first, second):
    """Low, difference and high are in order, and swapping the groups swaps the signs."""
    one, other = (rate(middle, low, high) for low, middle, high in (first, second))
    there, back = rate_gap(one, other), rate_gap(other, one)

    assert there.interval[0] <= there.difference <= there.interval[1]
    assert (-there.interval[1], -there.interval[0]) == pytest.approx(back.interval)
    assert there.is_shown is back.is_shown


def test_the_interval_of_a_difference_of_means_is_the_pooled_t():
    """As SciPy has it, which is asked for another way."""
    first, second = [0.9, 0.8, 1.0, 0.7], [0.5, 0.6, 0.9, 0.4, 0.7]
    found = mean_gap(first, second)
    expected = stats.ttest_ind(first, second).confidence_interval()

    assert pytest.approx(0.23) == found.difference
    assert (expected.low, expected.high) == pytest.approx(found.interval)


@pytest.mark.parametrize(
    ("first", "second", "interval"),
    [
        ([0.5], [0.9], None),
        ([0.5, 0.5], [0.9, 0.9], None),
        ([0.1 + 0.2, 0.3], [0.3, 0.3], (0.0, 0.0)),
    ],
    ids=["two stories", "no spread", "all equal"],
)
def test_without_any_spread_nothing_is_shown(first, second, interval):
    """Two stories, or scores that do not vary, do not tell how far stories lie apart."""
    found = mean_gap(first, second)

    assert (interval, False) == (found.interval, found.is_shown)


def test_one_story_is_held_against_the_spread_of_the_others():
    """A single held-out story can be far out, or not."""
    dev = [0.8, 0.82, 0.84, 0.86, 0.88, 0.9]

    assert mean_gap([0.2], dev).is_shown
    assert not mean_gap([0.8], dev).is_shown


def test_an_empty_group_is_not_compared():
    """Neither way round."""
    assert mean_gap([], [0.5]) is None
    assert mean_gap([0.5], []) is None


@given(st.lists(SHARE, min_size=1, max_size=9), st.lists(SHARE, min_size=1, max_size=9))
def test_a_gap_of_means_turns_with_its_groups(first, second):
    """No scores give NaN, and swapping the groups swaps the signs."""
    there, back = mean_gap(first, second), mean_gap(second, first)

    assert there.difference == pytest.approx(-back.difference)
    assert there.is_shown is back.is_shown
    if there.interval:
        low, high = there.interval
        assert low <= there.difference <= high
        assert (-high, -low) == pytest.approx(back.interval)
