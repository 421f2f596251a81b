import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from casewright.errors import DataError
from casewright.stats import MOST_RESAMPLED, estimate, mean_interval


def noise(n, seed=7, spread=0.1):
    """Values drawn around 0."""
    return np.random.default_rng(seed).normal(0.0, spread, n).tolist()


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


def test_the_interval_is_scipys_at_a_wider_level():
    """BCa with the quantiles that Student's t has for as many values, as Hesterberg (2015) proposes."""
    values = np.array(noise(35))
    level = 2 * stats.norm.cdf(stats.t.ppf(0.975, 34) * math.sqrt(35 / 34)) - 1
    expected = stats.bootstrap(
        (values,), np.mean, confidence_level=level, n_resamples=99_999, rng=np.random.default_rng(1)
    ).confidence_interval

    assert (expected.low, expected.high) == pytest.approx(mean_interval(values.tolist()), abs=1e-3)


@pytest.mark.parametrize(("n", "amount"), [(4, "few"), (MOST_RESAMPLED + 1, "many")])
def test_few_and_many_values_have_the_t_interval(n, amount):
    """Few say too little to be resampled, many need not be; the reason says so."""
    values = noise(n)
    found = estimate(values)

    assert stats.t.interval(0.95, n - 1, np.mean(values), stats.sem(values)) == pytest.approx(found.interval)
    assert ("t", f"t interval over {n} stories, too {amount} to resample") == (found.method, found.reason)


def test_no_bound_leaves_the_scale():
    """Two stories leave everything open, and no score is below 0 or above 1."""
    assert (0.0, 1.0) == mean_interval([0.2, 0.9], within=(0.0, 1.0))
    assert mean_interval([0.2, 0.9])[0] < 0


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], (None, None, "not measured", "no story")),
        ([0.4], (0.4, None, "not measured", "one story has no spread")),
        ([0.0] * 35, (0.0, (0.0, 0.0), "no spread", "all 35 stories are equal")),
    ],
    ids=["empty", "single", "all failed"],
)
def test_a_mean_of_little_says_what_it_is(values, expected):
    """Neither NaN nor a crash: not measured, or a point."""
    found = estimate(values)

    assert expected == (found.value, found.interval, found.method, found.reason)


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_what_is_no_number_is_refused(wrong):
    """A score is finite; the error says which one is not."""
    with pytest.raises(DataError, match=r"value 2 of 3 is .*; expected a finite number"):
        mean_interval([0.5, wrong, 0.7])


def test_stories_of_few_backlogs_say_so():
    """Three backlogs: a t interval over them, wider than that over stories, and a word of warning."""
    values = [0.9, 0.91, 0.92, 0.5, 0.51, 0.52, 0.7, 0.71, 0.72]
    found = estimate(values, clusters=["a"] * 3 + ["b"] * 3 + ["c"] * 3)
    low, high = mean_interval(values)

    assert "t over clusters" == found.method
    assert found.reason.endswith("9 stories in 3 clusters; under 20 clusters inference is weak")
    assert found.interval[0] < low < high < found.interval[1]


def test_stories_of_one_backlog_have_no_interval():
    """Nothing tells how far backlogs lie apart."""
    found = estimate([0.9, 0.8, 0.7], clusters=["a"] * 3)

    assert (None, "not measured") == (found.interval, found.method)
    assert pytest.approx(0.8) == found.value


def test_every_story_a_backlog_is_the_t_interval():
    """Clusters of one are no clusters."""
    values = noise(30)
    found = estimate(values, clusters=range(30))

    assert stats.t.interval(0.95, 29, np.mean(values), stats.sem(values)) == pytest.approx(found.interval)
    assert "weak" not in found.reason


def test_a_backlog_for_each_story_is_expected():
    """Two labels for three stories are a mistake, and named."""
    with pytest.raises(DataError, match="2 clusters for 3 stories"):
        mean_interval([0.1, 0.2, 0.3], clusters=["a", "b"])
