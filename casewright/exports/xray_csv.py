"""Xray's Test Case Importer: a row a step, every row with the number and the type of its test.

Preconditions are issues of their own in Xray and would count against the 1,000 of an import, so they are told
in the description. Lists in a cell are separated by semicolons, as Xray's own configurations have it.
"""

from collections.abc import Iterator

from casewright.exports.exporter import Exporter, Options, Place
from casewright.exports.mapping import JIRA_PRIORITY_ID
from casewright.exports.rows import csv_text, header, issue_key, steps
from casewright.exports.suite import ExportedSuite, account, labels, numbered
from casewright.records import TestCase

COLUMNS = (
    "TCID",
    "Test Type",
    "Summary",
    "Description",
    "Priority",
    "Labels",
    "Action",
    "Data",
    "Expected Result",
    "Test Repository Folder",
    "Requirement",
)
ISSUES_AN_IMPORT = 1000
TEST_TYPE = "Manual"


def description(suite: ExportedSuite, case: TestCase) -> str:
    """The preconditions, and where the case comes from."""
    told = account(suite, case)
    return f"Preconditions:\n{numbered(case.preconditions)}\n\n{told}" if case.preconditions else told


def folder(suite: ExportedSuite) -> str:
    """Where in the test repository the tests of a story lie; a slash would open a folder within."""
    return f"Casewright/{suite.story_id.replace('/', '-')}"


def _pieces(suite: ExportedSuite, place: Place, _: Options) -> Iterator[str]:
    for number, case in enumerate(suite.test_cases, start=place.case):
        rows = [
            {
                "TCID": str(number),
                "Test Type": TEST_TYPE,
                "Action": step,
                "Expected Result": expected,
            }
            for step, expected in steps(case)
        ]
        rows[0] |= {
            "Summary": case.title,
            "Description": description(suite, case),
            "Priority": JIRA_PRIORITY_ID[case.priority],
            "Labels": ";".join(labels(suite, case)),
            "Test Repository Folder": folder(suite),
            "Requirement": issue_key(suite.story_id),
        }
        yield csv_text(COLUMNS, rows)


XRAY_CSV = Exporter(
    name="xray-csv",
    purpose="Xray for Jira, Test Case Importer; at most 1,000 tests a file",
    suffix=".csv",
    media_type="text/csv; charset=utf-8",
    pieces=_pieces,
    head=lambda _: header(COLUMNS),
    cases_a_file=ISSUES_AN_IMPORT,
)
