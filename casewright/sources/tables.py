"""Rows from CSV and TSV, as Excel and trackers write them.

The separator is the one of comma, semicolon, tab and bar that makes most of the header known names, or the
one that a first line `sep=;` names; a header without one is a single column, whose cells may hold anything. A
first record that holds a story and no known name is no header. A column that occurs more than once is a tuple
of its values. Quotes are taken strictly: a cell that is never closed would swallow the stories after it.
"""

import csv
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from casewright.errors import DataError
from casewright.sources.columns import is_known, no_story
from casewright.sources.decoding import read_lines
from casewright.sources.openings import reads_as_story
from casewright.sources.row import Row, place

_SEPARATORS = (",", ";", "\t", "|")
_NO_SEPARATOR = "\x1f"
_SEP_LINE = re.compile(r"sep=(.)$")


def read_table(path: Path) -> Iterator[Row]:
    """One row a record; records of nothing but empty cells count as records and are no rows.

    Raises:
        DataError: it is not CSV: a quote is not closed, or a cell is too long to be one.

    """
    lines = read_lines(path, keep_ends=True)
    first = next((line for line in lines if line.strip("\r\n ")), "")
    declared = _SEP_LINE.match(first.rstrip("\r\n"))
    if declared:
        first = next((line for line in lines if line.strip("\r\n ")), "")
    separator = declared[1] if declared else _separator(first, path.suffix.lower())
    reader = csv.reader(chain((first,), lines), delimiter=separator, strict=True)
    try:
        yield from _rows(place(path), reader, separator)
    except csv.Error as error:
        raise DataError(
            f"{path}: after line {reader.line_num}: not CSV: {error}; mend the quotes there"
        ) from error


def _rows(file: str, records: Iterator[list[str]], separator: str) -> Iterator[Row]:
    header = next(records, [])
    if not any(map(is_known, header)) and any(map(reads_as_story, header)):
        records = chain((header,), records)
        header = _headerless(header)
    columns = [name.strip() or f"column {place}" for place, name in enumerate(header, start=1)]
    number = 0
    for cells in records:
        if not cells:
            continue
        number += 1
        fields = _fields(columns, cells)
        extra = [cell for cell in cells[len(columns) :] if cell.strip()]
        if extra:
            problem = (
                f"{len(cells)} cells under {len(columns)} columns; "
                f"put cells that hold {separator!r} between double quotes"
            )
            yield Row(file, number, fields, problem)
        elif fields:
            yield Row(file, number, fields, aside=no_story(fields))


def _fields(columns: list[str], cells: list[str]) -> dict[str, Any]:
    """The cells that are not empty, under their columns."""
    fields: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=False):
        if not cell.strip():
            continue
        there = fields.get(column)
        if there is None:
            fields[column] = cell
        else:
            fields[column] = (*there, cell) if isinstance(there, tuple) else (there, cell)
    return fields


def _headerless(cells: list[str]) -> list[str]:
    """Names for the columns of a file without a header: the story's, and numbers."""
    story = next(place for place, cell in enumerate(cells) if reads_as_story(cell))
    return ["story" if place == story else f"column {place + 1}" for place in range(len(cells))]


def _separator(header: str, suffix: str) -> str:
    """The separator that splits the header into known names, or into most cells."""
    best, most = _NO_SEPARATOR, (0, 0)
    for separator in ("\t", *_SEPARATORS) if suffix == ".tsv" else _SEPARATORS:
        try:
            names = next(csv.reader([header], delimiter=separator), [])
        except csv.Error:
            continue
        score = (sum(map(is_known, names)), len(names))
        if len(names) > 1 and score > most:
            best, most = separator, score
    if best != _NO_SEPARATOR and most[0] == 0 and reads_as_story(header.lstrip('"')):
        return _NO_SEPARATOR if not header.startswith('"') and best == "," else best
    return best
