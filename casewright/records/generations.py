"""What a cell left behind: what was written, how long it took, and under which conditions."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple, Self

from pydantic import model_validator

from casewright.records.base import Record
from casewright.records.stories import TestCase


class Outcome(StrEnum):
    """How one attempt ended. Everything but `ok` is a failure, and stays in every denominator."""

    OK = "ok"
    NOT_JSON = "not_json"
    SCHEMA_VIOLATION = "schema_violation"
    TRUNCATED = "truncated"
    ABORTED = "aborted"
    TIMEOUT = "timeout"
    SERVER_ERROR = "server_error"


class Attempt(Record):
    """One call to a model: what it wrote, and how that ended."""

    number: int
    seed: int
    outcome: Outcome
    detail: str = ""
    """Why the attempt is not `ok`, in one line."""
    raw_text: str = ""
    thinking: str = ""
    done_reason: str | None = None


class Cell(Record):
    """One (model, prompt) pair. The baseline takes no prompt."""

    model: str
    prompt: str | None

    @property
    def name(self) -> str:
        """What tables and charts call the cell."""
        return self.model if self.prompt is None else f"{self.model} × {self.prompt}"

    @property
    def slug(self) -> str:
        """The name as a file name."""
        parts = [self.model] if self.prompt is None else [self.model, self.prompt]
        return "__".join(part.replace("/", "-").replace(":", "-") for part in parts)


class Generation(Record):
    """What one cell made of one story: a suite, or a failure with a name. Reproducible content only."""

    story_id: str
    cell: Cell
    model_digest: str
    prompt_hash: str
    attempts: tuple[Attempt, ...]
    test_cases: tuple[TestCase, ...] = ()
    failure: Outcome | None = None

    @model_validator(mode="after")
    def _suite_or_failure(self) -> Self:
        if bool(self.test_cases) == (self.failure is not None):
            raise ValueError("a generation holds either test cases or a failure")
        return self

    @property
    def first_attempt_ok(self) -> bool:
        """Whether the first attempt was valid as it came."""
        return self.attempts[0].outcome is Outcome.OK


class AttemptTiming(Record):
    """How long one attempt took: the server's own counters where it sent them, seconds."""

    number: int
    wall_s: float
    """From sending the request to its last byte, seen from here."""
    queue_s: float | None = None
    load_s: float | None = None
    prompt_s: float | None = None
    generation_s: float | None = None
    validation_s: float = 0.0
    tokens_in: int | None = None
    tokens_out: int | None = None


class Timing(Record):
    """How long one cell took over one story. Measurements only: never reproducible, kept apart."""

    story_id: str
    cell: Cell
    started_s: float
    """Since the cell's first request."""
    finished_s: float
    attempts: tuple[AttemptTiming, ...]

    @property
    def latency_s(self) -> float:
        """Time the model took, without waiting in a queue or loading: sum over attempts, seconds."""
        return sum(map(_attempt_latency_s, self.attempts))

    @property
    def end_to_end_s(self) -> float:
        """Time from the first request to the accepted answer, queues and pauses included, seconds."""
        return self.finished_s - self.started_s


def _attempt_latency_s(attempt: AttemptTiming) -> float:
    """The server's prompt and generation time plus validation; the wall clock where it sent no counters."""
    if attempt.prompt_s is None or attempt.generation_s is None:
        return attempt.wall_s + attempt.validation_s
    return attempt.prompt_s + attempt.generation_s + attempt.validation_s


class CellConditions(Record):
    """Under which conditions a cell was measured: without these its timings mean nothing."""

    cell: Cell
    host: str
    """Where the model ran: a server's address, or `in process`."""
    server_version: str | None
    model_digest: str
    """Seen before the first call."""
    model_digest_after: str
    """Seen after the last: a tag can be pulled anew while a batch runs."""
    quantization: str | None = None
    context_tokens: int | None = None
    """Context that the server really allocated."""
    options: dict[str, Any]
    concurrency: int
    span_s: float
    """From the first request to the last answer."""
    model_memory_mb: float | None
    gpu_share: float | None = None
    """Part of the model that lies in VRAM, 0-1."""
    cpu_percent: float | None
    """Of all cores of this machine while the cell ran; None when the model runs elsewhere."""
    peak_memory_mb: float
    """Peak resident memory of the generating process."""


class CellRun(NamedTuple):
    """All that a cell left behind: one generation and one timing a story, in the stories' order."""

    generations: Sequence[Generation]
    timings: Sequence[Timing]
    conditions: CellConditions
