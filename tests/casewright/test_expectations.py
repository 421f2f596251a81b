"""What is expected of clean data, and the rows it is expected of."""

import subprocess
import sys

import pytest

from casewright.expectations import (
    PERSONAL_DATA,
    case_expectations,
    case_rows,
    document_expectations,
    document_rows,
    shown,
    story_expectations,
    story_rows,
)
from casewright.params import Limit
from casewright.records import Difficulty, TestCase, UserStory

MIX = {difficulty: Limit(at_least=0.1, below=0.9) for difficulty in Difficulty}


def case(**changed: object) -> dict[str, object]:
    """A test case."""
    return {
        "id": "TC-001",
        "type": "positive",
        "title": "Pays by card",
        "priority": "high",
        "preconditions": [],
        "steps": ["Open the basket", "Pay"],
        "expected_result": "The order is confirmed",
        "quality_score": 9.0,
    } | changed


def nothing(_record: object) -> str:
    """A second look that finds no personal data."""
    return ""


def test_reading_the_suites_does_not_import_great_expectations() -> None:
    """Great Expectations takes seconds to import, so only evaluating pays for it."""
    code = "import sys, casewright.expectations; sys.exit('great_expectations' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_field_of_a_story_has_an_expectation() -> None:
    """A field that is added to the record cannot be forgotten here."""
    columns = {column for expectation in story_expectations(MIX) for column in expectation.columns}

    assert {*UserStory.model_fields, PERSONAL_DATA, "is_easy", "is_medium", "is_hard"} == columns


def test_every_field_of_a_test_case_has_an_expectation() -> None:
    """A field that is added to the record cannot be forgotten here."""
    columns = {column for expectation in case_expectations([]) for column in expectation.columns}

    assert {"story_id", "cases", *TestCase.model_fields, PERSONAL_DATA} == columns


def test_no_two_expectations_of_a_suite_are_about_the_same() -> None:
    """Results are matched with expectations by type and columns, so these are unique."""
    for suite in (story_expectations(MIX), case_expectations(["US-001"]), document_expectations()):
        keys = [(expectation.type, expectation.columns) for expectation in suite]

        assert len(keys) == len(set(keys))


def test_a_story_is_a_row_named_by_its_id() -> None:
    """A row knows its line and its id, and keeps its values as they are."""
    story = {"id": "US-001", "story": 5}

    (row,) = story_rows([(3, story)], nothing)

    assert (3, "US-001") == (row.line, row.id)
    assert story.items() <= row.values.items()


@pytest.mark.parametrize(("found", "name"), [(None, "no value"), (5, "5"), ("US\n1", '"US\\n1"')])
def test_a_row_without_a_plain_id_still_has_a_name_in_one_line(found: object, name: str) -> None:
    """What stands in place of an id is quoted, so that a message stays one line."""
    (row,) = story_rows([(1, {"id": found})], nothing)

    assert row.id == name


def test_a_suite_is_one_row_per_test_case() -> None:
    """A row has its suite's story and size, and its preconditions and steps counted."""
    suite = {"story_id": "US-001", "test_cases": [case(), case(id="TC-002", preconditions=["A basket"])]}

    rows = case_rows([(7, suite)], nothing)

    assert [(row.line, row.id) for row in rows] == [(7, "US-001 TC-001"), (7, "US-001 TC-002")]
    assert [row.values["cases"] for row in rows] == [2, 2]
    assert [row.values["preconditions"] for row in rows] == [0, 1]
    assert [row.values["steps"] for row in rows] == [2, 2]


@pytest.mark.parametrize("cases", [[], None, "none"])
def test_a_suite_without_test_cases_is_a_row_too(cases: object) -> None:
    """An empty suite does not vanish: it is one row with no `cases`."""
    (row,) = case_rows([(1, {"story_id": "US-001", "test_cases": cases})], nothing)

    assert (row.id, row.values["cases"]) == ("US-001", 0)


def test_a_test_case_that_is_no_object_is_a_row_without_values() -> None:
    """Whatever stands in place of a test case is a row that fails, not a crash."""
    (row,) = case_rows([(1, {"story_id": "US-001", "test_cases": [5]})], nothing)

    assert (row.id, row.values["cases"], row.values["title"]) == ("US-001", 1, None)


def test_a_document_is_a_row_with_what_is_personal_in_it() -> None:
    """What the second look finds stands in a column of its own, so that an expectation can be about it."""
    (row,) = document_rows([(2, {"file": "a.md", "text": "…"})], lambda _record: "EMAIL in text")

    assert (row.id, row.line, row.values[PERSONAL_DATA]) == ("a.md", 2, "EMAIL in text")


def test_a_share_is_the_mean_of_ones_and_noughts() -> None:
    """Open and closed bounds of a difficulty's share reach Great Expectations as they were set."""
    expectation = next(one for one in story_expectations(MIX) if one.columns == ("is_hard",))

    assert expectation.kwargs == {
        "column": "is_hard",
        "min_value": 0.1,
        "max_value": 0.9,
        "strict_min": False,
        "strict_max": True,
    }
    assert expectation.severity == "warning"


def test_a_field_that_a_test_case_lacks_stays_absent() -> None:
    """Counting steps does not invent steps."""
    (row,) = case_rows([(1, {"story_id": "US-001", "test_cases": [{"id": "TC-001"}]})], nothing)

    assert "steps" not in row.values


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "no value"),
        (float("nan"), "no value"),
        ("é", '"é"'),
        ([1], "[1]"),
        ("x" * 99, '"' + "x" * 56 + "..."),
    ],
)
def test_a_value_is_shown_short(value: object, text: str) -> None:
    """A message shows a value as JSON, cut at 60 characters; nothing is called nothing."""
    assert text == shown(value)
