import copy
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.parsing import Parsed, parse_suite, response_schema, wire_format
from casewright.records import CaseType, Outcome, Priority, Suite, TestCase
from casewright.repair import CUT

# ---- strictness


def text_of(suite: Suite, **changes: Any) -> str:
    """The suite as JSON, with changes to its first case."""
    value = suite.model_dump(mode="json")
    value["test_cases"][0] |= changes
    return json.dumps(value)


def test_a_suite_as_asked_for_is_ok(suite):
    """The text of a valid suite gives its test cases and no problem."""
    assert parse_suite(text_of(suite)) == Parsed(Outcome.OK, suite.test_cases)


def test_white_space_around_is_fine(suite):
    """Line ends and blanks around the object are part of JSON."""
    assert parse_suite(f"\n  {text_of(suite)}\r\n\t ").outcome is Outcome.OK


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"quality_score": 11}, "test_cases.0.quality_score"),
        ({"quality_score": "good"}, "test_cases.0.quality_score"),
        ({"quality_score": math.nan}, "test_cases.0.quality_score"),
        ({"quality_score": math.inf}, "test_cases.0.quality_score"),
        ({"quality_score": True}, "test_cases.0.quality_score"),
        ({"quality_score": None}, "test_cases.0.quality_score"),
        ({"id": "TC-1234"}, "test_cases.0.id"),
        ({"type": "smoke"}, "test_cases.0.type"),
        ({"title": " "}, "test_cases.0.title"),
        ({"title": "x" * 201}, "test_cases.0.title"),
        ({"steps": []}, "test_cases.0.steps"),
        ({"steps": [5]}, "test_cases.0.steps.0"),
        ({"steps": ["Press it"] * 13}, "test_cases.0.steps"),
    ],
)
def test_what_a_model_did_not_write_is_not_made_up(suite, changes, where):
    """A value out of range or without a meaning is a violation that names the field, in one line."""
    parsed = parse_suite(text_of(suite, **changes))

    assert parsed.outcome is Outcome.SCHEMA_VIOLATION
    assert parsed.test_cases == ()
    assert parsed.repairs == ()
    assert parsed.problem.startswith(f"{where}: ")
    assert "\n" not in parsed.problem


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"quality_score": "8"}, "quality_score", 8),
        ({"quality_score": "7.5/10"}, "quality_score", 7.5),
        ({"id": 1}, "id", "TC-001"),
        ({"id": "tc-12"}, "id", "TC-012"),
        ({"type": "Edge Case"}, "type", "edge_case"),
        ({"priority": "High"}, "priority", "high"),
        ({"steps": "1. Open the cart\n2) Press it"}, "steps", ("Open the cart", "Press it")),
        ({"steps": [{"step": 1, "action": "Press it"}]}, "steps", ("Press it",)),
        ({"steps": [{"step": "Enter the code", "data": "A1"}]}, "steps", ("Enter the code (A1)",)),
        ({"steps": ["Press it", ""]}, "steps", ("Press it",)),
        ({"preconditions": None}, "preconditions", ()),
        ({"preconditions": "A cart"}, "preconditions", ("A cart",)),
        ({"expected_result": ["A note", "A mail"]}, "expected_result", "A note; A mail"),
    ],
)
def test_a_field_in_another_form_is_brought_into_its_form(suite, changes, field, value):
    """The answer is usable, and the repair is on record, so that it does not count as compliant."""
    parsed = parse_suite(text_of(suite, **changes))

    assert parsed.outcome is Outcome.OK
    assert parsed.repairs == (f"field: {field} was brought into its form",)
    assert getattr(parsed.test_cases[0], field) == value


@pytest.mark.parametrize(
    ("wrap", "repair"),
    [
        (lambda value: value | {"note": "done"}, "field: test_cases was taken out of other keys"),
        (lambda value: {"testCases": value["test_cases"]}, "field: test_cases was taken out of other keys"),
        (lambda value: value["test_cases"], "field: a list was taken as test_cases"),
    ],
)
def test_a_suite_in_another_wrapping_is_unwrapped(suite, wrap, repair):
    """A bare list and a list under a like name are what was asked for, not how."""
    parsed = parse_suite(json.dumps(wrap(suite.model_dump(mode="json"))))

    assert parsed == Parsed(Outcome.OK, suite.test_cases, repairs=(repair,))


def test_a_missing_field_is_named(suite):
    """A case without an expected result is a violation that says so."""
    value = suite.model_dump(mode="json")
    del value["test_cases"][1]["expected_result"]

    assert parse_suite(json.dumps(value)).problem.startswith("test_cases.1.expected_result: Field required")


@pytest.mark.parametrize(
    "text", ["null", "[]", "3", '"text"', "{}", '{"test_cases": []}', '{"cases": []}', "NaN"]
)
def test_json_of_another_shape_is_a_violation(text):
    """JSON that is no suite is JSON all the same."""
    assert parse_suite(text).outcome is Outcome.SCHEMA_VIOLATION


@pytest.mark.parametrize(
    ("written", "repairs"),
    [
        (lambda text: f"```json\n{text}\n```", ["json: taken out of a code fence"]),
        (lambda text: f"Here it is: {text} Good luck!", ["json: text around it was left out"]),
        (lambda text: text.replace("]}", "],}"), ["json: trailing commas were left out"]),
        (lambda text: text[:-2], [CUT]),
        (lambda text: text[:-40], [CUT, "json: the last test case was not whole and was left out"]),
        (lambda text: "{ // a suite\n" + text[1:], ["json: comments were left out"]),
        (
            lambda text: f"{text}\n{text}",
            ["json: 2 values in one answer", "json: the first suite was taken"],
        ),
        (
            lambda text: f'{{"note": 1}} {text}',
            ["json: 2 values in one answer", "json: the first suite was taken"],
        ),
        (
            lambda text: text.replace("'", "’").replace('\\"', "").replace('"', "'"),
            ["json: single quotes were taken as double ones"],
        ),
    ],
)
def test_a_text_that_is_almost_json_is_read(suite, written, repairs):
    """What was done is told step by step; the test cases are those that were written whole."""
    parsed = parse_suite(written(json.dumps(suite.model_dump(mode="json"))))

    assert parsed.outcome is Outcome.OK
    assert parsed.repairs == tuple(repairs)
    assert len(parsed.test_cases) == len(suite.test_cases) - ("not whole" in repairs[-1])
    assert len(parsed.test_cases[0].steps) == len(suite.test_cases[0].steps)


