"""What the trackers say: per test case, per story, per cell."""

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from casewright.records.base import Record
from casewright.records.generations import Cell, Outcome
from casewright.records.resources import Basis
from casewright.records.smells import Assumption, Smell
from casewright.records.stories import CaseType, Criterion, Difficulty, Subset


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
    repeat: int = 0
    position: int
    """Of the case in its suite, from 1: a model may give one id twice."""
    type: CaseType
    scores: dict[str, float]
    """By scorer of cases, 0-1, and their weighted mean as `quality_score`."""
    matches: str | None = None
    """Id of the reference case that it matches one to one."""
    smells: tuple[Smell, ...] = ()
    assumptions: tuple[Assumption, ...] = ()


class StoryScore(Record):
    """What the trackers say of what a cell made of a story; of several repeats, the mean of each score."""

    story_id: str
    cell: Cell
    difficulty: Difficulty
    domain: str
    subset: Subset
    category: str | None = None
    """Which kind of hard case the story is; None for the user's own."""
    backlog: str | None = None
    """The file that the story came from, where stories come from several."""
    story_issues: tuple[Criterion, ...] = ()
    """What could be better about the story itself, each criterion once."""
    outcome: Outcome
    """Of the first repeat that failed; `ok` where none did."""
    first_attempt_ok: bool
    """Of every repeat."""
    attempts: int
    """The most that a repeat took."""
    failed_attempts: tuple[Outcome, ...] = ()
    """How each attempt ended that was not valid as it came, repairs included."""
    problem: str = ""
    """What was wrong with the last of them, in one line."""
    scores: dict[str, Score]
    smells: dict[str, int] = Field(default_factory=dict)
    """How often each rule found something."""
    suite_smells: tuple[Smell, ...] = ()
    """Those that are about the suite and not about one of its cases, each once."""
    unmatched: tuple[str, ...] = ()
    """Ids of the reference cases that no generated case matches, in any repeat."""
    quality_by_repeat: tuple[float, ...] = ()
    """The quality score of each repeat."""


class TypeScore(Record):
    """What the trackers say of one cell's test cases of one type on one subset."""

    cell: Cell
    subset: Subset
    type: CaseType
    cases: int
    quality: float
    """Mean quality of the cases, 0-1, as the scorers of cases have it."""
    smells: dict[str, int]
    """How often each rule found something in them."""


class CellScore(Record):
    """What the trackers say of one cell over its stories of one subset."""

    cell: Cell
    subset: Subset
    stories: int
    """How many stories of the subset the cell was given: the denominator of every rate."""
    repeats: int = 1
    """Suites for each story."""
    model_digest: str
    scores: dict[str, Score]
    recommendations: tuple[str, ...] = ()


def cell_row(rows: Iterable[CellScore], cell: Cell, subset: Subset) -> CellScore | None:
    """The row of one cell on one subset; None where it has no story of it."""
    return next((row for row in rows if row.cell == cell and row.subset is subset), None)


def story_values(metric: str, rows: Iterable[StoryScore]) -> list[float]:
    """What was measured of a metric, a value a story."""
    scores = (row.scores.get(metric) for row in rows)
    return [score.value for score in scores if score and score.value is not None]
