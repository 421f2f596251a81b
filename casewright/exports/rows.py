"""Rows of CSV (RFC 4180) in which no spreadsheet finds a formula, and steps with their expected results."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from casewright.records import TestCase
from casewright.spreadsheet import inert

_ISSUE_KEY = re.compile(r"[A-Z][A-Z0-9_]+-[1-9][0-9]*")


def csv_text(
    columns: Sequence[str],
    rows: Iterable[Mapping[str, str]],
    *,
    line_end: str = "\r\n",
    quote_all: bool = False,
) -> str:
    """Rows as CSV without a header; a column that a row leaves out is empty."""
    text = io.StringIO()
    writer = csv.writer(
        text, lineterminator=line_end, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    )
    writer.writerows([inert(row.get(column, "")) for column in columns] for row in rows)
    return text.getvalue()


def header(columns: Sequence[str], *, line_end: str = "\r\n", quote_all: bool = False) -> str:
    """The names of the columns as the first row."""
    return csv_text(
        columns, [dict(zip(columns, columns, strict=True))], line_end=line_end, quote_all=quote_all
    )


def steps(case: TestCase) -> Iterator[tuple[str, str]]:
    """Each step with what is expected after it; the one expected result of a case is its last step's."""
    *first, last = case.steps
    yield from ((step, "") for step in first)
    yield last, case.expected_result


def issue_key(story_id: str) -> str:
    """The story's id where it can be the key of a Jira issue, else nothing: Jira refuses other links."""
    return story_id if _ISSUE_KEY.fullmatch(story_id) else ""
