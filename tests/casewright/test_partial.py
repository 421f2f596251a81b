import itertools
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.parsing import parse_suite
from casewright.partial import LONGEST_CASE, MOST_CASES, PartialSuite
from casewright.records import Suite, TestCase
from tests.casewright.test_parsing import suites, values


def read(*pieces: str) -> list[TestCase]:
    """What comes of all pieces, in their order."""
    reader = PartialSuite()
    return [case for piece in pieces for case in reader.feed(piece)]


def cut(text: str, places: list[int]) -> list[str]:
    """The text in pieces."""
    edges = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:end] for start, end in itertools.pairwise(edges)]


def text_of(suite: Suite, **changes: Any) -> str:
    """The suite as JSON, with changes to each case."""
    return json.dumps(
        {"test_cases": [case | changes for case in suite.model_dump(mode="json")["test_cases"]]}
    )


def test_a_case_is_there_with_its_last_bracket(suite):
    """Each case comes with the piece that ends it, and not before."""
    text = text_of(suite)
    end = text.index("}") + 1
    reader = PartialSuite()

    assert [] == reader.feed(text[: end - 1])
    assert [suite.test_cases[0]] == reader.feed(text[end - 1 : end])
    assert [suite.test_cases[1]] == reader.feed(text[end:])
    assert [] == reader.feed(text)


@given(suites, st.lists(st.integers(0), max_size=12), st.booleans(), st.sampled_from([None, 2]))
def test_pieces_give_what_the_whole_gives(suite, places, is_ascii, indent):
    """Wherever a suite is cut, its cases are those of the whole."""
    text = json.dumps(suite.model_dump(mode="json"), ensure_ascii=is_ascii, indent=indent)

    assert list(parse_suite(text).test_cases) == read(*cut(text, places))


@given(suites)
def test_a_suite_may_come_a_character_at_a_time(suite):
    """A piece may be as small as it likes."""
    assert list(suite.test_cases) == read(*suite.model_dump_json())


@pytest.mark.parametrize(
    "wrapping",
    [
        "{text}",
        'Sure, here\'s what you "asked" for:\n```json\n{text}\n```\nGood luck!',
        "Cases [1] and {{more}}, \\ [as asked\n{text}",
        "[] {{}} {text}",
        "{text} {text}",
    ],
)
def test_what_stands_around_a_suite_is_passed_over(suite, wrapping):
    """Prose with quotes and brackets, a code fence, a second suite: the cases are those of the first."""
    assert list(suite.test_cases) == read(*wrapping.format(text=text_of(suite)))


@pytest.mark.parametrize(
    "wrap",
    [
        lambda value: value["test_cases"],
        lambda value: {"testCases": value["test_cases"]},
        lambda value: {"note": 'a "list" [', "drafts": value["test_cases"][:1]} | value,
    ],
)
def test_a_suite_in_another_wrapping_is_unwrapped(suite, wrap):
    """A bare list, a like name and other keys are read as the whole is; a list of another name is not."""
    text = json.dumps(wrap(suite.model_dump(mode="json")))

    assert list(parse_suite(text).test_cases) == list(suite.test_cases) == read(*text)


@pytest.mark.parametrize(
    "changes", [{"steps": [{"step": 1, "action": "Press it"}]}, {"priority": "High"}, {"extra": {"a": [{}]}}]
)
def test_fields_are_mended_as_in_the_whole(suite, changes):
    """What brings a field into its form brings it there as well."""
    text = text_of(suite, **changes)

    assert list(parse_suite(text).test_cases) == read(text) != []


def test_a_missing_id_is_given_by_position(suite):
    """A case without an id has that of its place in the suite."""
    value = suite.model_dump(mode="json")
    for case in value["test_cases"]:
        del case["id"]

    assert ["TC-001", "TC-002"] == [case.id for case in read(json.dumps(value))]


def test_an_object_that_is_no_case_is_passed_over(suite):
    """One broken case does not hide those around it."""
    text = text_of(suite).replace('"steps"', '"stops"', 1)

    assert [suite.test_cases[1]] == read(text)


def test_there_is_an_end_to_cases(suite):
    """A model that never stops is not listened to beyond what a suite may hold."""
    case = suite.test_cases[0].model_dump_json()

    assert MOST_CASES == len(read("[" + ",".join([case] * 50)))
    assert [] == read("[" + '{"a": 1},' * 500, f"{case}]")


@given(
    st.lists(st.text() | st.text('{}[]":,\\ a') | values.map(json.dumps), max_size=6),
    st.lists(st.integers(0), max_size=6),
)
def test_rubbish_never_raises(texts, places):
    """Whatever a model writes, in whatever pieces, the reader goes on."""
    read(*cut("".join(texts), places))
    read(*cut('{"test_cases": [{' + "".join(texts), places))


@pytest.mark.parametrize(
    "piece", ["[", "{", '{"', "[{", '[{"a":', " ", "\\", '{"a": "\\', '[{"a": "' + "x" * 100, "[{},"]
)
def test_rubbish_without_end_takes_no_memory(piece):
    """Of 300,000 characters of anything, little more than the longest case is kept."""
    reader = PartialSuite()
    pieces = [piece * (10_000 // len(piece))] * 30
    tracemalloc.start()
    for one in pieces:
        reader.feed(one)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert 3 * LONGEST_CASE > peak
