import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.judge.answers import answers_schema, read_answers
from casewright.judge.checklist import QUESTIONS
from casewright.judge.evidence import Source
from casewright.records import Outcome

SOURCE = Source(["The list shows 3 products"])
GOOD: dict[str, Any] = {one.key: {"evidence": "shows 3 products", "verdict": "yes"} for one in QUESTIONS}


def test_a_whole_answer_is_read():
    """One answer a question, in the checklist's order, with the evidence looked up."""
    value = GOOD | {"q02": {"evidence": "It is fine", "verdict": "yes"}}
    found = read_answers(json.dumps(value), SOURCE)
    answers = found.value or ()

    assert (Outcome.OK, ()) == (found.outcome, found.repairs)
    assert [one.name for one in QUESTIONS] == [one.question for one in answers]
    assert [False] == [one.grounded for one in answers if one.question == QUESTIONS[1].name]
    assert len(QUESTIONS) - 1 == sum(one.counts for one in answers)


@pytest.mark.parametrize("said", ["Yes", " YES. ", True, "true"])
def test_a_verdict_may_be_spelt_in_other_ways(said):
    """What is meant is clear."""
    found = read_answers(json.dumps(GOOD | {"q01": {"evidence": "x", "verdict": said}}), SOURCE)

    assert found.value is not None
    assert "yes" == found.value[0].verdict


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ([], "not an object"),
        ({"q01": GOOD["q01"]}, "q02: should be an object with evidence and verdict; got None"),
        (GOOD | {"q03": "yes"}, "q03: should be an object"),
        (
            GOOD | {"q03": {"evidence": "x", "verdict": "maybe"}},
            "q03: verdict: should be yes or no; got 'maybe'",
        ),
        (GOOD | {"q03": {"evidence": 7, "verdict": "no"}}, "q03: evidence: should be a quote; got 7"),
        (GOOD | {"q03": {"verdict": "no"}}, "q03: evidence"),
    ],
)
def test_an_answer_of_another_form_says_where(value, problem):
    """The model is told in its next attempt."""
    found = read_answers(json.dumps(value), SOURCE)

    assert Outcome.SCHEMA_VIOLATION is found.outcome
    assert problem in found.problem
    assert found.value is None


def test_prose_is_not_json():
    """There is nothing to be read in it."""
    assert Outcome.NOT_JSON is read_answers("It is all very good.", SOURCE).outcome


def test_a_fenced_answer_is_repaired_and_says_so():
    """Usable, and not as it was asked for."""
    found = read_answers(f"```json\n{json.dumps(GOOD)}\n```", SOURCE)

    assert Outcome.OK is found.outcome
    assert found.repairs


@given(
    st.text(max_size=200)
    | st.recursive(st.none() | st.booleans() | st.text(max_size=9), st.lists).map(json.dumps)
)
def test_any_text_is_read_or_refused(text):
    """Whatever a model writes: an outcome, and a value just where that is ok."""
    found = read_answers(text, SOURCE)

    assert (found.outcome is Outcome.OK) == (found.value is not None)


def test_the_schema_asks_for_evidence_first_and_for_every_question():
    """Order as written and by the alphabet is the same, and every length is bounded."""
    schema = answers_schema()
    answer = schema["properties"]["q01"]

    assert [one.key for one in QUESTIONS] == schema["required"] == sorted(schema["properties"])
    assert ["evidence", "verdict"] == answer["required"] == sorted(answer["properties"])
    assert 0 < answer["properties"]["evidence"]["maxLength"] < 2000
