"""From generations and timings to scores: per test case, per story, per cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casewright.cost import cost_scores, recommendations
from casewright.errors import DataError
from casewright.latency import latency_scores
from casewright.matching import case_text, reference_scores
from casewright.params import CostParams, ScoreParams
from casewright.quality import case_scores, cell_scores, story_scores
from casewright.records import (
    CaseScore,
    CellRun,
    CellScore,
    Generation,
    Outcome,
    ReferenceSuite,
    StoryScore,
    TestCase,
    UserStory,
)
from casewright.similarity import TfIdf


@dataclass(frozen=True)
class Yardstick:
    """What generated suites are held against; the same for every cell of a run."""

    stories: Mapping[str, UserStory]
    references: Mapping[str, tuple[TestCase, ...]]
    weights: TfIdf
    """Learnt from stories and references only, so that no cell changes another's score."""

    @classmethod
    def build(cls, stories: Sequence[UserStory], references: Sequence[ReferenceSuite]) -> "Yardstick":
        """Learn the term weights from the stories and their references."""
        texts = [story.story for story in stories]
        texts += [case_text(case) for suite in references for case in suite.test_cases]
        return cls(
            {story.id: story for story in stories},
            {suite.story_id: suite.test_cases for suite in references},
            TfIdf.learn(texts),
        )


@dataclass(frozen=True)
class Scored:
    """The three tables of one cell."""

    cases: list[CaseScore]
    stories: list[StoryScore]
    cell: CellScore


def score_cell(run: CellRun, yardstick: Yardstick, score: ScoreParams, cost: CostParams) -> Scored:
    """Apply the quality, latency and cost trackers to one cell.

    Raises:
        DataError: the cell has not exactly one generation for every story.

    """
    _check_whole(run, yardstick)
    cases: list[CaseScore] = []
    stories: list[StoryScore] = []
    for generation in run.generations:
        of_cases, of_story = _score_story(generation, yardstick, score)
        cases += of_cases
        stories.append(of_story)
    first = [generation.attempts[0].outcome for generation in run.generations]
    scores = cell_scores(stories, first, score.passing_quality)
    scores |= latency_scores(run.timings, run.conditions.span_s, score.sla_p95_ms)
    scores |= cost_scores(cost, run.conditions, len(stories), scores)
    cell = CellScore(
        cell=run.conditions.cell,
        stories=len(stories),
        model_digest=run.conditions.model_digest,
        scores=scores,
        recommendations=recommendations(scores),
    )
    return Scored(cases, stories, cell)


def _check_whole(run: CellRun, yardstick: Yardstick) -> None:
    seen = [generation.story_id for generation in run.generations]
    if sorted(seen) != sorted(yardstick.stories):
        raise DataError(
            f"cell {run.conditions.cell.name!r}: {len(seen)} generations for "
            f"{len(yardstick.stories)} stories; expected one each; run `dvc repro --force generate`"
        )


def _score_story(
    generation: Generation, yardstick: Yardstick, params: ScoreParams
) -> tuple[list[CaseScore], StoryScore]:
    story = yardstick.stories[generation.story_id]
    by_case = case_scores(generation.test_cases)
    scores = story_scores(generation, by_case)
    scores |= reference_scores(
        generation.test_cases,
        yardstick.references.get(story.id),
        yardstick.weights,
        params.match_threshold,
    )
    cases = [
        CaseScore(story_id=story.id, cell=generation.cell, position=position, type=case.type, scores=row)
        for position, (case, row) in enumerate(zip(generation.test_cases, by_case, strict=True), start=1)
    ]
    return cases, StoryScore(
        story_id=story.id,
        cell=generation.cell,
        difficulty=story.difficulty,
        domain=story.domain,
        outcome=generation.failure or Outcome.OK,
        attempts=len(generation.attempts),
        scores=scores,
    )
