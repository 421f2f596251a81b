"""From generations and timings to scores: per test case, per story, per cell and subset.

What is said of stories is said of one subset. What is seen of the machine (throughput, cost, memory) is of
the whole batch: the subsets share its requests, so none of them has a span of its own.
"""

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
    Score,
    StoryScore,
    Subset,
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
    """Learnt from the user's stories and references only, so that neither a cell nor the edge cases change
    the score of another."""

    @classmethod
    def build(cls, stories: Sequence[UserStory], references: Sequence[ReferenceSuite]) -> "Yardstick":
        """Learn the term weights from the user's own stories and their references."""
        edge_cases = {story.id for story in stories if story.subset is Subset.EDGE_CASE}
        texts = [story.story for story in stories if story.id not in edge_cases]
        texts += [
            case_text(case)
            for suite in references
            if suite.story_id not in edge_cases
            for case in suite.test_cases
        ]
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
    cells: list[CellScore]
    """One row a subset that has stories."""


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
    batch = _batch_scores(run, score, cost)
    present = [subset for subset in Subset if any(story.subset is subset for story in stories)]
    return Scored(cases, stories, [_score_subset(one, run, stories, batch, score) for one in present])


def _batch_scores(run: CellRun, score: ScoreParams, cost: CostParams) -> dict[str, Score]:
    """What is seen of the machine while all subsets share it."""
    latency = latency_scores(run.timings, run.conditions.span_s, score.sla_p95_ms)
    costs = cost_scores(cost, run.conditions, len(run.generations), latency)
    return {"throughput_per_min": latency["throughput_per_min"], **costs}


def _score_subset(
    subset: Subset,
    run: CellRun,
    stories: Sequence[StoryScore],
    batch: Mapping[str, Score],
    score: ScoreParams,
) -> CellScore:
    """The row of a cell for one subset."""
    own = [story for story in stories if story.subset is subset]
    ids = {story.story_id for story in own}
    first = [one.attempts[0].as_it_came for one in run.generations if one.story_id in ids]
    timings = [timing for timing in run.timings if timing.story_id in ids]
    shared = batch if len(own) == len(stories) else {name: _of_batch(one) for name, one in batch.items()}
    scores = cell_scores(own, first, score.passing_quality)
    scores |= latency_scores(timings, run.conditions.span_s, score.sla_p95_ms)
    scores |= shared
    return CellScore(
        cell=run.conditions.cell,
        subset=subset,
        stories=len(own),
        model_digest=run.conditions.model_digest,
        scores=scores,
        recommendations=recommendations(scores),
    )


def _of_batch(score: Score) -> Score:
    """A figure of the whole batch, which its reason has to say where it stands beside those of a subset."""
    return score.model_copy(update={"reason": f"{score.reason}; of the whole batch"})


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
        subset=story.subset,
        category=story.category,
        story_issues=tuple(dict.fromkeys(issue.criterion for issue in story.story_issues)),
        outcome=generation.failure or Outcome.OK,
        first_attempt_ok=generation.first_attempt_ok,
        attempts=len(generation.attempts),
        scores=scores,
    )
