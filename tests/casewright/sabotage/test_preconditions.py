"""Preconditions that are missing or generic."""

from casewright.sabotage import Grade
from casewright.sabotage.preconditions import SABOTAGES
from tests.builders import a_case

DROP, GENERIC = SABOTAGES
CASE = a_case(preconditions=["The list holds 3 products", "The filter is off"])


def test_dropped_preconditions_leave_none():
    """The list is empty."""
    assert () == DROP.damage("US-001", [CASE], (), Grade.ALL)[0].preconditions


def test_what_is_not_there_cannot_be_dropped():
    """A case without preconditions has none to lose."""
    assert DROP.damage("US-001", [a_case(preconditions=[])], (), Grade.ALL) is None


def test_generic_preconditions_are_as_many():
    """Their number tells nothing, and there is at least one."""
    assert 2 == len(GENERIC.damage("US-001", [CASE], (), Grade.ALL)[0].preconditions)
    assert 1 == len(GENERIC.damage("US-001", [a_case(preconditions=[])], (), Grade.ALL)[0].preconditions)
