"""A plain table for spreadsheets and scripts: a row a test case, lists numbered in one cell.

With a byte-order mark, since people open it in Excel, which takes UTF-8 without one for another encoding.
"""

from collections.abc import Iterator

from casewright.exports.exporter import Exporter, Options, Place
from casewright.exports.rows import csv_text, header
from casewright.exports.suite import ExportedSuite, numbered
from casewright.records import TestCase

COLUMNS = (
    "story_id",
    "story",
    "acceptance_criteria",
    "id",
    "type",
    "priority",
    "title",
    "preconditions",
    "steps",
    "expected_result",
    "model",
    "prompt",
    "model_digest",
    "prompt_hash",
    "run",
    "reference",
)


def _row(suite: ExportedSuite, case: TestCase) -> dict[str, str]:
    origin = suite.origin
    return {
        "story_id": suite.story_id,
        "story": suite.story or "",
        "acceptance_criteria": numbered(suite.acceptance_criteria),
        "id": case.id,
        "type": case.type.value,
        "priority": case.priority.value,
        "title": case.title,
        "preconditions": numbered(case.preconditions),
        "steps": numbered(case.steps),
        "expected_result": case.expected_result,
        "model": origin.model or "",
        "prompt": origin.prompt or "",
        "model_digest": origin.model_digest or "",
        "prompt_hash": origin.prompt_hash or "",
        "run": origin.run or "",
        "reference": "yes" if origin.reference else "no",
    }


def _pieces(suite: ExportedSuite, _: Place, __: Options) -> Iterator[str]:
    yield csv_text(COLUMNS, (_row(suite, case) for case in suite.test_cases))


PLAIN_CSV = Exporter(
    name="csv",
    purpose="spreadsheets and scripts: a row a test case",
    suffix=".csv",
    media_type="text/csv; charset=utf-8",
    pieces=_pieces,
    head=lambda _: header(COLUMNS),
    bom=True,
)
