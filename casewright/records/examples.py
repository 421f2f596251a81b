"""A story with a suite that shows a model what a good answer is."""

import json
import math

from casewright.records.base import Record
from casewright.records.stories import TestCase

BYTES_PER_TOKEN = 3
"""Low on purpose, so that a budget is kept: English takes about four, JSON with figures about three."""


class Example(Record):
    """A story with a suite as a model should answer it."""

    story_id: str
    story: str
    acceptance_criteria: tuple[str, ...] = ()
    test_cases: tuple[TestCase, ...]

    @property
    def answer(self) -> str:
        """The suite as JSON, a test case a line."""
        lines = ",\n".join(f"  {_as_json(case)}" for case in self.test_cases)
        return f'{{"test_cases": [\n{lines}\n]}}'

    @property
    def tokens(self) -> int:
        """About how many tokens it takes in a prompt."""
        return estimated_tokens("\n".join([self.story, *self.acceptance_criteria, self.answer]))


def estimated_tokens(text: str) -> int:
    """A third of the bytes: no model's tokenizer is at hand before its server is."""
    return math.ceil(len(text.encode()) / BYTES_PER_TOKEN)


def _as_json(case: TestCase) -> str:
    """A case with its claimed score as a whole number, as prompts ask for it."""
    fields = case.model_dump(mode="json") | {"quality_score": round(case.quality_score)}
    return json.dumps(fields, ensure_ascii=False)
