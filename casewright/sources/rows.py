"""Reading what users have: a file or a folder of .txt, .csv, .json or .jsonl, as rows with their place."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casewright.errors import DataError

SUFFIXES = (".csv", ".json", ".jsonl", ".txt")

_ROW_KEYS = frozenset({"story", "user_story", "story_id"})
"""An object with one of these is a row, and a list in it is its criteria, tags or test cases."""


@dataclass(frozen=True)
class Row:
    """One row of input and where it stands."""

    file: str
    row: int
    """Counted from 1: the line in a text or JSONL file, the position in a list, the record in a CSV file."""
    fields: dict[str, Any]
    """Empty where the row is no object at all; `problem` then says so."""
    problem: str | None = None
    """Why the row cannot be used."""
    aside: str | None = None
    """Why the row is no story and no mistake either, such as a heading."""


def read_rows(path: Path) -> list[Row]:
    """Every row in a file, or in a folder's files in the order of their names.

    Raises:
        DataError: nothing is there, the kind of file is unknown, or it cannot be decoded or parsed.

    """
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
        if not files:
            raise DataError(f"{path}: no file with {', '.join(SUFFIXES)} in this folder")
    elif path.is_file():
        files = [path]
    else:
        raise DataError(f"{path}: there is no such file or folder; mend `data` in params.yaml")
    return [row for file in files for row in _read_file(file)]


def _read_file(path: Path) -> Iterator[Row]:
    readers = {".txt": _read_txt, ".csv": _read_csv, ".json": _read_json, ".jsonl": _read_jsonl}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise DataError(f"{path}: files of this kind are not read; expected one of {', '.join(SUFFIXES)}")
    return reader(path, _decode(path))


def _decode(path: Path) -> str:
    """The file's text: UTF-8 or UTF-16 where the bytes say so, else Windows-1252."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"{path}: cannot be read: {error.strerror}; mend it or `data` in params.yaml"
        ) from error
    utf_16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf_16 else ("utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    raise DataError(f"{path}: neither UTF-8, UTF-16 nor Windows-1252; save it as UTF-8")


def _read_txt(path: Path, text: str) -> Iterator[Row]:
    for number, line in enumerate(_lines(text), start=1):
        if line.strip():
            yield Row(path.as_posix(), number, {"story": line.strip()})


def _read_csv(path: Path, text: str) -> Iterator[Row]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        for number, record in enumerate(reader, start=1):
            # A cell beyond the header has the key None, a missing one the value None.
            fields = {key: value for key, value in record.items() if key is not None and value}
            if fields or None in record:
                yield Row(path.as_posix(), number, fields)
    except csv.Error as error:
        raise DataError(f"{path}: after line {reader.line_num}: not CSV: {error}") from error


def _read_json(path: Path, text: str) -> Iterator[Row]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: not JSON: {error}") from error
    for number, item in enumerate(_as_list(path, value), start=1):
        yield _json_row(path, number, item)


def _read_jsonl(path: Path, text: str) -> Iterator[Row]:
    for number, line in enumerate(_lines(text), start=1):
        if not line.strip():
            continue
        try:
            yield _json_row(path, number, json.loads(line))
        except (ValueError, RecursionError) as error:
            yield Row(path.as_posix(), number, {}, f"not JSON: {error}")


def _lines(text: str) -> Iterator[str]:
    """The lines as an editor counts them, whatever ends them."""
    return io.StringIO(text, newline=None)


def _as_list(path: Path, value: Any) -> list[Any]:
    """A list, the only list in an object, or an object that is itself a row."""
    if isinstance(value, dict):
        if not _ROW_KEYS.isdisjoint(value):
            return [value]
        lists = [item for item in value.values() if isinstance(item, list)]
        if len(lists) == 1:
            return lists[0]
    if isinstance(value, list):
        return value
    raise DataError(f"{path}: expected a JSON list of stories, or an object that holds one list")


def _json_row(path: Path, number: int, item: Any) -> Row:
    if isinstance(item, dict):
        return Row(path.as_posix(), number, item)
    if isinstance(item, str):
        return Row(path.as_posix(), number, {"story": item})
    return Row(path.as_posix(), number, {}, f"expected an object, got {type(item).__name__}")
