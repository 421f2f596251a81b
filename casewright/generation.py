"""From one story to one suite: by the embedded baseline, or by a model in at most a few attempts."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from casewright.baseline import RULES_DIGEST, write_cases
from casewright.conversation import Chat, Conversation, Read, Watcher
from casewright.ollama import ModelInfo
from casewright.params import BASELINE, GenerateParams
from casewright.parsing import parse_suite, wire_format
from casewright.prompts import Prompt
from casewright.records import (
    Attempt,
    AttemptTiming,
    Cell,
    Example,
    Generation,
    Suite,
    TestCase,
    Timing,
    UserStory,
)

_SEEDS_A_REPEAT = 1000
"""Far more than attempts."""

BASELINE_CELL = Cell(model=BASELINE, prompt=None)


def generate_by_rule(story: UserStory, epoch: float) -> tuple[Generation, Timing]:
    """The baseline's suite. `epoch` is the `time.perf_counter()` that timings count from."""
    started = time.perf_counter()
    cases = write_cases(story)
    generated = time.perf_counter()
    text = Suite(test_cases=cases).model_dump_json()
    parsed = parse_suite(text)
    validated = time.perf_counter()
    attempt = Attempt(number=1, seed=0, outcome=parsed.outcome, detail=parsed.problem, raw_text=text)
    timing = AttemptTiming(
        number=1,
        wall_s=generated - started,
        queue_s=0.0,
        load_s=0.0,
        prompt_s=0.0,
        generation_s=generated - started,
        validation_s=validated - generated,
    )
    return (
        _generation(story, BASELINE_CELL, RULES_DIGEST, "", [attempt], parsed.test_cases),
        _timing(story, BASELINE_CELL, started - epoch, validated - epoch, [timing]),
    )


@dataclass(frozen=True)
class ModelWriter:
    """A model with a prompt, ready to write suites."""

    server: Chat
    model: ModelInfo
    prompt: Prompt
    settings: GenerateParams

    @property
    def cell(self) -> Cell:
        """The (model, prompt) pair."""
        return Cell(model=self.model.name, prompt=self.prompt.name)

    async def generate(
        self,
        story: UserStory,
        passages: Sequence[str],
        epoch: float,
        examples: Sequence[Example] = (),
        watcher: Watcher | None = None,
    ) -> tuple[Generation, Timing]:
        """The suite of one story, in at most `max_attempts` attempts; `Conversation.ask` says how.

        Raises:
            ServerError: only where `server` raises it, once no server is left.

        """
        started = time.perf_counter()
        wanted = _wire_format(self.settings.format)
        conversation = Conversation(self.server, self.model.name, self.settings, _read, wanted, watcher)
        attempts, timings, cases = await conversation.ask(self.prompt.messages(story, passages, examples))
        finished = time.perf_counter()
        return (
            _generation(story, self.cell, self.model.digest, self.prompt.hash, attempts, cases or ()),
            _timing(story, self.cell, started - epoch, finished - epoch, timings),
        )


def seeded(settings: GenerateParams, repeat: int) -> GenerateParams:
    """The settings of one repeat, 0 for the first: its attempts have seeds that no other repeat has."""
    return settings.model_copy(update={"seed": settings.seed + repeat * _SEEDS_A_REPEAT})


_wire_format = cache(wire_format)
"""The schema is made once, not for every call."""


def _read(text: str) -> Read[tuple[TestCase, ...]]:
    parsed = parse_suite(text)
    return Read(parsed.outcome, parsed.test_cases or None, parsed.problem, parsed.repairs)


def _generation(
    story: UserStory,
    cell: Cell,
    digest: str,
    prompt_hash: str,
    attempts: Sequence[Attempt],
    cases: tuple[TestCase, ...],
) -> Generation:
    return Generation(
        story_id=story.id,
        cell=cell,
        model_digest=digest,
        prompt_hash=prompt_hash,
        attempts=tuple(attempts),
        test_cases=cases,
        failure=None if cases else attempts[-1].outcome,
    )


def _timing(
    story: UserStory, cell: Cell, started_s: float, finished_s: float, attempts: Sequence[AttemptTiming]
) -> Timing:
    return Timing(
        story_id=story.id, cell=cell, started_s=started_s, finished_s=finished_s, attempts=tuple(attempts)
    )
