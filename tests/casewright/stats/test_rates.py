import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.stats import mcnemar, rate_interval


def test_49_of_49_still_allows_7_percent_of_failures():
    """The exact lower bound is 92.7 %."""
    low, high = rate_interval(49, 49)

    assert 0.927 == round(low, 3)
    assert 1.0 == high


def test_a_rate_interval_by_hand():
    """8 of 10: the Clopper-Pearson bounds from tables; nothing counted has none."""
    assert (0.4439, 0.9748) == pytest.approx(rate_interval(8, 10), abs=1e-4)
    assert (0.0, 0.3085) == pytest.approx(rate_interval(0, 10), abs=1e-4)
    assert rate_interval(0, 0) is None


def test_mcnemar_by_hand():
    """8 of 10 stories on which two cells differ go one way: 2 (1 + 10 + 45) / 1024."""
    first = [True] * 20 + [True] * 8 + [False] * 2 + [False] * 5
    second = [True] * 20 + [False] * 8 + [True] * 2 + [False] * 5
    found = mcnemar(first, second)

    assert (20, 8, 2, 5, 35) == (found.both, found.only_first, found.only_second, found.neither, found.n)
    assert pytest.approx(112 / 1024) == found.p_value


def test_five_discordant_stories_show_nothing_and_six_do():
    """2 / 32 is above 0.05, 2 / 64 below."""
    assert 2 / 32 == mcnemar([True] * 49, [False] * 5 + [True] * 44).p_value
    assert pytest.approx(2 / 64) == mcnemar([True] * 49, [False] * 6 + [True] * 43).p_value


@pytest.mark.parametrize("passed", [[], [True] * 9, [False] * 9], ids=["none", "all", "all failed"])
def test_cells_that_never_differ_are_not_told_apart(passed):
    """No story, or the same ones: p is 1."""
    assert 1.0 == mcnemar(passed, passed).p_value


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=40))
def test_mcnemar_turns_with_its_cells(pairs):
    """Swapping the cells swaps the counts and leaves the p-value."""
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    there, back = mcnemar(first, second), mcnemar(second, first)

    assert (there.only_first, there.only_second) == (back.only_second, back.only_first)
    assert there.p_value == pytest.approx(back.p_value)
    assert len(pairs) == there.n


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_rate_lies_within_its_interval(hits, misses):
    """Bounds are 0-1 and hold the rate, whatever was counted."""
    interval = rate_interval(hits, hits + misses)

    assert (interval is None) is (hits + misses == 0)
    if interval:
        low, high = interval
        assert 0 <= low <= hits / (hits + misses) <= high <= 1
