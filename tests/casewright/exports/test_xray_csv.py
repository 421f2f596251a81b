from itertools import groupby

from hypothesis import given

from casewright.exports import Options, chunks
from casewright.exports.suite import tidied
from casewright.exports.xray_csv import COLUMNS, XRAY_CSV
from casewright.spreadsheet import inert
from tests.casewright.exports.made import an_exported_suite, at_last, cells, exported, read_table, suites


@given(suites)
def test_a_row_a_step_comes_back(suite):
    """Every row has the number of its test and its type; the first has the rest."""
    suite = tidied(suite)
    rows = read_table(exported(XRAY_CSV, suite, suite), COLUMNS)
    tests = [list(group) for _, group in groupby(rows, lambda row: row["TCID"])]

    assert [str(number) for number in range(1, len(tests) + 1)] == [test[0]["TCID"] for test in tests]
    for case, test in zip(suite.test_cases * 2, tests, strict=True):
        first = test[0]

        assert {"Manual"} == {row["Test Type"] for row in test}
        assert inert(case.title) == first["Summary"]
        assert cells(case.steps) == [row["Action"] for row in test]
        assert cells(at_last(case)) == [row["Expected Result"] for row in test]
        assert all(text.replace("\n", "\n   ") in first["Description"] for text in case.preconditions)
        assert suite.story_id in first["Description"]


def test_a_test_says_where_it_comes_from():
    """Folder, labels, priority by Jira's id, and an account in the description."""
    row = read_table(exported(XRAY_CSV, an_exported_suite("SHOP-7")), COLUMNS)[0]

    assert ("2", "Casewright/SHOP-7", "SHOP-7") == (
        row["Priority"],
        row["Test Repository Folder"],
        row["Requirement"],
    )
    assert ["SHOP-7", "TC-001", "positive", "priority_high"] == row["Labels"].split(";")[:4]
    assert row["Description"].split("\n") == [
        "Preconditions:",
        "1. The list holds products at €10.00, €20.00 and €30.00",
        "",
        "Story SHOP-7: As a shopper, I want to filter the list by price, so that I find what I can pay.",
        "Acceptance criteria:",
        "1. Both ends of the range are part of it",
        "Test case TC-001, positive, priority high",
        "Written by llama3.2:1b with the prompt improved_v1 (digest a1b2c3d4e5f6, run 0123456789ab)",
    ]


def test_a_story_that_is_no_issue_of_jira_is_not_linked():
    """US-001 can be the key of no issue, and Jira refuses a link to what is none."""
    row = read_table(exported(XRAY_CSV, an_exported_suite("US-001")), COLUMNS)[0]

    assert "" == row["Requirement"]


def test_a_file_has_at_most_a_thousand_tests():
    """Xray takes no more at once; every file starts with the header, and numbers go on."""
    suites = [an_exported_suite(f"US-{number:03d}", count=7) for number in range(1, 301)]
    files = {
        number: "".join(chunk.text for chunk in of_file)
        for number, of_file in groupby(chunks(XRAY_CSV, suites, Options()), lambda chunk: chunk.file)
    }
    numbers = [sorted({int(row["TCID"]) for row in read_table(text, COLUMNS)}) for text in files.values()]

    assert [1, 2, 3] == list(files)
    assert [1000, 1000, 100] == [len(one) for one in numbers]
    assert list(range(1, 2101)) == [number for one in numbers for number in one]
