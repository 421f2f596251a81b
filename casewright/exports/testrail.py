"""TestRail's "Import from CSV", with the template "Test Case (Steps)".

The wizard shows a byte-order mark as part of the first column's name, so there is none.
"""

from collections.abc import Iterator

from casewright.exports.exporter import Exporter, Options, Place
from casewright.exports.mapping import TESTRAIL_PRIORITY, TESTRAIL_TYPE
from casewright.exports.rows import csv_text, header, steps
from casewright.exports.suite import ExportedSuite, label, labels, numbered
from casewright.records import TestCase

COLUMNS = (
    "Title",
    "Section",
    "Type",
    "Priority",
    "Preconditions",
    "Steps (Step)",
    "Steps (Expected Result)",
    "References",
    "Labels",
)
_LARGEST = 10_000_000
"""TestRail takes files of at most 10 MB."""


def _case_columns(suite: ExportedSuite, case: TestCase) -> dict[str, str]:
    return {
        "Title": case.title,
        "Section": f"Casewright > {suite.story_id}",
        "Type": TESTRAIL_TYPE[case.type],
        "Priority": TESTRAIL_PRIORITY[case.priority],
        "Preconditions": numbered(case.preconditions),
        "References": label(suite.story_id),
        "Labels": ", ".join(labels(suite, case)),
    }


def _a_row_a_step(suite: ExportedSuite, _: Place, __: Options) -> Iterator[str]:
    for case in suite.test_cases:
        rows = [{COLUMNS[5]: step, COLUMNS[6]: expected} for step, expected in steps(case)]
        rows[0] |= _case_columns(suite, case)
        yield csv_text(COLUMNS, rows)


def _a_row_a_case(suite: ExportedSuite, _: Place, __: Options) -> Iterator[str]:
    for case in suite.test_cases:
        texts = {COLUMNS[5]: numbered(case.steps), COLUMNS[6]: case.expected_result}
        yield csv_text(COLUMNS, [_case_columns(suite, case) | texts])


TESTRAIL = Exporter(
    name="testrail",
    purpose='TestRail, "Test cases use multiple rows": a row a step, a new case where Title is not empty',
    suffix=".csv",
    media_type="text/csv; charset=utf-8",
    pieces=_a_row_a_step,
    head=lambda _: header(COLUMNS),
    bytes_a_file=_LARGEST,
)
TESTRAIL_SINGLE_ROW = Exporter(
    name="testrail-single-row",
    purpose='TestRail, "Test cases use a single row": all steps, numbered, in one cell',
    suffix=".csv",
    media_type="text/csv; charset=utf-8",
    pieces=_a_row_a_case,
    head=lambda _: header(COLUMNS),
    bytes_a_file=_LARGEST,
)
