"""One question to a model: asked until the answer can be read, in at most a few attempts."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar

from casewright.ollama import ChatRequest, Reply
from casewright.params import GenerateParams
from casewright.prompts import Message
from casewright.records import Attempt, AttemptTiming, Outcome

T = TypeVar("T")

LONGEST_PAUSE_S = 8.0

_ANSWERED_WRONGLY = (Outcome.NOT_JSON, Outcome.SCHEMA_VIOLATION)


class Chat(Protocol):
    """What chats with a model: one server, several of them, or what asks the response store first."""

    async def chat(self, request: ChatRequest) -> Reply:
        """One chat, to its end, whatever that is."""
        ...


class Watcher(Protocol):
    """Is told of a question while it is being answered."""

    def begun(self, number: int) -> None:
        """Attempt `number`, from 1, begins: what was seen of the one before is void."""
        ...

    def text(self, piece: str) -> None:
        """The model has written `piece`."""
        ...

    def ended(self, attempt: Attempt, timing: AttemptTiming) -> None:
        """The attempt is over, whatever came of it."""
        ...


class Read(NamedTuple, Generic[T]):
    """What a text turned out to be."""

    outcome: Outcome
    """`ok`, `not_json` or `schema_violation`; another where there is no whole text."""
    value: T | None = None
    """None unless `ok`."""
    problem: str = ""
    """What is wrong, in one line fit for the model and the user."""
    repairs: tuple[str, ...] = ()
    """What had to be done to the text before it was usable."""


class Exchange(NamedTuple, Generic[T]):
    """All attempts at one question, and what the last of them came to."""

    attempts: tuple[Attempt, ...]
    timings: tuple[AttemptTiming, ...]
    value: T | None

    @property
    def failure(self) -> Outcome | None:
        """How the last attempt failed; None where there is a value."""
        return None if self.value is not None else self.attempts[-1].outcome


@dataclass(frozen=True)
class Conversation(Generic[T]):
    """A model, and how its answers are to be read."""

    server: Chat
    model: str
    settings: GenerateParams
    read: Callable[[str], Read[T]]
    format: dict[str, Any] | Literal["json"] | None
    watcher: Watcher | None = None

    async def ask(self, messages: Sequence[Message]) -> Exchange[T]:
        """The answer to `messages`, in at most `max_attempts` attempts.

        A model that wrote something wrong is shown what was wrong; every later attempt has a seed and
        the retry temperature of its own, because at temperature 0 it would only repeat itself. An answer
        that was cut has the same budget again: a budget is what the run compares models on.

        Raises:
            ServerError: only where `server` raises it, once no server is left.

        """
        asked = list(messages)
        attempts: list[Attempt] = []
        timings: list[AttemptTiming] = []
        value: T | None = None
        for number in range(1, self.settings.max_attempts + 1):
            attempt, timing, value = await self._attempt(asked, number)
            attempts.append(attempt)
            timings.append(timing)
            if value is not None or number == self.settings.max_attempts:
                break
            if attempt.outcome is Outcome.SERVER_ERROR:
                await asyncio.sleep(_pause_s(number))
            asked = [*messages, *_correction(attempt)]
        return Exchange(tuple(attempts), tuple(timings), value)

    async def _attempt(
        self, messages: Sequence[Message], number: int
    ) -> tuple[Attempt, AttemptTiming, T | None]:
        options = model_options(self.settings, number)
        watcher = self.watcher
        if watcher:
            watcher.begun(number)
        on_text = watcher.text if watcher else None
        request = ChatRequest(self.model, messages, options, self.format, number, on_text)
        reply = await self.server.chat(request)
        started = time.perf_counter()
        found = self._read(reply)
        timing = reply.timing.model_copy(update={"validation_s": time.perf_counter() - started})
        attempt = Attempt(
            number=number,
            seed=options["seed"],
            outcome=found.outcome,
            detail=found.problem,
            raw_text=reply.text,
            thinking=reply.thinking,
            done_reason=reply.done_reason,
            repairs=found.repairs,
        )
        if watcher:
            watcher.ended(attempt, timing)
        return attempt, timing, found.value

    def _read(self, reply: Reply) -> Read[T]:
        if reply.failure is not None:
            return Read(reply.failure, problem=reply.detail)
        if reply.thinking and not reply.text.strip():
            written = len(reply.thinking)
            problem = f"the answer is empty; {written} characters went into thinking instead"
            return Read(Outcome.NOT_JSON, problem=problem)
        return self.read(reply.text)


def model_options(settings: GenerateParams, number: int = 1) -> dict[str, Any]:
    """The options of attempt `number`. Those that would reload the model are the same for every attempt."""
    return {
        "temperature": settings.temperature if number == 1 else settings.retry_temperature,
        "seed": settings.seed + number - 1,
        "num_ctx": settings.num_ctx,
        "num_predict": settings.num_predict,
        "repeat_penalty": settings.repeat_penalty,
    }


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
