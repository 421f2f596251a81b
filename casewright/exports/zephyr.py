"""Zephyr Scale's import of test cases: a row a step, what is said of the case on its first row alone."""

from collections.abc import Iterator

from casewright.exports.exporter import Exporter, Options, Place
from casewright.exports.mapping import ZEPHYR_PRIORITY
from casewright.exports.rows import csv_text, header, issue_key, steps
from casewright.exports.suite import ExportedSuite, account, labels, numbered

_STEP, _DATA, _EXPECTED = (
    f"Test Script (Step-by-Step) - {part}" for part in ("Step", "Test Data", "Expected Result")
)
COLUMNS = (
    "Key",
    "Name",
    "Status",
    "Precondition",
    "Objective",
    "Folder",
    "Priority",
    "Component",
    "Labels",
    "Owner",
    "Estimated Time",
    "Coverage (Issues)",
    "Coverage (Pages)",
    _STEP,
    _DATA,
    _EXPECTED,
    "Test Script (Plain Text)",
    "Test Script (BDD)",
)


def _pieces(suite: ExportedSuite, _: Place, __: Options) -> Iterator[str]:
    for case in suite.test_cases:
        rows = [{_STEP: step, _EXPECTED: expected} for step, expected in steps(case)]
        rows[0] |= {
            "Name": case.title,
            "Status": "Draft",
            "Precondition": numbered(case.preconditions),
            "Objective": account(suite, case),
            "Folder": f"/Casewright/{suite.story_id.replace('/', '-')}",
            "Priority": ZEPHYR_PRIORITY[case.priority],
            "Labels": ",".join(labels(suite, case)),
            "Coverage (Issues)": issue_key(suite.story_id),
        }
        yield csv_text(COLUMNS, rows)


ZEPHYR = Exporter(
    name="zephyr",
    purpose="Zephyr Scale for Jira, import of test cases from CSV",
    suffix=".csv",
    media_type="text/csv; charset=utf-8",
    pieces=_pieces,
    head=lambda _: header(COLUMNS),
)
