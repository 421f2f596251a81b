"""Priorities that tell nothing apart, and types that are not what they say."""

import pytest

from casewright.sabotage import Grade
from casewright.sabotage.labels import SABOTAGES
from tests.builders import a_case, shipped_references

PRIORITIES, TYPES, WRONG = SABOTAGES
KINDS = ("positive", "negative", "boundary", "edge_case")
SUITE = [
    a_case(id=f"TC-00{number}", type=kind, priority=priority)
    for number, (kind, priority) in enumerate(zip(KINDS, ("critical", "high", "high", "low"), strict=True), 1)
]


def test_all_priorities_become_one():
    """At the highest grade nothing is more urgent than anything else."""
    damaged = PRIORITIES.damage("US-001", SUITE, (), Grade.ALL)

    assert 1 == len({case.priority for case in damaged})


@pytest.mark.parametrize("grade", [Grade.ONE, Grade.HALF])
def test_fewer_priorities_become_the_most_frequent_one(grade):
    """Below the highest grade the suite leans further to where it leant."""
    damaged = PRIORITIES.damage("US-001", SUITE, (), grade)

    assert 3 == sum(case.priority == "high" for case in damaged)


def test_equal_priorities_cannot_be_flattened():
    """What is flat already stays."""
    suite = [a_case(priority="high")] * 3

    assert PRIORITIES.damage("US-001", suite, (), Grade.HALF) is None


def test_all_cases_are_called_positive():
    """What they say stays."""
    damaged = TYPES.damage("US-001", SUITE, (), Grade.ALL)

    assert {"positive"} == {case.type for case in damaged}


def test_every_type_is_wrong():
    """No case keeps its type; positive and negative change places."""
    for suite in shipped_references():
        damaged = WRONG.damage(suite.story_id, suite.test_cases, (), Grade.ALL)
        for case, mistyped in zip(suite.test_cases, damaged, strict=True):
            assert case.type != mistyped.type
            assert case.type != "positive" or mistyped.type == "negative"
