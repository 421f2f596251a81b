"""What a run found: all that the report is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casewright.choice import Choice
from casewright.leaderboard import Row, rank
from casewright.records import Cell, CellConditions, CellScore, StoryScore, Subset, TypeScore
from casewright.records.judgements import JudgeStatus, JudgeValidation
from casewright.review.summary import ReviewSummary


@dataclass(frozen=True)
class Findings:
    """What a run found."""

    choice: Choice
    cells: Sequence[CellScore]
    """One row a cell and subset."""
    stories: Sequence[StoryScore]
    """One row a cell and story, of every subset."""
    conditions: Sequence[CellConditions]
    cleaning: Mapping[str, Any]
    judging: JudgeStatus
    judge_validation: JudgeValidation | None
    """None: nothing was judged, or the judge was not checked."""
    review: ReviewSummary | None
    """None: people have not reviewed anything."""
    types: Sequence[TypeScore]
    """One row a cell, subset and type of test case."""
    passing_quality: float
    """Quality from which a suite passes, 0-1."""
    weights: Mapping[str, float]
    """What each scorer counts in the quality score."""
    data_digest: str
    held_out_share: float
    """As set: it says whether no held-out story was wanted, or whether there were too few to hold one out."""

    @property
    def chosen(self) -> CellScore:
        """The scores of the chosen cell on dev stories."""
        return next(row.cell for row in self.leaderboard if row.cell.cell == self.choice.cell)

    @property
    def leaderboard(self) -> list[Row]:
        """The cells in order."""
        return rank(self.cells, self.choice)

    def stories_of(self, cell: Cell, *subsets: Subset) -> list[StoryScore]:
        """The stories of one cell in some subsets, in all of them where none is named."""
        return [
            story
            for story in self.stories
            if story.cell == cell and story.subset in (subsets or tuple(Subset))
        ]
