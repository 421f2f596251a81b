import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from casewright.stats import MOST_RESAMPLED, Comparison, declared, paired_difference

SCORE = st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0])


def noise(n, seed=7, spread=0.1):
    """Values drawn around 0."""
    return np.random.default_rng(seed).normal(0.0, spread, n).tolist()


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


FIRST = [0.9, 0.8, 0.7, 0.9, 0.6, 0.8, 0.75, 0.95]
SECOND = [0.7, 0.8, 0.75, 0.6, 0.5, 0.5, 0.7, 0.55]


def test_a_fixed_example():
    """Eight stories, by hand and by SciPy: signs, effect sizes, p-values."""
    found = paired_difference(FIRST, SECOND)
    differences = np.array(FIRST) - np.array(SECOND)
    permuted = stats.permutation_test(
        (differences,), np.mean, permutation_type="samples", n_resamples=9999
    ).pvalue

    assert (6, 1, 1) == (found.wins, found.ties, found.losses)
    assert (0.8, 0.6375) == pytest.approx((found.first_mean, found.second_mean))
    assert 0.1625 == pytest.approx(found.difference)
    assert differences.mean() / np.std(differences, ddof=1) == pytest.approx(found.dz)
    # Ranks of 0.2, -0.05, 0.3, 0.1, 0.3, 0.05, 0.4: 4, 1.5, 5.5, 3, 5.5, 1.5, 7, of which 26.5 are for it.
    assert (26.5 - 1.5) / 28 == pytest.approx(found.rank_biserial)
    assert permuted == pytest.approx(found.p_value)
    assert stats.wilcoxon(differences.round(9), zero_method="pratt").pvalue == found.wilcoxon_p_value
    assert 0.1625 / 0.6375 == pytest.approx(found.relative)
    assert "better" == found.verdict
    assert "sign flips and t interval over 8 stories" == found.reason


def test_drawn_signs_agree_with_scipy():
    """Where not all signs can be tried, the p-value is SciPy's up to the draw."""
    differences = noise(35, 5)
    expected = stats.permutation_test(
        (np.array(differences),),
        np.mean,
        permutation_type="samples",
        n_resamples=19_999,
        rng=np.random.default_rng(3),
    ).pvalue

    assert expected == pytest.approx(paired_difference(differences, [0.0] * 35).p_value, abs=0.02)


@pytest.mark.parametrize(
    ("verdict", "second"),
    [("worse", [1.0] * 8), ("no difference shown", FIRST[::-1]), ("not measured", None)],
)
def test_the_verdict_follows_from_p_value_and_sign(verdict, second):
    """Better, worse, no difference shown, and not measured without a story."""
    assert (
        verdict == (paired_difference([], []) if second is None else paired_difference(FIRST, second)).verdict
    )


def test_declared_contrasts_share_the_error_rate():
    """Holm over two: a p-value of 0.03 beside one of 0.04 shows nothing any more."""
    one = paired_difference(FIRST, SECOND)
    found = declared(
        {
            "baseline": one.model_copy(update={"p_value": 0.03, "adjusted_p_value": 0.03}),
            "runner-up": one.model_copy(update={"p_value": 0.04, "adjusted_p_value": 0.04}),
        }
    )

    assert {"baseline": 0.06, "runner-up": 0.06} == {
        name: one.adjusted_p_value for name, one in found.items()
    }
    assert {"no difference shown"} == {one.verdict for one in found.values()}


def test_many_stories_are_compared_by_the_t_test():
    """Beyond what is resampled interval and p-value are Student's, and the reason says so."""
    n = MOST_RESAMPLED + 1
    first, second = noise(n, 1), noise(n, 2)
    found = paired_difference(first, second)

    assert stats.ttest_rel(first, second).pvalue == pytest.approx(found.p_value)
    assert stats.ttest_rel(first, second).confidence_interval() == pytest.approx(found.interval)
    assert f"t-test and t interval over {n} stories, too many for sign flips" == found.reason


def test_stories_of_few_backlogs_say_so():
    """Four backlogs have 16 rows of signs: no difference can be shown at 5 %, and the reason warns."""
    found = paired_difference(FIRST, SECOND, clusters=["a", "a", "b", "b", "c", "c", "d", "d"])

    assert (4, 2 / 16) == (found.clusters, found.p_value)
    assert found.reason.endswith("over 4 clusters of 8 stories; under 20 clusters inference is weak")


def test_without_spread_relative_to_nothing_there_is_no_share():
    """A second cell of which every story failed has no share to be better by."""
    assert paired_difference(FIRST, [0.0] * 8).relative is None


@pytest.mark.parametrize("n", [2, 5, 49, MOST_RESAMPLED + 1])
def test_all_failed_on_both_sides_is_a_tie(n):
    """Zeros everywhere: no difference, nothing detectable, no NaN."""
    found = paired_difference([0.0] * n, [0.0] * n)

    assert ("no difference shown", 0.0, 1.0, (0.0, 0.0)) == (
        found.verdict,
        found.difference,
        found.p_value,
        found.interval,
    )
    assert (None, None, None, None) == (
        found.dz,
        found.rank_biserial,
        found.wilcoxon_p_value,
        found.smallest_detectable,
    )


@settings(max_examples=25)
@given(st.lists(st.tuples(SCORE, SCORE, st.sampled_from("abc")), max_size=12))
def test_whatever_the_scores_a_comparison_has_no_nan(rows):
    """Every figure is finite or None, with backlogs and without, and the record survives JSON."""
    first, second, backlogs = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
    for clusters in (None, backlogs):
        found = paired_difference(first, second, clusters=clusters, resamples=99)
        figures = [value for value in found.model_dump().values() if isinstance(value, float)]

        assert all(map(math.isfinite, [*figures, *(found.interval or ())]))
        assert found == Comparison.model_validate_json(found.model_dump_json())
