import json
import re

from hypothesis import given

from casewright.exports.qase import COLUMNS, QASE
from casewright.exports.suite import tidied
from casewright.records import CaseType
from casewright.spreadsheet import inert
from tests.builders import a_case
from tests.casewright.exports.made import (
    an_exported_suite,
    at_last,
    exported,
    read_numbered,
    read_table,
    suites,
)


def read_steps(text):
    """The steps in a cell: one a line, numbered, a JSON string each."""
    lines = text.split("\n")
    assert "" == lines.pop()
    found = [re.fullmatch(r"(\d+)\. (\".*\")", line) for line in lines]
    assert [str(number) for number in range(1, len(found) + 1)] == [one[1] for one in found]
    return [json.loads(one[2]) for one in found]


@given(suites)
def test_every_text_comes_back(suite):
    """Suites come first; a case has as many results and data as it has steps."""
    suite = tidied(suite)
    rows = read_table(exported(QASE, suite), COLUMNS, line_end="\n")

    assert {"suite_id": "1", "suite": inert(suite.story_id), "suite_without_cases": "1"} == {
        name: value for name, value in rows[0].items() if value
    }
    for case, row in zip(suite.test_cases, rows[1:], strict=True):
        assert inert(case.title) == row["title"]
        assert list(case.preconditions) == read_numbered(row["preconditions"])
        assert list(case.steps) == read_steps(row["steps_actions"])
        assert at_last(case) == read_steps(row["steps_result"])
        assert [""] * len(case.steps) == read_steps(row["steps_data"])
        assert ("1", inert(suite.story_id)) == (row["suite_id"], row["suite"])


def test_every_suite_is_named_before_the_first_case():
    """Cases are numbered through, and name their suite by id and name."""
    found = [an_exported_suite("US-001", count=2), an_exported_suite("US-002", count=2)]
    rows = read_table(exported(QASE, *found), COLUMNS, line_end="\n")

    assert ["", "", "1", "2", "3", "4"] == [row["v2.id"] for row in rows]
    assert [
        ("1", "US-001"),
        ("2", "US-002"),
        ("1", "US-001"),
        ("1", "US-001"),
        ("2", "US-002"),
        ("2", "US-002"),
    ] == [(row["suite_id"], row["suite"]) for row in rows]


def test_the_fields_of_qase_are_filled():
    """Qase passes over values that it does not know, so they have to be its own."""
    cases = tuple(a_case(type=one, priority="critical") for one in CaseType)
    rows = read_table(exported(QASE, an_exported_suite(test_cases=cases)), COLUMNS, line_end="\n")[1:]

    assert ["positive", "negative", "undefined", "undefined"] == [row["behavior"] for row in rows]
    assert ("high", "critical", "draft", "classic") == (
        rows[0]["priority"],
        rows[0]["severity"],
        rows[0]["status"],
        rows[0]["steps_type"],
    )
    assert ["US-001", "TC-001", "edge_case", "priority_critical"] == rows[2]["tags"].split(",")[:4]


def test_lines_end_as_qase_reads_them():
    """LF alone, and no byte-order mark."""
    text = exported(QASE, an_exported_suite())

    assert text.startswith("v2.id,")
    assert "\r" not in text
