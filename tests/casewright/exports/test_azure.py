from hypothesis import given

from casewright.exports.azure import AZURE, COLUMNS
from casewright.exports.suite import tidied
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


@given(suites)
def test_a_row_for_the_case_and_one_a_step_come_back(suite):
    """Steps are counted from 1; preconditions are the first of them."""
    suite = tidied(suite)
    found = list(groups(read_table(exported(AZURE, suite), COLUMNS), "Work Item Type"))

    for case, (head, *rows) in zip(suite.test_cases, found, strict=True):
        before = rows.pop(0) if case.preconditions else None

        assert ("Test Case", "Design", "") == (head["Work Item Type"], head["State"], head["ID"])
        assert inert(case.title) == head["Title"]
        assert cells(case.steps) == [row["Step Action"] for row in rows]
        assert cells(at_last(case)) == [row["Step Expected"] for row in rows]
        if before:
            told = before["Step Action"].removeprefix("Preconditions:\n")

            assert list(case.preconditions) == read_numbered(told)
            assert "1" == before["Test Step"]


def test_a_long_title_is_cut_and_whole_in_the_first_step():
    """The import takes 128 characters."""
    title = "Price " * 30 + "end"
    suite = an_exported_suite(test_cases=(a_case(title=title),))
    head, before, *_ = read_table(exported(AZURE, suite), COLUMNS)

    assert 128 == len(head["Title"])
    assert f"{title[:127]}…" == head["Title"]
    assert f"Title: {title}" == before["Step Action"].split("\n")[0]


def test_the_fields_of_azure_are_filled():
    """Area path from the options, tags apart by semicolons, 1 to 4 for the priority."""
    head = read_table(exported(AZURE, an_exported_suite()), COLUMNS)[0]

    assert ("SHOP", "2") == (head["Area Path"], head["Priority"])
    assert ["US-001", "TC-001", "positive", "priority_high"] == head["Tags"].split("; ")[:4]


def test_excel_takes_the_file_for_a_table():
    """A file that starts with the bare letters ID is one of another kind to Excel."""
    assert exported(AZURE, an_exported_suite()).startswith('"ID","Work Item Type"')
