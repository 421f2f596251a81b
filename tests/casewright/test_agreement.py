import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from casewright.agreement import (
    cohen_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
    spearman,
)

FOUR_RATERS = [
    [1, 1, None, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [None, 5, 5, 5],
    [None, None, 1, 1],
    [None, None, 3, None],
]
"""Krippendorff 2011, example C; Gwet 2014 takes it up, and the package irrCAC as `raw_4raters`."""

SCALE = (1, 2, 3, 4, 5)
RATING = st.sampled_from([None, 1, 2, 3, 4, 5])
RATINGS = st.lists(st.tuples(RATING, RATING, RATING), min_size=1, max_size=12)


def pairs_of(table):
    """Both raters' ratings, from a table of how often each pair of categories was given."""
    cells = [(row, column, n) for row, line in enumerate(table) for column, n in enumerate(line)]
    first = [row for row, _, n in cells for _ in range(n)]
    second = [column for _, column, n in cells for _ in range(n)]
    return first, second


# ---- worked examples


@pytest.mark.parametrize(
    ("expected", "level"), [(0.743, "nominal"), (0.815, "ordinal"), (0.849, "interval"), (0.797, "ratio")]
)
def test_alpha_is_that_of_krippendorff_2011(expected, level):
    """Example C of "Computing Krippendorff's Alpha-Reliability": 4 observers, 12 units, gaps."""
    found = krippendorff_alpha(FOUR_RATERS, level)

    assert expected == round(found.value, 3)
    assert 11 == found.items


@pytest.mark.parametrize(
    ("expected", "weights"),
    [(0.77544, "nominal"), (0.89894, "ordinal"), (0.85874, "linear"), (0.91400, "quadratic")],
)
def test_ac1_and_ac2_are_those_of_gwet(expected, weights):
    """Gwet's example of four raters: the nominal one is printed in irrCAC's manual, all are its output."""
    assert expected == round(gwet_ac(FOUR_RATERS, weights).value, 5)


def test_percent_agreement_is_that_of_gwet():
    """The same data: 0.81818 of the pairs of raters agree, mean over the units with a pair."""
    assert 0.81818 == round(percent_agreement(FOUR_RATERS).value, 5)


@pytest.mark.parametrize(
    ("expected", "weights"), [(0.129, "nominal"), (0.237, "linear"), (0.332, "quadratic")]
)
def test_kappa_is_that_of_agresti(expected, weights):
    """The 91 couples of Hout et al. in Agresti's book; quadratic weights as scikit-learn has them."""
    first, second = pairs_of([[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]])

    assert expected == round(cohen_kappa(first, second, weights).value, 3)


def test_kappa_with_weights_of_its_own_is_that_of_cohen_1968():
    """Cohen's example: .492 without weights, and .348 where disagreements cost 0, 1, 3 and 6."""
    first, second = pairs_of([[44, 7, 9], [5, 20, 5], [1, 3, 6]])
    cost = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]

    assert 0.492 == round(cohen_kappa(first, second).value, 3)
    assert 0.348 == round(cohen_kappa(first, second, [[1 - v / 6 for v in row] for row in cost]).value, 3)


def test_kappa_is_that_of_scikit_learns_documentation():
    """The example of `cohen_kappa_score`: 0.6875."""
    assert 0.6875 == pytest.approx(cohen_kappa([0, 1, 0, 2, 1], [0, 1, 0, 2, 0]).value)


def test_spearman_is_that_of_the_textbook():
    """IQ and hours before the television, ten people: -29/165."""
    iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]

    assert -29 / 165 == pytest.approx(spearman(iq, hours).value)


# ---- what holds for any ratings


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=3, max_size=30))
def test_spearman_is_scipys(pairs):
    """Ties have their mean rank; where a side does not vary there is no value."""
    first, second = zip(*pairs, strict=True)
    found = spearman(first, second).value
    if len(set(first)) > 1 and len(set(second)) > 1:
        assert stats.spearmanr(first, second).statistic == pytest.approx(found)
    else:
        assert found is None


