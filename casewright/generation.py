"""From one story to one suite: by the embedded baseline, or by a model in at most a few attempts."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from casewright.baseline import RULES_DIGEST, write_cases
from casewright.ollama import ChatRequest, ModelInfo, Reply
from casewright.params import BASELINE, GenerateParams
from casewright.parsing import Parsed, parse_suite, wire_format
from casewright.prompts import Message, Prompt
from casewright.records import (
    Attempt,
    AttemptTiming,
    Cell,
    Generation,
    Outcome,
    Suite,
    TestCase,
    Timing,
    UserStory,
)

LONGEST_PAUSE_S = 8.0
_SEEDS_A_REPEAT = 1000
"""Far more than attempts."""

BASELINE_CELL = Cell(model=BASELINE, prompt=None)

_ANSWERED_WRONGLY = (Outcome.NOT_JSON, Outcome.SCHEMA_VIOLATION)


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


class Chat(Protocol):
    """What chats with a model: one server, several of them, or what asks the response store first."""

    async def chat(self, request: ChatRequest) -> Reply:
        """One chat, to its end, whatever that is."""
        ...


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
        self, story: UserStory, passages: Sequence[str], epoch: float
    ) -> tuple[Generation, Timing]:
        """The suite of one story, in at most `max_attempts` attempts.

        A model that wrote something wrong is shown what was wrong; every later attempt has a seed and
        the retry temperature of its own, because at temperature 0 it would only repeat itself. An answer
        that was cut has the same budget again: a budget is what the run compares models on.

        Raises:
            ServerError: only where `server` raises it, once no server is left.

        """
        messages = self.prompt.messages(story, passages)
        asked = list(messages)
        attempts: list[Attempt] = []
        timings: list[AttemptTiming] = []
        cases: tuple[TestCase, ...] = ()
        started = time.perf_counter()
        for number in range(1, self.settings.max_attempts + 1):
            attempt, timing, cases = await self._attempt(asked, number)
            attempts.append(attempt)
            timings.append(timing)
            if cases or number == self.settings.max_attempts:
                break
            if attempt.outcome is Outcome.SERVER_ERROR:
                await asyncio.sleep(_pause_s(number))
            asked = messages + _correction(attempt)
        finished = time.perf_counter()
        return (
            _generation(story, self.cell, self.model.digest, self.prompt.hash, attempts, cases),
            _timing(story, self.cell, started - epoch, finished - epoch, timings),
        )

    async def _attempt(
        self, messages: Sequence[Message], number: int
    ) -> tuple[Attempt, AttemptTiming, tuple[TestCase, ...]]:
        options, wanted = model_options(self.settings, number), _wire_format(self.settings.format)
        reply = await self.server.chat(ChatRequest(self.model.name, messages, options, wanted, number))
        started = time.perf_counter()
        parsed = _judge(reply)
        timing = reply.timing.model_copy(update={"validation_s": time.perf_counter() - started})
        attempt = Attempt(
            number=number,
            seed=options["seed"],
            outcome=parsed.outcome,
            detail=parsed.problem,
            raw_text=reply.text,
            thinking=reply.thinking,
            done_reason=reply.done_reason,
            repairs=parsed.repairs,
        )
        return attempt, timing, parsed.test_cases


def model_options(settings: GenerateParams, number: int = 1) -> dict[str, Any]:
    """The options of attempt `number`. Those that would reload the model are the same for every attempt."""
    return {
        "temperature": settings.temperature if number == 1 else settings.retry_temperature,
        "seed": settings.seed + number - 1,
        "num_ctx": settings.num_ctx,
        "num_predict": settings.num_predict,
        "repeat_penalty": settings.repeat_penalty,
    }


def seeded(settings: GenerateParams, repeat: int) -> GenerateParams:
    """The settings of one repeat, 0 for the first: its attempts have seeds that no other repeat has."""
    return settings.model_copy(update={"seed": settings.seed + repeat * _SEEDS_A_REPEAT})


_wire_format = cache(wire_format)
"""The schema is made once, not for every call."""


def _judge(reply: Reply) -> Parsed:
    if reply.failure is not None:
        return Parsed(reply.failure, problem=reply.detail)
    if reply.thinking and not reply.text.strip():
        written = len(reply.thinking)
        problem = f"the answer is empty; {written} characters went into thinking instead"
        return Parsed(Outcome.NOT_JSON, problem=problem)
    return parse_suite(reply.text)


def _correction(attempt: Attempt) -> list[Message]:
    """What the model is told before its next attempt."""
    if attempt.outcome not in _ANSWERED_WRONGLY:
        return []
    return [
        Message("assistant", attempt.raw_text),
        Message(
            "user", f"That answer is not valid: {attempt.detail}. Answer again with the corrected JSON only."
        ),
    ]


def _pause_s(number: int) -> float:
    """Pause after failed attempt `number`: doubling, with jitter so that callers do not return in step."""
    return min(LONGEST_PAUSE_S, 0.5 * 2.0 ** (number - 1)) * random.uniform(0.5, 1.0)


def _generation(
    story: UserStory,
    cell: Cell,
    digest: str,
    prompt_hash: str,
    attempts: list[Attempt],
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
    story: UserStory, cell: Cell, started_s: float, finished_s: float, attempts: list[AttemptTiming]
) -> Timing:
    return Timing(
        story_id=story.id, cell=cell, started_s=started_s, finished_s=finished_s, attempts=tuple(attempts)
    )
