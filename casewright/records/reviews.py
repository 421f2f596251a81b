"""What people are asked to rate, and what they answered."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from casewright.records.base import Record, Text
from casewright.records.generations import Cell
from casewright.records.provenance import Moment, Pseudonym
from casewright.records.stories import Difficulty, Subset, TestCase

RATING_SCALE = (1, 2, 3, 4, 5)
"""From poor to excellent."""

Rating = Annotated[int, Field(ge=RATING_SCALE[0], le=RATING_SCALE[-1])]


class Aspect(StrEnum):
    """What a reviewer rates of a suite."""

    RELEVANCE = "relevance"
    COMPLETENESS = "completeness"
    CLARITY = "clarity"
    USABILITY = "usability"


class Action(StrEnum):
    """What a reviewer would do with a suite, from the best to the worst."""

    ACCEPT = "accept"
    MINOR_EDIT = "minor_edit"
    REWRITE = "rewrite"
    DISCARD = "discard"


class ReviewTask(Record):
    """One suite to be reviewed, with all that the reviewer must not see."""

    id: Text
    """Says nothing of story, model or prompt."""
    story_id: Text
    story: Text
    acceptance_criteria: tuple[Text, ...] = ()
    difficulty: Difficulty
    subset: Subset
    cell: Cell
    model_digest: str
    prompt_hash: str
    run: str
    """SHA-256 of the file of generations that the suite was taken from."""
    mlflow_run: str | None = None
    test_cases: Annotated[tuple[TestCase, ...], Field(min_length=1)]
    computed: dict[str, float]
    """What the rules measured of the suite, by metric."""
    predicted: dict[Aspect, Rating]
    """The same as ratings; none where nothing fitting was measured."""


class ReviewKey(Record):
    """What tells whose suite is whose. It stays with whoever drew the sample."""

    sample: str
    """Digest of what was drawn; every task's id begins with it."""
    salt: str
    """Goes into the pseudonyms, so that nobody finds a reviewer by trying names."""
    predictions: bool
    """Whether the reviewers' forms were filled in with `predicted`."""
    tasks: Annotated[tuple[ReviewTask, ...], Field(min_length=1)]


class Review(Record):
    """What one reviewer said of one suite."""

    task: Text
    reviewer: Pseudonym
    reviewed_at: Moment
    ratings: dict[Aspect, Rating]
    """All four."""
    action: Action
    comment: str = ""
    corrected: tuple[TestCase, ...] = ()
    """The suite as the reviewer mended it; none where it was left as it is. Its claimed scores are 0."""
