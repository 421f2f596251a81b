import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.gap import gap
from casewright.metrics import measure

SHARE = st.floats(0, 1)


def quality(value, low=None, high=None):
    """A quality, with its interval where there is one."""
    return measure("quality_score", value, interval=None if low is None else (low, high))


def test_the_interval_follows_from_the_two_intervals():
    """Newcombe's example for two proportions: 56/70 less 48/80 is 0.20, from 0.0524 to 0.3339."""
    found = gap(quality(56 / 70, 0.6917, 0.8778), quality(48 / 80, 0.4904, 0.7004))

    assert 0.2 == pytest.approx(found.difference)
    assert (0.0524, 0.3339) == pytest.approx(found.interval, abs=1e-3)
    assert found.is_shown


def test_a_difference_within_the_noise_is_not_shown():
    """An interval that holds 0 leaves room for none."""
    assert not gap(quality(0.8, 0.7, 0.9), quality(0.75, 0.65, 0.85)).is_shown


def test_without_both_intervals_there_is_a_difference_and_no_more():
    """One story has no interval, and then nothing is shown."""
    found = gap(quality(0.9), quality(0.5, 0.4, 0.6))

    assert pytest.approx(0.4) == found.difference
    assert (None, False) == (found.interval, found.is_shown)


def test_what_was_not_measured_is_not_compared():
    """There is no difference to a figure that is not there."""
    assert gap(quality(None), quality(0.5)) is None
    assert gap(quality(0.5), quality(None)) is None


def test_equal_points_do_not_differ():
    """Equal scores have an interval without width; adding them up in another order is no difference."""
    third = 0.1 + 0.2

    assert not gap(quality(third, third, third), quality(0.3, 0.3, 0.3)).is_shown
    assert gap(quality(0.4, 0.4, 0.4), quality(0.3, 0.3, 0.3)).is_shown


@given(st.tuples(SHARE, SHARE, SHARE).map(sorted), st.tuples(SHARE, SHARE, SHARE).map(sorted))
def test_the_interval_holds_the_difference_and_turns_with_it(first, second):
    """Low, difference and high are in order, and swapping the groups swaps the signs."""
    one, other = (quality(middle, low, high) for low, middle, high in (first, second))
    there, back = gap(one, other), gap(other, one)

    assert there.interval[0] <= there.difference <= there.interval[1]
    assert (-there.interval[1], -there.interval[0]) == pytest.approx(back.interval)
    assert there.is_shown is back.is_shown
