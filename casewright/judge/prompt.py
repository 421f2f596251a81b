"""What a judge is shown: the checklist, the story, and the test cases in an order of their own.

Nothing says who wrote the suite: neither model nor prompt, nor the ids, the order or the author's own rating.
"""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from casewright.errors import PromptError
from casewright.judge.checklist import CHECKLIST_HASH, QUESTIONS
from casewright.judge.evidence import Source
from casewright.prompts import JUDGE, PROMPTS, Message
from casewright.records import TestCase, UserStory
from casewright.templates import BLOCKS, ChatTemplate, load_template

VARIABLES = frozenset({"story", "cases", "questions"})
"""What the template may ask for."""

_PROBE = UserStory(
    id="US-000",
    story="As a tester, I want a probe, so that faults show early.",
    acceptance_criteria=("A probe criterion.",),
)
_CASE = TestCase(
    id="TC-001",
    type="positive",
    title="A probe title",
    priority="high",
    preconditions=("A probe state",),
    steps=("A probe step",),
    expected_result="A probe result",
    quality_score=5,
)


@dataclass(frozen=True)
class JudgePrompt:
    """The template with the checklist."""

    hash: str
    """SHA-256 over the template and the checklist."""
    _template: ChatTemplate

    def messages(self, story: UserStory, cases: Sequence[TestCase]) -> list[Message]:
        """The chat messages for one suite, its cases as they are to be shown."""
        values = {"story": story, "cases": list(cases), "questions": QUESTIONS}
        return [Message(block, self._template.render(block, **values)) for block in BLOCKS]


def load_judge_prompt(folder: Path = PROMPTS) -> JudgePrompt:
    """The prompt in `folder/judge.j2`.

    Raises:
        PromptError: it is not there, is no valid template, or does not show all that has to be shown.

    """
    path = folder / f"{JUDGE}.j2"
    if not path.is_file():
        raise PromptError(f"prompt {JUDGE!r}: {path} is not there; take it from the project's history")
    template = load_template(path, VARIABLES, _check)
    digest = hashlib.sha256(f"{template.hash}{CHECKLIST_HASH}".encode()).hexdigest()
    return JudgePrompt(digest, template)


def shuffled(story: UserStory, cases: Sequence[TestCase], seed: int, sample: int) -> tuple[int, ...]:
    """Positions, from 1, in the order in which a sample shows them: another one for every sample.

    It depends on what is judged and not on who wrote it.
    """
    text = "\0".join(case.model_dump_json() for case in cases)
    chance = random.Random(hashlib.sha256(f"{seed}|{sample}|{story.id}|{text}".encode()).digest())
    order = list(range(1, len(cases) + 1))
    chance.shuffle(order)
    return tuple(order)


def source_of(story: UserStory, cases: Sequence[TestCase]) -> Source:
    """What evidence may be quoted from."""
    fields = [story.story, *story.acceptance_criteria]
    for case in cases:
        fields += [case.title, *case.preconditions, *case.steps, case.expected_result]
    return Source(fields)


def _check(template: ChatTemplate) -> None:
    values = {"story": _PROBE, "cases": [_CASE], "questions": QUESTIONS}
    missing = template.missing_blocks(**values)
    if missing:
        raise PromptError(f"prompt {JUDGE!r}: {template.path} lacks the block {' and '.join(missing)}")
    shown = "\n".join(template.render(block, **values) for block in BLOCKS)
    template.render("user", **values | {"story": _PROBE.model_copy(update={"acceptance_criteria": ()})})
    wanted = [_PROBE.story, *_PROBE.acceptance_criteria, _CASE.title, *_CASE.preconditions, *_CASE.steps]
    wanted += [_CASE.expected_result, *(f"{one.key}" for one in QUESTIONS), *(one.text for one in QUESTIONS)]
    absent = next((text for text in wanted if text not in shown), None)
    if absent is not None:
        raise PromptError(
            f"prompt {JUDGE!r}: {template.path} never shows {absent!r}; it has to show the story, its "
            "criteria, every field of every case, and every question with its key"
        )