@settings(max_examples=30)
@given(RATINGS)
def test_every_figure_is_in_its_range_and_in_its_interval_or_has_a_reason(ratings):
    """No NaN comes out of gaps, of raters who never vary or of items that nobody rated."""
    first, second = [row[0] for row in ratings], [row[1] for row in ratings]
    found = [
        krippendorff_alpha(ratings),
        gwet_ac(ratings, "quadratic", SCALE),
        percent_agreement(ratings),
        percent_agreement(ratings, within=1),
        cohen_kappa(first, second, "quadratic", SCALE),
        spearman(first, second),
    ]

    for figure in found:
        assert (figure.value is None) == bool(figure.reason)
        assert figure.value is None or -1 - 1e-9 <= figure.value <= 1 + 1e-9
        assert figure.interval is None or figure.interval[0] <= figure.interval[1]


@given(RATINGS, st.randoms())
def test_neither_the_order_of_items_nor_that_of_raters_matters(ratings, chance):
    """Alpha and AC2 know no first rater."""
    turned = [chance.sample(row, len(row)) for row in ratings]
    chance.shuffle(turned)

    for figure in (krippendorff_alpha, lambda rows: gwet_ac(rows, "quadratic", SCALE)):
        before, after = figure(ratings).value, figure(turned).value
        assert (before is None) == (after is None)
        assert before is None or before == pytest.approx(after)


def test_raters_who_always_agree_are_in_perfect_agreement():
    """1, with a point for an interval: no resample differs."""
    ratings = [[value, value] for value in (1, 3, 5, 4, 2, 2)]

    for figure in (krippendorff_alpha(ratings), gwet_ac(ratings, "quadratic", SCALE)):
        assert 1 == pytest.approx(figure.value)
        assert (1, 1) == pytest.approx(figure.interval)


def test_chance_agrees_by_chance():
    """Ratings that are drawn have an agreement around 0, and 0 is in the interval."""
    drawn = np.random.default_rng(3).integers(1, 6, size=(200, 2)).tolist()
    first, second = zip(*drawn, strict=True)
    found = [krippendorff_alpha(drawn), cohen_kappa(first, second, "quadratic"), spearman(first, second)]

    for figure in found:
        assert figure.interval[0] < 0 < figure.interval[1]


def test_skewed_ratings_take_alpha_down_and_leave_ac2():
    """19 of 20 items rated alike, nearly all 5: why both figures are reported."""
    ratings = [[5, 5]] * 18 + [[5, 4], [4, 5]]

    assert krippendorff_alpha(ratings).value < 0.1
    assert gwet_ac(ratings, "quadratic", SCALE).value > 0.95
    assert 0.9 == percent_agreement(ratings).value
    assert 1.0 == percent_agreement(ratings, within=1).value


def test_the_interval_covers_the_true_figure_about_as_often_as_it_says():
    """A second rater who repeats the first in four of five: the true alpha of 0.8 is in most intervals."""
    chance = np.random.default_rng(11)
    covered = 0
    for _ in range(60):
        first = chance.integers(0, 2, 80)
        second = np.where(chance.random(80) < 0.8, first, chance.integers(0, 2, 80))
        low, high = krippendorff_alpha(np.column_stack([first, second]).tolist(), "nominal").interval
        covered += low <= 0.8 <= high

    assert 52 <= covered


# ---- what allows no figure


@pytest.mark.parametrize("ratings", [[], [[None, None]], [[3, None], [None, 2]]])
def test_without_a_pair_there_is_no_agreement(ratings):
    """No item has two ratings, and the figure says so."""
    for figure in (krippendorff_alpha(ratings), gwet_ac(ratings), percent_agreement(ratings)):
        assert (None, None, 0) == (figure.value, figure.interval, figure.items)
        assert "no item has two ratings" == figure.reason


def test_ratings_that_do_not_vary_have_no_alpha():
    """All fives: alpha is 0 by 0; AC2 and percent agreement are whole."""
    ratings = [[5, 5, 5]] * 10

    assert "the ratings do not vary" == krippendorff_alpha(ratings).reason
    assert 1 == gwet_ac(ratings, "quadratic", SCALE).value == percent_agreement(ratings).value


def test_one_item_has_a_value_and_no_interval():
    """One item says nothing of how much items differ."""
    found = gwet_ac([[4, 5]], "quadratic", SCALE)

    assert found.value is not None
    assert found.interval is None


def test_a_rating_outside_the_scale_is_refused():
    """The message names the rating and the scale."""
    with pytest.raises(ValueError, match="ratings: 6; expected one of 1, 2, 3, 4, 5"):
        gwet_ac([[5, 6]], "quadratic", SCALE)
