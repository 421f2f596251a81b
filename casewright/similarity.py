"""TF-IDF similarity of short texts: what retrieval ranks by and what matching compares with.

Only counts are ever stored, never weights: logarithms may differ in the last digit between machines.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

_WORDS_KEPT = 2**17
"""Words whose terms are remembered: most of those that a large backlog has."""

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
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


def terms(text: str) -> list[str]:
    """The words that carry meaning, lower case and stemmed, numbers included."""
    return [term for word in _WORD.findall(text.lower()) if (term := _term(word))]


@lru_cache(maxsize=_WORDS_KEPT)
def _term(word: str) -> str:
    """The stem of a word in lower case; empty where it carries no meaning."""
    word = _SYNONYMS.get(word, word)
    return "" if word in _STOP_WORDS else str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")
