"""Findings marked in the text that they are about."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple


class Mark(NamedTuple):
    """A finding in a text."""

    start: int
    end: int
    """Up to but not including."""
    kind: str
    """`error`, `warning`, `info` or `assumption`."""
    note: str


class Piece(NamedTuple):
    """A part of a text in which the same findings hold."""

    text: str
    kind: str = ""
    """The gravest of them; empty where there is none."""
    note: str = ""


_GRAVEST = ("error", "warning", "info", "assumption")


def pieces(text: str, marks: Sequence[Mark]) -> list[Piece]:
    """The text cut where findings begin and end; joined, the pieces are the text."""
    if not marks:
        return [Piece(text)]
    held = [
        mark._replace(start=max(0, mark.start), end=min(len(text), mark.end))
        for mark in marks
        if max(0, mark.start) < min(len(text), mark.end)
    ]
    cuts = sorted({0, len(text), *(mark.start for mark in held), *(mark.end for mark in held)})
    return [
        _piece(text[start:end], [mark for mark in held if mark.start <= start and end <= mark.end])
        for start, end in pairwise(cuts)
    ]


def found(text: str, part: str, kind: str, note: str) -> list[Mark]:
    """A mark where a text first holds a part, whatever its case; none where it does not."""
    start = text.lower().find(part.lower())
    return [] if start < 0 or not part else [Mark(start, start + len(part), kind, note)]


def _piece(text: str, marks: Sequence[Mark]) -> Piece:
    if not marks:
        return Piece(text)
    kind = min((mark.kind for mark in marks), key=_GRAVEST.index)
    return Piece(text, kind, "; ".join(dict.fromkeys(mark.note for mark in marks)))
