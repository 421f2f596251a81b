"""Qase's CSV, version 2: a row a suite, then a row a case; the steps of a case are numbered JSON strings.

Qase reads lines that end in LF, and a file without a byte-order mark.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from casewright.exports.exporter import Exporter, Options, Place
from casewright.exports.mapping import QASE_BEHAVIOR, QASE_PRIORITY, QASE_SEVERITY
from casewright.exports.rows import csv_text, header, steps
from casewright.exports.suite import ExportedSuite, account, labels, numbered
from casewright.records import TestCase

COLUMNS = (
    "v2.id",
    "title",
    "description",
    "preconditions",
    "postconditions",
    "tags",
    "priority",
    "severity",
    "type",
    "behavior",
    "automation",
    "status",
    "is_flaky",
    "layer",
    "steps_type",
    "steps_actions",
    "steps_result",
    "steps_data",
    "milestone_id",
    "milestone",
    "suite_id",
    "suite_parent_id",
    "suite",
    "suite_without_cases",
    "parameters",
    "is_muted",
)
_FIXED = {
    "type": "functional",
    "automation": "is-not-automated",
    "status": "draft",
    "is_flaky": "no",
    "layer": "unknown",
    "steps_type": "classic",
    "is_muted": "no",
}


def _suites(suites: Iterable[ExportedSuite]) -> str:
    """The header and a row for each suite: Qase wants to know them before their cases."""
    rows = (
        {"suite_id": str(number), "suite": suite.story_id, "suite_without_cases": "1"}
        for number, suite in enumerate(suites, start=1)
    )
    return header(COLUMNS, line_end="\n") + csv_text(COLUMNS, rows, line_end="\n")


def _step_texts(texts: Sequence[str]) -> str:
    """One line a step, its text as a JSON string: line breaks and quotation marks stay in their step."""
    return "".join(
        f"{number}. {json.dumps(text, ensure_ascii=False)}\n" for number, text in enumerate(texts, start=1)
    )


def _row(suite: ExportedSuite, case: TestCase, place: Place, number: int) -> dict[str, str]:
    actions, results = zip(*steps(case), strict=True)
    return _FIXED | {
        "v2.id": str(number),
        "title": case.title,
        "description": account(suite, case),
        "preconditions": numbered(case.preconditions),
        "tags": ",".join(labels(suite, case)),
        "priority": QASE_PRIORITY[case.priority],
        "severity": QASE_SEVERITY[case.priority],
        "behavior": QASE_BEHAVIOR[case.type],
        "steps_actions": _step_texts(actions),
        "steps_result": _step_texts(results),
        "steps_data": _step_texts([""] * len(actions)),
        "suite_id": str(place.suite),
        "suite": suite.story_id,
    }


def _pieces(suite: ExportedSuite, place: Place, _: Options) -> Iterator[str]:
    for number, case in enumerate(suite.test_cases, start=place.case):
        yield csv_text(COLUMNS, [_row(suite, case, place, number)], line_end="\n")


QASE = Exporter(
    name="qase",
    purpose="Qase, import of CSV version 2 (source Qase.io)",
    suffix=".csv",
    media_type="text/csv; charset=utf-8",
    pieces=_pieces,
    head=_suites,
)
