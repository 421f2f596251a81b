import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from casewright.stats import holm, mean_interval, paired_difference, rate_interval

SHARE = st.floats(min_value=0, max_value=1)


def noise(n, seed=7, spread=0.1):
    """Values drawn around 0."""
    return np.random.default_rng(seed).normal(0.0, spread, n).tolist()


def test_holm_by_hand():
    """0.01, 0.04, 0.03, 0.005 times 4, 3, 2, 1 in the order of size, never falling."""
    assert [0.03, 0.06, 0.06, 0.02] == pytest.approx(holm([0.01, 0.04, 0.03, 0.005]))


@pytest.mark.parametrize(
    ("expected", "p_values"), [([], []), ([0.04], [0.04]), ([1.0, 1.0], [0.6, 0.9]), ([0.06] * 2, [0.03] * 2)]
)
def test_holm_at_its_edges(expected, p_values):
    """None, one, those that end at 1, and equal ones."""
    assert expected == holm(p_values)


@given(st.lists(SHARE, max_size=12))
def test_holm_lies_between_the_raw_and_the_bonferroni_value(p_values):
    """Adjusting never lowers a p-value, keeps the order, and is nowhere stricter than Bonferroni."""
    adjusted = holm(p_values)
    bonferroni = [min(1.0, p * len(p_values)) for p in p_values]

    assert all(p <= own <= most for p, own, most in zip(p_values, adjusted, bonferroni, strict=True))
    assert [p for _, p in sorted(zip(p_values, adjusted, strict=True))] == sorted(adjusted)


@pytest.mark.parametrize("values", [[], [0.5]])
def test_below_two_values_a_mean_has_no_interval(values):
    """One value says nothing of its spread."""
    assert mean_interval(values) is None


def test_equal_values_have_a_point():
    """Where nothing varies the interval is the value itself, also where rounding tells them apart."""
    assert (0.7, 0.7) == mean_interval([0.7] * 49)
    assert pytest.approx((0.3, 0.3)) == mean_interval([0.3, 0.1 + 0.2])


def test_the_interval_is_close_to_the_one_of_student():
    """On 200 normal values the bootstrap and the t interval agree to a few per cent of their width."""
    values = noise(200)
    low, high = stats.t.interval(0.95, 199, loc=np.mean(values), scale=stats.sem(values))

    assert (low, high) == pytest.approx(mean_interval(values), abs=0.05 * (high - low))


@settings(max_examples=15)
@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]), min_size=2, max_size=12))
def test_an_interval_is_finite_and_holds_the_mean(values):
    """Whatever the scores, the interval is two finite bounds in order, on the scale where it has ends."""
    low, high = mean_interval(values, within=(0.0, 1.0))

    assert 0 <= low <= np.mean(values) + 1e-9
    assert np.mean(values) - 1e-9 <= high <= 1


def test_an_interval_is_the_same_every_time():
    """Resampling is seeded."""
    assert mean_interval(noise(30)) == mean_interval(noise(30))


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


def test_a_clear_difference_is_shown():
    """A constant lead on 49 stories has a tiny p-value and an interval above 0."""
    base = noise(49)
    found = paired_difference(
        [value + 0.2 for value in base], [b + n for b, n in zip(base, noise(49, 8), strict=True)]
    )

    assert found.p_value < 0.001
    assert found.interval[0] > 0
    assert 0.2 == pytest.approx(found.difference, abs=0.05)
    assert 49 == found.n


def test_no_difference_is_shown_between_noise():
    """Two draws of the same noise are not told apart."""
    found = paired_difference(noise(49, 3), noise(49, 4))

    assert found.p_value > 0.05
    assert found.interval[0] < 0 < found.interval[1]


def test_the_p_value_of_few_stories_is_exact():
    """Four stories, all one way: 2 of the 16 sign flips are as extreme."""
    assert 0.125 == paired_difference([0.5, 0.6, 0.7, 0.9], [0.1, 0.1, 0.1, 0.1]).p_value


def test_a_comparison_is_the_same_every_time():
    """The same scores give the same verdict, and the other direction the opposite sign."""
    first, second = noise(49, 3), noise(49, 5)
    found, again, reverse = (
        paired_difference(first, second),
        paired_difference(first, second),
        paired_difference(second, first),
    )

    assert found == again
    assert -found.difference == reverse.difference
    assert found.p_value == pytest.approx(reverse.p_value, abs=0.01)


@pytest.mark.parametrize(("first", "second"), [([], []), ([0.9], [0.1])])
def test_below_two_stories_nothing_is_shown(first, second):
    """No story or a single one: p is 1, and there is neither an interval nor a smallest difference."""
    found = paired_difference(first, second)

    assert (1.0, None, None) == (found.p_value, found.interval, found.smallest_detectable)


def test_equal_scores_do_not_differ():
    """Nothing varies: no difference, p is 1."""
    found = paired_difference([0.7, 0.8, 0.9], [0.7, 0.8, 0.9])

    assert (0.0, 1.0, (0.0, 0.0), None) == (
        found.difference,
        found.p_value,
        found.interval,
        found.smallest_detectable,
    )


def test_rounding_is_no_difference():
    """Sums in another order differ in the last digit on every story; that is not a finding."""
    assert 1.0 == paired_difference([0.1 + 0.2] * 49, [0.3] * 49).p_value


def test_a_constant_difference_has_no_smallest_detectable():
    """Where differences do not vary, any difference shows."""
    assert paired_difference([0.9, 0.8, 0.7], [0.8, 0.7, 0.6]).smallest_detectable is None


def test_cells_of_different_stories_are_not_compared():
    """The sequences have to be of one length; nothing is stretched to fit."""
    with pytest.raises(ValueError, match="1 stories against 3"):
        paired_difference([0.5], [0.1, 0.2, 0.3])


@pytest.mark.parametrize(("dz", "contrasts"), [(0.41, 1), (0.48, 3), (0.52, 6), (0.54, 10), (0.57, 15)])
def test_smallest_detectable_difference_of_49_stories(dz, contrasts):
    """In standard deviations, at 80 % power, with the error rate shared by so many contrasts."""
    values = noise(49)
    found = paired_difference(values, [0.0] * 49, alpha=0.05 / contrasts)

    assert dz == pytest.approx(found.smallest_detectable / np.std(values, ddof=1), abs=0.01)


@pytest.mark.parametrize("n", [2, 3, 5, 200])
@pytest.mark.parametrize("alpha", [1e-6, 0.01, 0.5, 0.99])
def test_the_smallest_detectable_difference_is_a_number_or_none(n, alpha):
    """No number of stories and no error rate that params.yaml may hold breaks the search."""
    smallest = paired_difference(noise(n), [0.0] * n, alpha=alpha).smallest_detectable

    assert smallest is None or (smallest > 0 and math.isfinite(smallest))
