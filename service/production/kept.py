"""What is kept of production: accepted stories with what became of them, and what people thought of that.

Neither holds the raw text that a model wrote, nor anything of who asked.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, StringConstraints

from casewright.records import Attempt, Cell, Outcome, Record, TestCase, Timing, UserStory

CorrelationId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,128}$")]
Role = Literal["champion", "canary"]
RATINGS = (1, 5)
"""From poor to excellent."""
COMMENT_LENGTH = 2000
"""Characters in a comment, at most."""


class Unanswered(StrEnum):
    """Why an accepted story has neither a suite nor a generation that failed."""

    DEADLINE = "deadline"
    """The time that a request may take was over."""
    UNAVAILABLE = "unavailable"
    """The model's server was not there, or was left alone after its failures."""
    CLIENT_LEFT = "client_left"


class FeedbackAction(StrEnum):
    """What somebody did with a suite."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    EXPORTED = "exported"


class KeptAttempt(Record):
    """One call to a model and how it ended, without what it wrote."""

    number: int
    seed: int
    outcome: Outcome
    detail: str = ""
    done_reason: str | None = None
    repairs: tuple[str, ...] = ()


class KeptRequest(Record):
    """An accepted story, and what became of it."""

    correlation_id: CorrelationId
    kept_at: float
    """Seconds since 1970."""
    story: UserStory
    cell: Cell
    model_digest: str
    prompt_hash: str
    role: Role = "champion"
    """Of the configuration that wrote it."""
    ending: Outcome | Unanswered
    attempts: tuple[KeptAttempt, ...] = ()
    """Of a story without an answer those that are known of."""
    test_cases: tuple[TestCase, ...] = ()
    smells: dict[str, int] = Field(default_factory=dict)
    """Findings in the suite by rule."""
    timing: Timing | None = None
    total_s: float | None = None
    """From request to answer, waiting included."""

    @property
    def recovered(self) -> bool:
        """Whether a suite came after an attempt that failed."""
        return bool(self.test_cases) and len(self.attempts) > 1

    @property
    def seconds(self) -> float | None:
        """From request to answer; where that was not measured, from the first attempt to the last."""
        if self.total_s is not None or self.timing is None:
            return self.total_s
        return self.timing.end_to_end_s


class KeptFeedback(Record):
    """What somebody thought of one answer."""

    correlation_id: CorrelationId
    """Of the answer."""
    kept_at: float
    """Seconds since 1970."""
    rating: Annotated[int, Field(ge=RATINGS[0], le=RATINGS[1])]
    action: FeedbackAction | None = None
    corrected: tuple[TestCase, ...] = ()
    """The suite as it should have been; none where it was left as it is."""
    comment: str = ""


class Kept(NamedTuple):
    """A request with the feedback on it."""

    request: KeptRequest
    feedback: KeptFeedback | None


def without_raw_text(attempts: Sequence[Attempt]) -> tuple[KeptAttempt, ...]:
    """The attempts as they are kept."""
    return tuple(
        KeptAttempt(
            number=one.number,
            seed=one.seed,
            outcome=one.outcome,
            detail=one.detail,
            done_reason=one.done_reason,
            repairs=one.repairs,
        )
        for one in attempts
    )
