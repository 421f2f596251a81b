"""Whether what a judge quotes is there."""

import re
from collections.abc import Iterable

LEAST_WORDS = 2
"""A single word proves nothing, unless it is all that a field says."""

_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"\.{3,}|…")


class Source:
    """The texts that evidence has to come from."""

    def __init__(self, fields: Iterable[str]) -> None:
        self._fields = {_words(field) for field in fields}
        # Fields do not run into each other: a quote across two of them is none.
        self._text = "|".join(sorted(self._fields))

    def has(self, evidence: str) -> bool:
        """Whether `evidence` is a quote.

        Case, punctuation and blanks do not matter, for small models straighten them; `...` stands for words
        that were left out, and what is on either side of it has to be there.
        """
        pieces = [piece for part in _GAP.split(evidence) if (piece := _words(part)).strip()]
        return bool(pieces) and all(self._is_there(piece) for piece in pieces)

    def _is_there(self, piece: str) -> bool:
        if piece in self._fields:
            return True
        return len(piece.split()) >= LEAST_WORDS and piece in self._text


def _words(text: str) -> str:
    """The words in lower case, with a blank at both ends so that only whole words are found."""
    return f" {' '.join(_WORD.findall(text.lower()))} "
