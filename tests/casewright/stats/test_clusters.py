import numpy as np
import pytest
from scipy import stats

from casewright.stats.clusters import group, standard_error

VALUES = np.array([0.9, 0.8, 0.7, 0.4, 0.5])


def test_the_standard_error_over_clusters_by_hand():
    """Residuals 0.24 + 0.14 and 0.04 - 0.26 - 0.16: sqrt(2 (0.38² + 0.38²)) / 5."""
    assert pytest.approx((2 * 2 * 0.38**2) ** 0.5 / 5) == standard_error(VALUES, group("aabbb", 5))


def test_clusters_of_one_have_the_usual_standard_error():
    """So has no clustering at all."""
    assert stats.sem(VALUES) == pytest.approx(standard_error(VALUES, group("abcde", 5)))
    assert stats.sem(VALUES) == pytest.approx(standard_error(VALUES))


def test_clusters_are_numbered_as_they_come():
    """Whatever they are called, and wherever they stand."""
    found = group(["b", "a", "b", None], 4)

    assert ([0, 1, 0, 2], 3) == (found.codes.tolist(), found.number)
    assert [1.6, 0.8, 0.4] == pytest.approx(found.sums(VALUES[:4]).tolist())


def test_under_twenty_clusters_inference_is_weak():
    """Twenty are enough."""
    assert group(range(19), 19).is_weak
    assert not group(range(20), 20).is_weak
