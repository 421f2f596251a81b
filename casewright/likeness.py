"""How alike two test cases of one story are: the words they share, weighed by what they tell apart.

All cases of a story share its words, so those tell nothing. What counts is a word that few of the story's
reference cases have, and few texts anywhere. Where a word stands counts too, the oracle most.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Protocol

import numpy as np
import numpy.typing as npt

from casewright.analysis import sentence
from casewright.records import ReferenceSuite, Subset, TestCase, UserStory
from casewright.similarity import TfIdf

Matrix = npt.NDArray[np.float64]

FIELD_WEIGHTS = {"expected_result": 1.0, "title": 0.8, "steps": 0.6, "preconditions": 0.4}
"""The oracle weighs most: it is what a test case is for."""

_SHARED_BY_ALL = 0.1
"""Weight, beside 1, of a word that every reference case of the story has."""

_MOST_TEXTS = 50_000
"""Texts to learn from, at most: more change no weight by much, and their words would fill the memory."""


class Likeness(Protocol):
    """A backend: TF-IDF or an embedding model. It can be sent to another process."""

    @property
    def name(self) -> str:
        """What the backend is called in `similarity.thresholds` of params.yaml."""

    @property
    def digest(self) -> str | None:
        """Which version of a model it is; None where there is no model."""

    def between(self, cases: Sequence[TestCase], references: Sequence[TestCase], story: str) -> Matrix:
        """Likeness, 0-1, of each case (rows) with each reference case of the same story (columns)."""


class TermLikeness:
    """TF-IDF twice over: by all texts, and by the reference cases of the story itself."""

    name = "tfidf"
    digest = None

    def __init__(self, weights: TfIdf) -> None:
        self.weights = weights

    @classmethod
    def learn(cls, stories: Iterable[UserStory], references: Iterable[ReferenceSuite]) -> "TermLikeness":
        """Learn from the user's own stories and reference cases, so that no cell changes another's score."""
        return cls(TfIdf.learn(islice(_texts(stories, references), _MOST_TEXTS)))

    def between(self, cases: Sequence[TestCase], references: Sequence[TestCase], story: str) -> Matrix:
        """Cosine of what they say. `story` is one text more that tells which words the story is about."""
        ours, theirs = [terms_of(case) for case in cases], [terms_of(case) for case in references]
        texts = [*theirs, sentence(story).terms] if story else theirs
        columns, weights = self._columns(ours, texts)
        first, second = (_unit_rows(rows, columns, weights) for rows in (ours, theirs))
        return first @ second.T

    def _columns(
        self, ours: Sequence[dict[str, float]], texts: Sequence[Iterable[str]]
    ) -> tuple[dict[str, int], Matrix]:
        """A column for each known term, and its weight; a term that nothing was learnt of is left out."""
        among: dict[str, int] = {}
        for text in texts:
            for term in text:
                among[term] = among.get(term, 0) + 1
        known = self.weights.document_frequency
        for case in ours:
            for term in case:
                if term not in among and term in known:
                    among[term] = 0
        anywhere = np.array([known.get(term, 0) for term in among], dtype=float)
        here = np.array(list(among.values()), dtype=float)
        most = 1 + len(texts)
        rare = np.log((1 + self.weights.document_count) / (1 + anywhere)) + 1
        telling = _SHARED_BY_ALL + np.log(most / (1 + here)) / np.log(most)
        return {term: column for column, term in enumerate(among)}, rare * telling


def terms_of(case: TestCase) -> dict[str, float]:
    """The terms of a case with the weights of the fields in which they stand, added up."""
    found: dict[str, float] = {}
    for field, weight in FIELD_WEIGHTS.items():
        for term in _field_terms(case, field):
            found[term] = found.get(term, 0.0) + weight
    return found


def _field_terms(case: TestCase, field: str) -> frozenset[str]:
    value = getattr(case, field)
    if isinstance(value, str):
        return sentence(value).terms
    return frozenset().union(*(sentence(one).terms for one in value))


def _unit_rows(rows: Sequence[dict[str, float]], columns: dict[str, int], weights: Matrix) -> Matrix:
    """A row of length 1 for each case; zeros where no term of it is known."""
    table = np.zeros((len(rows), len(columns)))
    for row, terms in zip(table, rows, strict=True):
        known = [(columns[term], value) for term, value in terms.items() if term in columns]
        if known:
            at, values = zip(*known, strict=True)
            row[list(at)] = values
    table *= weights
    lengths = np.sqrt((table * table).sum(axis=1, keepdims=True))
    unit: Matrix = np.divide(table, lengths, out=table, where=lengths > 0)
    return unit


def _texts(stories: Iterable[UserStory], references: Iterable[ReferenceSuite]) -> Iterable[str]:
    """What is learnt from; the edge cases that come with Casewright change nothing."""
    edge_cases = set()
    for story in stories:
        if story.subset is Subset.EDGE_CASE:
            edge_cases.add(story.id)
        else:
            yield story.story
    for suite in references:
        if suite.story_id not in edge_cases:
            for case in suite.test_cases:
                yield " ".join((case.title, *case.preconditions, *case.steps, case.expected_result))
