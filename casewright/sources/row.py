"""A row of input."""

from dataclasses import dataclass
from typing import Any


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
