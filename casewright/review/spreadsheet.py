"""A sample as CSV for people who work in a spreadsheet, and the filled-in file back.

UTF-8 with a byte-order mark, by which Excel knows it. A text that a spreadsheet would run as a formula gets
an apostrophe in front, which reading takes away again.
"""

import csv
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from casewright.errors import DataError
from casewright.files import replaced_file
from casewright.records import Aspect, ReviewTask
from casewright.review.answers import RawReview
from casewright.review.labelstudio import story_text
from casewright.review.suite_text import suite_as_text
from casewright.sources.decoding import EncodingError, read_lines
from casewright.spreadsheet import inert, plain

COLUMNS = ("task", "story", "suite", *Aspect, "action", "comment", "corrected", "reviewer")
_BOM = "\ufeff"


def write_table(path: Path, tasks: tuple[ReviewTask, ...], *, predictions: bool) -> None:
    """One row a task, with the columns to be filled in."""
    with replaced_file(path) as file:
        file.write(_BOM)
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(
            {name: inert(value) for name, value in _row(task, predictions).items()} for task in tasks
        )


def read_table(path: Path) -> Iterator[RawReview]:
    """Every row of a filled-in table.

    A row without a reviewer is the file's: two files are two reviewers. When it was reviewed is when the file
    was last changed.

    Raises:
        DataError: it is no such table.

    """
    try:
        text = "".join(read_lines(path))
    except EncodingError as error:
        raise DataError(f"{path}: {error}") from error
    when = datetime.fromtimestamp(os.path.getmtime(path), UTC).isoformat()
    reader = csv.reader(text.splitlines(keepends=True), delimiter=_separator(text))
    try:
        head, *rows = list(reader) or [[]]
    except csv.Error as error:
        raise DataError(f"{path}: no table: {error}; expected the columns {', '.join(COLUMNS)}") from error
    names = [name.strip().lower() for name in head]
    missing = [name for name in ("task", *Aspect, "action") if name not in names]
    if missing:
        raise DataError(
            f"{path}: no column {', '.join(missing)}; expected {', '.join(COLUMNS)}, separated by , ; or tab"
        )
    for number, row in enumerate(rows, start=1):
        if any(row):
            yield _read(path, number, dict(zip(names, map(plain, row), strict=False)), when)


def _row(task: ReviewTask, predictions: bool) -> dict[str, str]:
    suite = suite_as_text(task.test_cases)
    fields = {"task": task.id, "story": story_text(task), "suite": suite, "corrected": suite}
    if predictions:
        fields |= {aspect.value: str(rating) for aspect, rating in task.predicted.items()}
    return fields


def _separator(text: str) -> str:
    """Spreadsheets write another one where the comma is a decimal sign."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _read(path: Path, number: int, fields: dict[str, str], when: str) -> RawReview:
    return RawReview(
        file=path.as_posix(),
        row=number,
        task=fields.get("task", "").strip(),
        reviewer=fields.get("reviewer", "").strip() or path.stem,
        reviewed_at=when,
        ratings={aspect: fields.get(aspect, "").strip() for aspect in Aspect},
        action=fields.get("action", "").strip(),
        comment=fields.get("comment", ""),
        corrected=fields.get("corrected", ""),
    )
