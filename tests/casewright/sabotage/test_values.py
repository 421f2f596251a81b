"""Data that are talked about instead of given."""

import re

from casewright.sabotage import Grade
from casewright.sabotage.values import SABOTAGES
from tests.builders import a_case, shipped_references

(STRIP,) = SABOTAGES


def test_no_value_is_left():
    """Neither figures nor quotes nor addresses are left in any field but the title."""
    for suite in shipped_references():
        for case in STRIP.damage(suite.story_id, suite.test_cases, (), Grade.ALL):
            text = " ".join([*case.preconditions, *case.steps, case.expected_result])

            assert not re.search(r"\d|\"|@", text)


def test_the_title_stays():
    """It is what is left to tell the case by."""
    case = a_case(title="Title of 61 characters is refused")

    assert case.title == STRIP.damage("US-001", [case], (), Grade.ALL)[0].title


def test_a_label_becomes_a_vague_one():
    """A quoted label before its noun becomes an adjective, so that the sentence still reads."""
    case = a_case(steps=['Press the "Save" button'])
    (step,) = STRIP.damage("US-001", [case], (), Grade.ALL)[0].steps

    assert re.fullmatch(r"Press the [a-z]+ button", step)


def test_a_case_without_values_has_nothing_to_strip():
    """Nothing quoted and no figure: nothing to do."""
    case = a_case(preconditions=[], steps=["Open the list"], expected_result="The list is empty")

    assert STRIP.damage("US-001", [case], (), Grade.ALL) is None
