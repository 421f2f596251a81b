"""What a cell left behind: what was written, how long it took, and under which conditions."""

from enum import StrEnum
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from casewright.records.base import Record
from casewright.records.resources import Resources
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
    repairs: tuple[str, ...] = ()
    """What had to be done to the text (`json: …`) and to its fields (`field: …`) before it was usable."""

    @property
    def as_it_came(self) -> Outcome:
        """How it would have ended without repair: a mended answer is usable, and not compliant."""
        if not self.repairs:
            return self.outcome
        broken = any(repair.startswith("json: ") for repair in self.repairs)
        return Outcome.NOT_JSON if broken else Outcome.SCHEMA_VIOLATION


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
    repeat: int = 0
    """Which of the suites that the cell writes for this story, from 0."""
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
        """Whether the first attempt was valid as it came, without repair."""
        return self.attempts[0].as_it_came is Outcome.OK


class AttemptTiming(Record):
    """How long one attempt took: the server's own counters where it sent them, seconds.

    Token counts belong to the answer and stay with it. Seconds belong to the conditions: those of a reply
    that was stored under other conditions are None.
    """

    number: int
    source: Literal["measured", "stored"] = "measured"
    """`stored`: the reply came from the response store, with the seconds of its own call."""
    host: str | None = None
    """The server that answered, where there could be several."""
    wall_s: float | None
    """From sending the request to its last byte, seen from here."""
    queue_s: float | None = None
    load_s: float | None = None
    prompt_s: float | None = None
    generation_s: float | None = None
    validation_s: float = 0.0
    """Always of this run: what is stored is validated anew."""
    tokens_in: int | None = None
    tokens_out: int | None = None

    @property
    def latency_s(self) -> float | None:
        """Prompt, generation and validation; the wall clock where the server sent no counters."""
        if self.prompt_s is not None and self.generation_s is not None:
            return self.prompt_s + self.generation_s + self.validation_s
        return None if self.wall_s is None else self.wall_s + self.validation_s


class Timing(Record):
    """How long one cell took over one story. Measurements only: never reproducible, kept apart."""

    story_id: str
    cell: Cell
    repeat: int = 0
    started_s: float
    """Since the cell's first request."""
    finished_s: float
    attempts: tuple[AttemptTiming, ...]

    @property
    def stored(self) -> bool:
        """Whether any reply came from the response store: start and end then say nothing of the model."""
        return any(attempt.source == "stored" for attempt in self.attempts)

    @property
    def latency_s(self) -> float | None:
        """Time the model took, without waiting in a queue or loading: sum over attempts, seconds.

        None: a reply came from the response store and was measured under other conditions.
        """
        seconds = [attempt.latency_s for attempt in self.attempts]
        known = [value for value in seconds if value is not None]
        return sum(known) if len(known) == len(seconds) else None

    @property
    def validation_s(self) -> float:
        """Spent on validating answers, seconds."""
        return sum(attempt.validation_s for attempt in self.attempts)

    @property
    def timed_tokens(self) -> tuple[int, float]:
        """Tokens generated, and the seconds that took, in attempts of which both are known."""
        known = [(one.tokens_out, one.generation_s) for one in self.attempts]
        both = [(tokens, seconds) for tokens, seconds in known if tokens and seconds]
        return sum(tokens for tokens, _ in both), sum(seconds for _, seconds in both)

    @property
    def end_to_end_s(self) -> float:
        """Time from the first request to the accepted answer, queues and pauses included, seconds."""
        return self.finished_s - self.started_s


class CellConditions(Record):
    """Under which conditions a cell was measured: without these its timings mean nothing."""

    cell: Cell
    host: str
    """Where the model ran: the servers' addresses, or `in process`."""
    hosts: tuple[str, ...] = ()
    """Each server's address; none where it ran in process."""
    server_version: str | None
    """More than one, joined by `+`, where the hosts differ."""
    model_digest: str
    """Seen before the first call."""
    model_digest_after: str
    """Seen after the last: a tag can be pulled anew while a batch runs."""
    previous_digest: str | None = None
    """The digest that this tag had when it was used last; None where that is not known."""
    quantization: str | None = None
    context_tokens: int | None = None
    """Context that the server really allocated."""
    template_hash: str | None = None
    """SHA-256 of the chat template that the server puts messages into."""
    parameters_hash: str | None = None
    """SHA-256 of the parameters that come with the model, such as its stop strings."""
    modelfile_hash: str | None = None
    """SHA-256 of the whole Modelfile without comments and paths."""
    trained_context_tokens: int | None = None
    """Context that the model was trained for; the server cuts longer ones down to it."""
    options: dict[str, Any]
    format: str | None = None
    """`generate.format`: to what the server held the answers."""
    environment: dict[str, str] = Field(default_factory=dict)
    """Settings of the server, such as `OLLAMA_NUM_PARALLEL`, that were set."""
    environment_source: str = "not known"
    """Where they were read: the server's process, or, as a guess, this one's environment."""
    repeats: int = 1
    """Suites written for each story."""
    concurrency: int
    """Calls at once, on each host."""
    called: int = 0
    """Replies that a server gave."""
    stored: int = 0
    """Replies that came from the response store."""
    timings_reused: int = 0
    """Stored replies that had been measured under the same conditions."""
    span_s: float | None
    """From the first request to the last answer; None where a reply came from the response store."""
    model_memory_mb: float | None
    gpu_share: float | None = None
    """Part of the model that lies in VRAM, 0-1."""
    cpu_percent: float | None
    """Of all cores of this machine while the cell ran; None when the model runs elsewhere."""
    peak_memory_mb: float
    """Peak resident memory of the generating process."""
    resources: Resources | None = None
    """What the server took of this machine; None where a reply came from the response store."""

    @property
    def digest_changed(self) -> bool:
        """Whether the tag is another model than the last time it was used."""
        return self.previous_digest is not None and self.previous_digest != self.model_digest
