import pytest
from scipy import stats

from casewright.groups import Group, lower_groups

LOW, HIGH = [0.4, 0.5, 0.6, 0.5, 0.45], [0.8, 0.9, 0.85, 0.95, 0.9]


def test_a_group_that_is_lower_is_shown_with_its_figures():
    """Mean, difference and the p-value of Welch's test, one group looked at."""
    (found,) = lower_groups([Group("hard", LOW, HIGH)])

    assert ("hard", 5, True) == (found.name, found.stories, found.is_shown)
    assert pytest.approx(0.49) == found.mean
    assert pytest.approx(-0.39) == found.difference
    expected = stats.ttest_ind(LOW, HIGH, equal_var=False, alternative="less").pvalue
    assert pytest.approx(expected) == found.p_value


def test_a_group_that_is_higher_is_not():
    """Only what is lower is looked for."""
    (found,) = lower_groups([Group("easy", HIGH, LOW)])

    assert not found.is_shown


def test_many_groups_share_one_false_discovery_rate():
    """The same difference needs more where it is one of many that were looked at."""
    even = [0.5, 0.6, 0.7]
    many = lower_groups([Group("hard", LOW, HIGH), *(Group(f"d{n}", even, even) for n in range(9))])
    alone = lower_groups([Group("hard", LOW, HIGH)])

    assert "hard" == many[0].name
    assert pytest.approx(10 * alone[0].p_value) == many[0].p_value


@pytest.mark.parametrize(
    ("values", "others"), [([0.1, 0.2], HIGH), (LOW, [0.9]), ([], HIGH), ([1.0] * 4, [0.5] * 4)]
)
def test_what_cannot_be_tested_is_left_out(values, others):
    """Too few stories, or scores that are all the same within both."""
    assert [] == lower_groups([Group("x", values, others)])


def test_a_group_without_any_spread_is_compared_by_that_of_the_others():
    """Five stories that all score the same are no reason for a warning."""
    (found,) = lower_groups([Group("hard", [0.5] * 5, HIGH)])

    assert found.is_shown
