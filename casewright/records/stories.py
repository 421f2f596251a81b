"""What the clean data is made of: stories, test cases, suites, and what was left out."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from casewright.records.base import Record, Text
from casewright.records.provenance import EXEMPLARY_FROM, Provenance

STORY_ID = r"^[A-Za-z0-9._:-]{1,64}$"
"""What a story is called: short enough for a table, and safe in a URL."""

STORY_LENGTH = (20, 500)
"""Characters in a user story, at least and at most."""

GENERATED_CASES = (3, 8)
"""Test cases that a model is asked for, at least and at most."""

STEPS_PER_CASE = (2, 5)
"""Steps that a readable test case has, at least and at most: a target, not a condition of validity."""


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


class Subset(StrEnum):
    """What a story is for. The choice is made on `dev` and checked on `held_out`."""

    DEV = "dev"
    HELD_OUT = "held_out"
    EDGE_CASE = "edge_case"
    """One of the hard cases that come with Casewright: scored and reported apart from the user's stories."""


class Priority(StrEnum):
    """How much it matters that a test case passes."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Criterion(StrEnum):
    """What a good user story is, as far as rules can tell (Quality User Story framework, Lucassen 2016)."""

    WELL_FORMED = "well_formed"
    ATOMIC = "atomic"
    MINIMAL = "minimal"
    FULL_SENTENCE = "full_sentence"
    HAS_BENEFIT = "has_benefit"
    UNAMBIGUOUS = "unambiguous"
    UNIFORM = "uniform"
    UNIQUE = "unique"


class StoryIssue(Record):
    """One thing that could be better about a story: advice, never a reason to refuse it."""

    criterion: Criterion
    message: Text
    """What was found and what would help, in one line."""
    span: tuple[int, int] | None = None
    """Where in the story, from and up to but not including; None where it is about the whole."""


class UserStory(Record):
    """One user story, as cleaned."""

    id: Annotated[Text, StringConstraints(pattern=STORY_ID)]
    story: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=STORY_LENGTH[0], max_length=STORY_LENGTH[1]),
    ]
    domain: Text = "general"
    difficulty: Difficulty = Difficulty.MEDIUM
    acceptance_criteria: tuple[Text, ...] = ()
    tags: tuple[Text, ...] = ()
    subset: Subset = Subset.DEV
    category: Text | None = None
    """Which kind of hard case an edge case is; None for the user's own stories."""
    backlog: Text | None = None
    """The file that it came from, where stories come from several: those of one are not independent."""
    derived: tuple[Literal["id", "domain", "difficulty"], ...] = ()
    """Fields that the input did not have and a documented rule gave (docs/data.md)."""
    story_issues: tuple[StoryIssue, ...] = ()


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
    """The suite that a test engineer wrote, or approved, for a story: the yardstick."""

    story_id: Text
    test_cases: Annotated[tuple[TestCase, ...], Field(min_length=1)]
    provenance: Provenance | None = None
    """None: a test engineer wrote it."""

    @property
    def is_exemplary(self) -> bool:
        """Whether it may stand for good work: written by a test engineer, or rated 4 of 5 or better."""
        return self.provenance is None or self.provenance.rating >= EXEMPLARY_FROM


class QuarantinedRow(Record):
    """A row that was left out of the data, and why."""

    file: str
    row: int
    """Counted from 1: the line in a text file, the position in a list."""
    id: str | None = None
    reason: str
