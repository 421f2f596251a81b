from hypothesis import given

from casewright.exports.suite import tidied
from casewright.exports.zephyr import COLUMNS, ZEPHYR
from casewright.spreadsheet import inert
from tests.builders import a_case
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

STEP, EXPECTED = "Test Script (Step-by-Step) - Step", "Test Script (Step-by-Step) - Expected Result"


@given(suites)
def test_a_row_a_step_comes_back(suite):
    """A new case starts where Name is filled; further rows have nothing but their step."""
    suite = tidied(suite)
    found = list(groups(read_table(exported(ZEPHYR, suite), COLUMNS), "Name"))

    for case, rows in zip(suite.test_cases, found, strict=True):
        assert inert(case.title) == rows[0]["Name"]
        assert cells(case.steps) == [row[STEP] for row in rows]
        assert cells(at_last(case)) == [row[EXPECTED] for row in rows]
        assert list(case.preconditions) == read_numbered(rows[0]["Precondition"])
        assert not any(row[name] for row in rows[1:] for name in COLUMNS if name not in (STEP, EXPECTED))


def test_the_fields_of_zephyr_are_filled():
    """The middle priority is called Normal; a story that is an issue is covered."""
    case = a_case(priority="medium")
    row, other = (
        read_table(exported(ZEPHYR, an_exported_suite(name, test_cases=(case,))), COLUMNS)[0]
        for name in ("SHOP-7", "US-001")
    )

    assert ("Draft", "Normal", "/Casewright/SHOP-7") == (row["Status"], row["Priority"], row["Folder"])
    assert ("SHOP-7", "") == (row["Coverage (Issues)"], other["Coverage (Issues)"])
    assert ["SHOP-7", "TC-001", "positive", "priority_medium"] == row["Labels"].split(",")[:4]
    assert "Written by llama3.2:1b" in row["Objective"]
    assert "" == row["Key"]
