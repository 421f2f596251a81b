"""The records that stages hand to each other: frozen, and unknown keys are refused."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

STORY_LENGTH = (20, 500)
"""Characters in a user story, at least and at most."""

GENERATED_CASES = (3, 8)
"""Test cases that a model is asked for, at least and at most."""

STEPS_PER_CASE = (2, 5)
"""Steps that a readable test case has, at least and at most: a target, not a condition of validity."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Record(BaseModel):
    """Base of every record."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Difficulty(StrEnum):
    """How hard a story is to test."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class CaseType(StrEnum):
    """What a test case probes."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    EDGE_CASE = "edge_case"
    BOUNDARY = "boundary"


class Priority(StrEnum):
    """How much it matters that a test case passes."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class UserStory(Record):
    """One user story, as cleaned."""

    id: Text
    story: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=STORY_LENGTH[0], max_length=STORY_LENGTH[1]),
    ]
    domain: Text = "general"
    difficulty: Difficulty = Difficulty.MEDIUM
    acceptance_criteria: tuple[Text, ...] = ()
    tags: tuple[Text, ...] = ()


class TestCase(Record):
    """One test case. Upper bounds stop a model's runaway text; they are far above what people write."""

    __test__ = False  # not a test class, whatever pytest makes of the name

    id: Annotated[str, StringConstraints(pattern=r"^TC-[0-9]{3}$")]
    type: CaseType
    title: Annotated[Text, Field(max_length=200)]
    priority: Priority
    preconditions: Annotated[tuple[Annotated[Text, Field(max_length=300)], ...], Field(max_length=10)]
    steps: Annotated[tuple[Annotated[Text, Field(max_length=300)], ...], Field(min_length=1, max_length=12)]
    expected_result: Annotated[Text, Field(max_length=600)]
    quality_score: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]
    """The author's own claim, 0-10: reported beside the computed score, never trusted as it."""


class Suite(Record):
    """The test cases of one story, as a model answers them."""

    test_cases: Annotated[tuple[TestCase, ...], Field(min_length=1, max_length=20)]


class ReferenceSuite(Record):
    """The suite that a test engineer wrote for a story: the yardstick."""

    story_id: Text
    test_cases: Annotated[tuple[TestCase, ...], Field(min_length=1)]


class QuarantinedRow(Record):
    """A row that was left out of the data, and why."""

    file: str
    row: int
    """Counted from 1: the line in a text file, the position in a list."""
    id: str | None = None
    reason: str


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


Basis = Literal["measured", "estimated", "not measured"]


class Score(Record):
    """One figure with its unit and the reason for it. "Not measured" is its own value, never 0."""

    value: Annotated[float, Field(allow_inf_nan=False)] | None
    scale: str
    """Unit or range: `0-1`, `0-5`, `s`, `usd`, `count`, `1/min`, `percent`, `mb`."""
    reason: str = ""
    basis: Basis = "measured"
    interval: tuple[float, float] | None = None
    """95 % confidence interval, where one can be given."""

    @model_validator(mode="after")
    def _value_unless_not_measured(self) -> Self:
        if (self.value is None) != (self.basis == "not measured"):
            raise ValueError("a score has a value unless it is 'not measured'")
        return self


class CaseScore(Record):
    """What the trackers say of one generated test case."""

    story_id: str
    cell: Cell
    position: int
    """Of the case in its suite, from 1: a model may give one id twice."""
    type: CaseType
    scores: dict[str, Score]


class StoryScore(Record):
    """What the trackers say of one generation."""

    story_id: str
    cell: Cell
    difficulty: Difficulty
    domain: str
    outcome: Outcome
    attempts: int
    scores: dict[str, Score]


class CellScore(Record):
    """What the trackers say of one cell over all its stories."""

    cell: Cell
    stories: int
    """How many stories the cell was given: the denominator of every rate."""
    model_digest: str
    scores: dict[str, Score]
    recommendations: tuple[str, ...] = ()