def test_text_that_is_not_json_is_told_apart():
    """Prose, brackets without end and nothing at all are not JSON, and stay so."""
    for text in ("", " \n", "I cannot do that.", "[" * 5000, "The set {1, 2} is fine.", "{" * 60_000):
        parsed = parse_suite(text)

        assert parsed.outcome is Outcome.NOT_JSON
        assert parsed.problem.startswith("not JSON: ")
        assert "\n" not in parsed.problem


def test_a_problem_is_short_whatever_was_written(suite):
    """The problem is shown to the model, so it does not repeat a text without end, and is one line."""
    for text in (
        "x" * 100_000,
        text_of(suite, title="x" * 100_000),
        text_of(suite, quality_score=10**4000),
    ):
        problem = parse_suite(text).problem

        assert 0 < len(problem) < 400
        assert "\n" not in problem


# ---- properties


# No control characters: the library that mends JSON leaves their escapes as they are.
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40
).filter(str.strip)
cases = st.builds(
    TestCase,
    id=st.from_regex(r"TC-[0-9]{3}", fullmatch=True),
    type=st.sampled_from(CaseType),
    title=words,
    priority=st.sampled_from(Priority),
    preconditions=st.lists(words, max_size=3).map(tuple),
    steps=st.lists(words, min_size=1, max_size=3).map(tuple),
    expected_result=words,
    quality_score=st.floats(0, 10),
)
suites = st.builds(Suite, test_cases=st.lists(cases, min_size=1, max_size=4).map(tuple))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["test_cases", "id", "steps", "a\nb"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(suites)
def test_every_suite_survives_the_way_through_text(written):
    """Parsing the text of any valid suite gives the same suite."""
    assert parse_suite(written.model_dump_json()) == Parsed(Outcome.OK, written.test_cases)


@given(st.text(st.characters()) | values.map(json.dumps))
def test_no_text_raises(text):
    """Whatever a model writes comes to an outcome, and what is not ok has a one-line problem."""
    parsed = parse_suite(text)

    assert (parsed.outcome is Outcome.OK) == bool(parsed.test_cases) == (parsed.problem == "")
    assert "\n" not in parsed.problem


@given(suites, st.data())
def test_a_cut_text_is_never_compliant_and_never_loses_words(written, data):
    """Wherever a text ends early, what is taken from it are whole test cases, and the cut is on record."""
    text = written.model_dump_json()
    end = data.draw(st.integers(0, len(text) - 1))

    parsed = parse_suite(text[:end])

    assert parsed.outcome is Outcome.NOT_JSON or CUT in parsed.repairs
    for found, whole in zip(parsed.test_cases, written.test_cases, strict=False):
        assert found.model_copy(update={"quality_score": 0}) == whole.model_copy(update={"quality_score": 0})


def test_the_format_on_the_wire_follows_the_mode():
    """`schema` sends the schema, `json` the word, `none` nothing."""
    assert [wire_format("schema"), wire_format("json"), wire_format("none")] == [
        response_schema(),
        "json",
        None,
    ]


# ---- the schema for the server


def nodes(schema: Any) -> list[dict[str, Any]]:
    """Every object in a schema that says what a value is."""
    below = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    found = [node for child in below for node in nodes(child)]
    return [schema, *found] if isinstance(schema, dict) and isinstance(schema.get("type"), str) else found


def test_the_schema_is_flat():
    """No reference and no definition: a grammar converter finds everything in place."""
    assert '"$' not in json.dumps(response_schema())


def test_every_field_of_the_schema_is_required_and_no_other_allowed():
    """Optional fields may be skipped by a model, so there are none."""
    objects = [node for node in nodes(response_schema()) if node["type"] == "object"]

    assert len(objects) == 2
    for node in objects:
        assert node["required"] == list(node["properties"])
        assert node["additionalProperties"] is False


def test_every_length_in_the_schema_is_bounded():
    """A string or list without an upper bound is where a small model loops."""
    for node in nodes(response_schema()):
        if node["type"] == "array":
            assert node["maxItems"] <= 12
        if node["type"] == "string":
            assert "enum" in node or node.get("pattern") == "^TC-[0-9]{3}$" or node["maxLength"] <= 600


def test_the_schema_asks_for_three_to_eight_cases():
    """The grammar holds the model to the number of cases that the prompts name."""
    cases = response_schema()["properties"]["test_cases"]

    assert (cases["minItems"], cases["maxItems"]) == (3, 8)


def test_keys_come_in_the_order_of_the_fields():
    """A grammar writes keys in the schema's order: the id first, the rating last; `title` is a field."""
    case = response_schema()["properties"]["test_cases"]["items"]

    assert list(case["properties"]) == list(TestCase.model_fields)
    assert case["properties"]["title"] == {"type": "string", "minLength": 1, "maxLength": 200}


def test_the_schema_is_the_callers_own():
    """Changing one answer of the function does not change the next."""
    before = copy.deepcopy(response_schema())
    response_schema()["properties"].clear()

    assert response_schema() == before
