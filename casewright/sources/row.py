"""A row of input."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def place(path: Path) -> str:
    """A file's path as it can be written down: with slashes, and what is no UTF-8 in it spelt out."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
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
