"""Suites of similar stories, shown to a model as examples of a good answer.

Every reference may be one; a suite that a model wrote and people approved only where they rated it 4 of 5 or
better. A story's own suite never is: neither by its id nor by its words.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from casewright.files import read_jsonl, write_jsonl
from casewright.records import GENERATED_CASES, Example, ReferenceSuite, UserStory
from casewright.retrieval import SAME_STORY
from casewright.similarity import TfIdf

LOOKED_AT = 4
"""Candidates for each example that is wanted: what is further away shows form only, and costs time."""

_FILE = "examples.jsonl"


def examples_of(stories: Iterable[UserStory], references: Iterable[ReferenceSuite]) -> list[Example]:
    """What can be an example, one a story at most."""
    by_id = {story.id: story for story in stories}
    return [
        Example(
            story_id=suite.story_id,
            story=by_id[suite.story_id].story,
            acceptance_criteria=by_id[suite.story_id].acceptance_criteria,
            test_cases=suite.test_cases,
        )
        for suite in references
        if suite.is_exemplary
    ]


def save_examples(examples: Iterable[Example], folder: Path) -> None:
    """Write them beside the index."""
    write_jsonl(folder / _FILE, examples)


class ExamplePicker:
    """Finds the examples nearest to a story."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._examples = list(examples)
        self._weights = TfIdf.learn(example.story for example in self._examples)
        self._vectors = self._weights.vectors([example.story for example in self._examples])

    @classmethod
    def load(cls, folder: Path) -> "ExamplePicker":
        """Those that `save_examples` wrote."""
        return cls(read_jsonl(folder / _FILE, Example))

    def pick(self, story: UserStory, *, count: int, max_tokens: int) -> list[Example]:
        """The nearest examples, best first, that fit into the budget together.

        Each has an equal share, and what those before it left of theirs. One that is too long is cut to some
        of its cases, or left out for the next one where fewer than three would remain.
        """
        picked: list[Example] = []
        left = max_tokens
        for example in self._nearest(story, count * LOOKED_AT):
            if len(picked) == count:
                break
            fitting = _cut(example, left // (count - len(picked)))
            if fitting:
                picked.append(fitting)
                left -= fitting.tokens
        return picked

    def _nearest(self, story: UserStory, limit: int) -> list[Example]:
        if not self._examples:
            return []
        product = self._vectors @ self._weights.vectors([story.story]).T
        similarity = product.toarray()[:, 0].round(9)
        order = np.lexsort((np.arange(len(self._examples)), -similarity))
        found = [
            self._examples[index]
            for index in order
            if 0 < similarity[index] < SAME_STORY and self._examples[index].story_id != story.id
        ]
        return found[:limit]


def _cut(example: Example, tokens: int) -> Example | None:
    """The example with as many of its cases as fit, one of each type first; None where too few do."""
    first_of_type = {case.type: case for case in reversed(example.test_cases)}
    wanted = sorted(example.test_cases, key=lambda case: first_of_type[case.type] is not case)
    for count in range(len(wanted), GENERATED_CASES[0] - 1, -1):
        kept = [case for case in example.test_cases if case in wanted[:count]]
        numbered = [
            case.model_copy(update={"id": f"TC-{number:03d}"}) for number, case in enumerate(kept, start=1)
        ]
        smaller = example.model_copy(update={"test_cases": tuple(numbered)})
        if smaller.tokens <= tokens:
            return smaller
    return None
