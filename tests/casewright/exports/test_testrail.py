import pytest
from hypothesis import given

from casewright.exports.suite import label, labels, tidied
from casewright.exports.testrail import COLUMNS, TESTRAIL, TESTRAIL_SINGLE_ROW
from casewright.spreadsheet import inert
from tests.casewright.exports.made import (
    an_exported_suite,
    at_last,
    cells,
    exported,
    groups,
    read_numbered,
    read_table,
    suites,
)

STEP, EXPECTED = "Steps (Step)", "Steps (Expected Result)"


@given(suites)
def test_a_row_a_step_comes_back(suite):
    """A new case starts where Title is filled; its expected result stands beside its last step."""
    suite = tidied(suite)
    found = list(groups(read_table(exported(TESTRAIL, suite), COLUMNS), "Title"))

    assert len(suite.test_cases) == len(found)
    for case, rows in zip(suite.test_cases, found, strict=True):
        assert inert(case.title) == rows[0]["Title"]
        assert cells(case.steps) == [row[STEP] for row in rows]
        assert cells(at_last(case)) == [row[EXPECTED] for row in rows]
        assert list(case.preconditions) == read_numbered(rows[0]["Preconditions"])
        assert f"Casewright > {suite.story_id}" == rows[0]["Section"]
        assert inert(label(suite.story_id)) == rows[0]["References"]
        assert inert(", ".join(labels(suite, case))) == rows[0]["Labels"]
        assert not any(row[name] for row in rows[1:] for name in COLUMNS if name not in (STEP, EXPECTED))


@given(suites)
def test_a_row_a_case_comes_back(suite):
    """All steps are a numbered list in one cell."""
    suite = tidied(suite)
    rows = read_table(exported(TESTRAIL_SINGLE_ROW, suite), COLUMNS)

    for case, row in zip(suite.test_cases, rows, strict=True):
        assert inert(case.title) == row["Title"]
        assert list(case.steps) == read_numbered(row[STEP])
        assert inert(case.expected_result) == row[EXPECTED]
        assert list(case.preconditions) == read_numbered(row["Preconditions"])


def test_the_fields_of_testrail_are_filled():
    """Priority and type in TestRail's words, everything else in the labels."""
    row = read_table(exported(TESTRAIL, an_exported_suite()), COLUMNS)[0]

    assert ("High", "Functional", "US-001") == (row["Priority"], row["Type"], row["References"])
    assert row["Labels"] == (
        "US-001, TC-001, positive, priority_high, model_llama3.2:1b, prompt_improved_v1, "
        "digest_a1b2c3d4e5f6, run_0123456789ab"
    )


@pytest.mark.parametrize("exporter", [TESTRAIL, TESTRAIL_SINGLE_ROW])
def test_there_is_no_byte_order_mark(exporter):
    """TestRail would take it for a part of the first column's name."""
    assert exported(exporter, an_exported_suite()).startswith("Title,")
