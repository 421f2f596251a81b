"""Context for prompts that ask for it: passages from other stories' reference suites and from documents.

A story's own reference never reaches its prompt: neither by its id nor by its words.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from casewright.documents import Document
from casewright.files import read_json, read_jsonl, write_json, write_jsonl
from casewright.records import Record, ReferenceSuite, UserStory
from casewright.similarity import TfIdf

PASSAGE_CHARACTERS = 1_200
"""Longest passage: a few of them have to fit into a small model's context beside the prompt."""

SAME_STORY = 0.95
"""Similarity from which two story texts are one story."""


class Passage(Record):
    """A piece of text that may be shown to a model."""

    id: str
    """`reference:<story id>` or `document:<file>#<number>`."""
    story_id: str | None = None
    """The story whose reference this is."""
    story: str = ""
    text: str


def reference_passage(story: UserStory, reference: ReferenceSuite) -> Passage:
    """A story with the gist of its reference suite."""
    lines = [f"Story: {story.story}", "Test cases:"]
    lines += [
        f"- [{case.type}] {case.title}. Expected: {case.expected_result}" for case in reference.test_cases
    ]
    text = "\n".join(lines)
    return Passage(
        id=f"reference:{story.id}", story_id=story.id, story=story.story, text=text[:PASSAGE_CHARACTERS]
    )


def document_passages(document: Document) -> list[Passage]:
    """The paragraphs of a document, joined up to passage length."""
    return [
        Passage(id=f"document:{document.file}#{number}", text=piece)
        for number, piece in enumerate(_pieces(document.text), start=1)
    ]


def _pieces(text: str) -> list[str]:
    """Paragraphs, joined while they fit and cut where one alone does not."""
    pieces: list[str] = []
    for paragraph in text.split("\n\n"):
        rest = paragraph.strip()
        while rest:
            head, rest = rest[:PASSAGE_CHARACTERS], rest[PASSAGE_CHARACTERS:]
            if pieces and len(pieces[-1]) + len(head) + 2 <= PASSAGE_CHARACTERS:
                pieces[-1] += f"\n\n{head}"
            else:
                pieces.append(head)
    return pieces


class Retriever:
    """Finds the passages nearest to a story."""

    def __init__(self, passages: Sequence[Passage], weights: TfIdf) -> None:
        self._passages = list(passages)
        self._weights = weights
        self._texts = [passage.text for passage in self._passages]
        # Made once: for each story anew they would cost milliseconds, all of a service's time.
        self._by_text = weights.vectors(self._texts).T
        self._by_story = weights.vectors([passage.story for passage in self._passages]).T

    @classmethod
    def build(cls, passages: Sequence[Passage]) -> "Retriever":
        """Learn the weights from the passages themselves."""
        return cls(passages, TfIdf.learn(passage.text for passage in passages))

    @classmethod
    def load(cls, folder: Path) -> "Retriever":
        """What `save` wrote."""
        counts = read_json(folder / "terms.json")
        return cls(
            read_jsonl(folder / "passages.jsonl", Passage),
            TfIdf(counts["documents"], counts["document_frequency"]),
        )

    def save(self, folder: Path) -> None:
        """Write the passages and the term counts; the same on every machine."""
        write_jsonl(folder / "passages.jsonl", self._passages)
        counts = {
            "documents": self._weights.document_count,
            "document_frequency": self._weights.document_frequency,
        }
        write_json(folder / "terms.json", counts)

    def nearest(self, story: UserStory, limit: int) -> list[str]:
        """The texts of the `limit` nearest passages, best first, without what belongs to `story` itself."""
        if not self._passages:
            return []
        query = self._weights.vectors([story.story])
        similarity = (query @ self._by_text).toarray()[0].round(9)
        same_story = (query @ self._by_story).toarray()[0] >= SAME_STORY
        order = np.lexsort((np.arange(len(self._passages)), -similarity))
        chosen = [
            index
            for index in order
            if similarity[index] > 0 and not same_story[index] and self._passages[index].story_id != story.id
        ]
        return [self._texts[index] for index in chosen[:limit]]
