"""TF-IDF similarity of short texts: what retrieval ranks by and what matching compares with.

Only counts are ever stored, never weights: logarithms may differ in the last digit between machines.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse

_V = TypeVar("_V")

_WORDS_KEPT = 2**17
"""Words of which something is remembered: most of those that a large backlog has."""

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_BLANKED = bytes(code if code > 127 or chr(code).isalnum() else 32 for code in range(256))
"""ASCII without marks, which takes a fifth of the time that a regular expression does."""

_STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "by",
        "can",
        "could",
        "do",
        "for",
        "from",
        "has",
        "have",
        "he",
        "her",
        "his",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "she",
        "so",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "they",
        "this",
        "to",
        "was",
        "we",
        "were",
        "what",
        "when",
        "which",
        "who",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)
# Testers use these words for the same action or thing.
_SYNONYMS = {"press": "click", "tap": "click", "enter": "type"}


class TfIdf:
    """Term weights learnt from a collection of texts."""

    def __init__(self, document_count: int, document_frequency: dict[str, int]) -> None:
        self.document_count = document_count
        self.document_frequency = document_frequency
        self._columns = {term: column for column, term in enumerate(sorted(document_frequency))}
        counts = np.array([document_frequency[term] for term in self._columns], dtype=float)
        self._weights = np.log((1 + document_count) / (1 + counts)) + 1

    @classmethod
    def learn(cls, texts: Iterable[str]) -> "TfIdf":
        """Count in how many texts each term occurs."""
        frequency: Counter[str] = Counter()
        number = 0
        for text in texts:
            number += 1
            frequency.update(set(terms(text)))
        return cls(number, dict(sorted(frequency.items())))

    def vectors(self, texts: Sequence[str]) -> Any:
        """A sparse matrix with one row of length 1 for each text (all zero where no term is known)."""
        rows, columns, values = [], [], []
        for row, text in enumerate(texts):
            known = Counter(self._columns[term] for term in terms(text) if term in self._columns)
            weighted = {column: count * self._weights[column] for column, count in known.items()}
            length = float(np.sqrt(sum(value * value for value in weighted.values()))) or 1.0
            for column, value in weighted.items():
                rows.append(row)
                columns.append(column)
                values.append(value / length)
        shape = (len(texts), max(1, len(self._columns)))
        return sparse.csr_matrix((values, (rows, columns)), shape=shape)

    def similarity(self, first: Sequence[str], second: Sequence[str]) -> npt.NDArray[np.float64]:
        """Cosine similarity, 0-1, of every text in `first` (rows) with every text in `second` (columns)."""
        product = (self.vectors(first) @ self.vectors(second).T).toarray()
        return np.asarray(product, dtype=np.float64)


class Remembered(dict[str, _V]):
    """What was worked out for a word, up to a number of words: ids and values are new ones for ever."""

    def __init__(self, work_out: Callable[[str], _V]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, key: str) -> _V:
        if len(self) >= _WORDS_KEPT:
            self.clear()
        value = self[key] = self._work_out(key)
        return value


def terms(text: str) -> list[str]:
    """The words that carry meaning, lower case and stemmed, numbers included."""
    return terms_of_words(rough_words(text) if text.isascii() else _WORD.findall(text.lower()))


def terms_of_words(words: Iterable[str]) -> list[str]:
    """The same of words in lower case that are told apart already."""
    return list(filter(None, map(_terms.__getitem__, words)))


def rough_words(text: str) -> list[str]:
    """The words in lower case; marks beyond ASCII stay with them."""
    return text.lower().encode(errors="replace").translate(_BLANKED).decode().split()


def _term(word: str) -> str:
    """The stem of a word in lower case; empty where it carries no meaning."""
    word = _SYNONYMS.get(word, word)
    return "" if word in _STOP_WORDS else str(_stemmer().stemWord(word))


_terms = Remembered(_term)


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")
