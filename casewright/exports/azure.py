"""Azure Test Plans' "Import test cases from CSV": a row for the case, then a row for each step.

Every cell is in quotation marks: Excel takes a file that starts with the bare letters ID for one of another
kind. A test case has no field for preconditions there, so they are its first step; a title that is cut to the
128 characters that the import takes is whole in that step.
"""

from collections.abc import Iterator

from casewright.exports.exporter import Exporter, Options, Place
from casewright.exports.mapping import AZURE_PRIORITY
from casewright.exports.rows import csv_text, header, steps
from casewright.exports.suite import ExportedSuite, labels, numbered
from casewright.records import TestCase

COLUMNS = (
    "ID",
    "Work Item Type",
    "Title",
    "Test Step",
    "Step Action",
    "Step Expected",
    "Area Path",
    "Assigned To",
    "State",
    "Priority",
    "Tags",
)
LONGEST_TITLE = 128
_LARGEST = 10_000_000
"""The import holds at most 20 MB of JSON, which a file becomes on its way."""


def _title(case: TestCase) -> str:
    return case.title if len(case.title) <= LONGEST_TITLE else f"{case.title[: LONGEST_TITLE - 1]}…"


def _before(case: TestCase) -> Iterator[tuple[str, str]]:
    """A first step that says what the fields cannot hold, where there is anything."""
    told = [] if case.title == _title(case) else [f"Title: {case.title}"]
    if case.preconditions:
        told.append(f"Preconditions:\n{numbered(case.preconditions)}")
    if told:
        yield "\n".join(told), ""


def _pieces(suite: ExportedSuite, _: Place, options: Options) -> Iterator[str]:
    for case in suite.test_cases:
        row = {
            "Work Item Type": "Test Case",
            "Title": _title(case),
            "Area Path": options.project or "",
            "State": "Design",
            "Priority": AZURE_PRIORITY[case.priority],
            "Tags": "; ".join(labels(suite, case)),
        }
        rows = [
            {"Test Step": str(number), "Step Action": action, "Step Expected": expected}
            for number, (action, expected) in enumerate([*_before(case), *steps(case)], start=1)
        ]
        yield csv_text(COLUMNS, [row, *rows], quote_all=True)


AZURE = Exporter(
    name="azure",
    purpose="Azure DevOps Test Plans, import of test cases from CSV; PROJECT is the area path",
    suffix=".csv",
    media_type="text/csv; charset=utf-8",
    pieces=_pieces,
    head=lambda _: header(COLUMNS, quote_all=True),
    bytes_a_file=_LARGEST,
)
