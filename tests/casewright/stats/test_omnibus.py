import pytest
from scipy import stats

from casewright.stats import friedman

CELLS = [[0.9, 0.8, 0.7, 0.9], [0.5, 0.7, 0.6, 0.8], [0.6, 0.4, 0.7, 0.5]]


def test_it_is_scipys():
    """Three cells over four stories."""
    assert stats.friedmanchisquare(*CELLS).pvalue == friedman(CELLS)


@pytest.mark.parametrize("cells", [[], CELLS[:2], [[0.9], [0.5], [0.1]]], ids=["none", "two", "one story"])
def test_little_is_no_matter_for_it(cells):
    """Two cells have a test of their own, and one story none."""
    assert friedman(cells) is None


def test_cells_that_tie_everywhere_do_not_differ():
    """SciPy has NaN there."""
    assert 1.0 == friedman([[0.5, 0.0, 1.0]] * 3)
