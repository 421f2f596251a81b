import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from casewright.stats import MOST_RESAMPLED, all_pairs, holm, paired_difference, simultaneous

SHARE = st.floats(min_value=0, max_value=1)


def cells(k, n=35, seed=1, **shifts):
    """Scores of cells that share what a story is like; `c1=0.1` lifts the second."""
    rng = np.random.default_rng(seed)
    story = rng.normal(0.7, 0.1, n)
    return [(story + rng.normal(shifts.get(f"c{one}", 0.0), 0.08, n)).tolist() for one in range(k)]


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


def test_a_family_of_one_pair_is_the_paired_comparison():
    """With two cells nothing is corrected for."""
    first, second = cells(2, c0=0.05)
    (found,) = simultaneous([first, second], [(0, 1)], alpha=0.05)
    alone = paired_difference(first, second)

    assert (alone.difference, alone.p_value) == (found.difference, found.p_value)
    assert alone.interval == pytest.approx(found.interval, abs=0.003)
    assert alone.smallest_detectable == pytest.approx(found.smallest_detectable, rel=0.03)


def test_all_signs_of_few_stories_by_hand():
    """Three cells, four stories: the p-values are counted over all 16 sign rows in plain Python."""
    scores = [[0.9, 0.8, 0.7, 0.9], [0.5, 0.7, 0.6, 0.8], [0.6, 0.4, 0.7, 0.5]]
    pairs = all_pairs(3)
    columns = [[a - b for a, b in zip(scores[i], scores[j], strict=True)] for i, j in pairs]

    def largest(signs):
        return [
            abs(sum(s * d for s, d in zip(signs, column, strict=True))) / math.hypot(*column)
            for column in columns
        ]

    rows = [max(largest(signs)) for signs in itertools.product((1, -1), repeat=4)]
    expected = [sum(row >= own - 1e-9 for row in rows) / 16 for own in largest((1, 1, 1, 1))]

    assert expected == [one.p_value for one in simultaneous(scores, pairs, alpha=0.05)]


def test_an_interval_leaves_0_out_where_the_p_value_is_below_alpha():
    """Interval and p-value never disagree, whichever the pair."""
    for seed in range(20):
        found = simultaneous(cells(4, seed=seed, c0=0.05), all_pairs(4), alpha=0.05)
        for one in found:
            low, high = one.interval

            assert (one.p_value < 0.05) is (low > 0 or high < 0)


def test_more_pairs_need_more():
    """Beside other cells the same pair has a larger p-value, a wider interval, and needs more to show."""
    few = simultaneous(cells(2, c0=0.04), [(0, 1)], alpha=0.05)[0]
    many = simultaneous(cells(6, c0=0.04), all_pairs(6), alpha=0.05)[0]

    assert few.difference == pytest.approx(many.difference)
    assert few.p_value < many.p_value
    assert few.interval[0] > many.interval[0]
    assert few.smallest_detectable < many.smallest_detectable


def test_equal_cells_are_seldom_told_apart():
    """Of 200 draws of five equal cells about 5 % have any pair below 0.05, though the pairs are ten."""
    pairs = all_pairs(5)
    drawn = (simultaneous(cells(5, 20, seed), pairs, alpha=0.05, resamples=499) for seed in range(200))
    wrong = sum(min(one.p_value for one in found) < 0.05 for found in drawn)

    assert wrong <= 18  # 99 % of binomial draws with 5 %


def test_many_stories_are_judged_by_the_normal_distribution():
    """Beyond what is resampled two cells have the p-value of the t-test, without memory for it."""
    first, second = cells(2, MOST_RESAMPLED + 1, c0=0.007)
    (found,) = simultaneous([first, second], [(0, 1)], alpha=0.05)

    assert stats.ttest_rel(first, second).pvalue == pytest.approx(found.p_value, abs=0.01)
    assert stats.ttest_rel(first, second).confidence_interval() == pytest.approx(found.interval, abs=1e-3)


def test_the_normal_distribution_knows_what_cells_share():
    """Over ten pairs of five cells it agrees with the sign flips of fewer stories."""
    scores = cells(5, MOST_RESAMPLED, c0=0.012)
    flipped = simultaneous(scores, all_pairs(5), alpha=0.05)
    normal = simultaneous([[*one, one[0]] for one in scores], all_pairs(5), alpha=0.05)

    assert [one.p_value for one in flipped] == pytest.approx([one.p_value for one in normal], abs=0.03)


@pytest.mark.parametrize("scores", [[[], []], [[0.9], [0.1]]], ids=["no story", "one story"])
def test_below_two_stories_nothing_is_shown(scores):
    """There is a difference and no more."""
    (found,) = simultaneous(scores, [(0, 1)], alpha=0.05)

    assert sum(scores[0]) - sum(scores[1]) == found.difference
    assert (None, 1.0, None) == (found.interval, found.p_value, found.smallest_detectable)


@pytest.mark.parametrize("n", [3, 40, MOST_RESAMPLED + 1])
def test_equal_scores_do_not_differ(n):
    """Nothing varies: p is 1 and the interval a point, however many stories."""
    found = simultaneous([[0.7] * n, [0.7] * n, [0.1 + 0.2] * n, [0.3] * n], [(0, 1), (2, 3)], alpha=0.05)

    assert [(0.0, (0.0, 0.0), 1.0, None)] * 2 == [tuple(one) for one in found]


@pytest.mark.parametrize("n", [40, MOST_RESAMPLED + 1])
def test_a_constant_difference_is_shown(n):
    """Every story differs by the same: as sure as can be."""
    (found,) = simultaneous([[0.9] * n, [0.5] * n], [(0, 1)], alpha=0.05)

    assert found.p_value < 0.001
    assert (0.4, 0.4) == pytest.approx(found.interval)


def test_whole_backlogs_are_flipped():
    """Two backlogs of many stories leave two signs, which show nothing, whatever the stories say."""
    first, second = cells(2, c0=0.2)
    backlogs = ["a"] * 20 + ["b"] * 15
    (found,) = simultaneous([first, second], [(0, 1)], alpha=0.05, clusters=backlogs)

    assert found.p_value == 0.5
    assert np.mean(first) - np.mean(second) == pytest.approx(found.difference)
