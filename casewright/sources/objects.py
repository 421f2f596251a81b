"""Rows from JSON: a list, an object that holds one list, or an object a line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from casewright.errors import DataError
from casewright.sources.columns import column_name, no_story
from casewright.sources.decoding import EncodingError, read_lines
from casewright.sources.row import Row, place

_ROW_KEYS = frozenset({"story", "user story", "story id"})
"""An object with one of these is a row, and a list in it is its criteria, tags or test cases."""


def read_json(path: Path) -> Iterator[Row]:
    """The items of the list in a file; the file is held in memory as long as its rows are read.

    Raises:
        DataError: it is not JSON, or holds no list of stories.

    """
    try:
        value = json.loads("".join(read_lines(path)))
    except EncodingError:
        raise
    except (ValueError, RecursionError) as error:
        hint = "; a file of an object a line is called .jsonl" if "Extra data" in str(error) else ""
        raise DataError(f"{path}: not JSON: {error}{hint}") from error
    for number, item in enumerate(_as_list(path, value), start=1):
        yield _row(place(path), number, item)


def read_jsonl(path: Path) -> Iterator[Row]:
    """One row a line; a line that is not JSON is a row with a problem."""
    name = place(path)
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Row(name, number, {}, f"not JSON: {error}")
        else:
            yield _row(name, number, item)


def _as_list(path: Path, value: Any) -> list[Any]:
    """A list, the only list in an object, or an object that is itself a row."""
    if isinstance(value, dict):
        if any(column_name(key) in _ROW_KEYS for key in value):
            return [value]
        lists = [item for item in value.values() if isinstance(item, list)]
        if len(lists) == 1:
            return lists[0]
    if isinstance(value, list):
        return value
    raise DataError(f"{path}: expected a JSON list of stories, or an object that holds one list")


def _row(file: str, number: int, item: Any) -> Row:
    if isinstance(item, dict):
        return Row(file, number, item, aside=no_story(item))
    if isinstance(item, str):
        return Row(file, number, {"story": item})
    return Row(file, number, {}, f"expected an object, got {type(item).__name__}")
