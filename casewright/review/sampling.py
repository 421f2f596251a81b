"""Which suites people are asked to rate: stories drawn by difficulty, with the suites of every cell.

The same seed over the same run draws the same sample. A story's place in the draw is made of the seed and its
own id, so new stories leave most of the others' places alone.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from casewright.errors import DataError
from casewright.params import BASELINE, ReviewParams
from casewright.records import (
    Aspect,
    Cell,
    Difficulty,
    Generation,
    ReviewTask,
    StoryScore,
    Subset,
    UserStory,
)

_MEASURED_BY: dict[Aspect, tuple[str, ...]] = {
    Aspect.RELEVANCE: ("grounding_score",),
    Aspect.COMPLETENESS: ("type_score", "story_coverage"),
    Aspect.CLARITY: ("oracle_score", "step_score"),
    Aspect.USABILITY: ("precondition_score", "flow_score"),
}
"""What comes nearest to an aspect, 0-1; the mean of those that were measured fills in the form."""


@dataclass(frozen=True)
class Run:
    """What one cell left behind, as far as people can review it."""

    generations: Iterable[Generation]
    """Gone through twice at most."""
    digest: str
    """SHA-256 of the file of generations."""
    mlflow_run: str | None = None


@dataclass(frozen=True)
class Sample:
    """What was drawn."""

    digest: str
    tasks: tuple[ReviewTask, ...]
    without_suite: int
    """Suites that were drawn and are not there, because the cell failed on the story."""


def draw(
    stories: Iterable[UserStory],
    runs: Sequence[Run],
    scores: Mapping[tuple[Cell, str], StoryScore],
    params: ReviewParams,
) -> Sample:
    """The sample, in an order that says nothing of story or cell; of several repeats the first.

    The baseline is left out where a model wrote suites too: people's time goes to what could be chosen.

    Raises:
        DataError: no cell has a suite.

    """
    runs = _contenders(runs)
    reviewable = {
        one.story_id for run in runs for one in run.generations if one.test_cases and not one.repeat
    }
    chosen = {one.id: one for one in _chosen([s for s in stories if s.id in reviewable], params)}
    if not chosen:
        raise DataError("review: no suite to be reviewed; run `dvc repro`, which generates them")
    drawn = [
        (run, one) for run in runs for one in run.generations if one.story_id in chosen and not one.repeat
    ]
    with_suite = [(run, one) for run, one in drawn if one.test_cases]
    with_suite.sort(key=lambda pair: _place(params.seed, pair[1].story_id, pair[1].cell.slug))
    digest = _digest([one for _, one in with_suite], params.seed)
    tasks = tuple(
        _task(f"{digest}-{number:03d}", chosen[one.story_id], one, run, scores.get((one.cell, one.story_id)))
        for number, (run, one) in enumerate(with_suite, start=1)
    )
    return Sample(digest, tasks, len(drawn) - len(with_suite))


def predicted_ratings(computed: Mapping[str, float]) -> dict[Aspect, int]:
    """What the rules measured as ratings from 1 to 5; an aspect of which nothing was measured has none."""
    ratings = {}
    for aspect, metrics in _MEASURED_BY.items():
        values = [computed[name] for name in metrics if name in computed]
        if values:
            ratings[aspect] = round(1 + 4 * sum(values) / len(values))
    return ratings


def _contenders(runs: Sequence[Run]) -> list[Run]:
    firsts = [(run, next(iter(run.generations), None)) for run in runs]
    models = [run for run, first in firsts if first and first.cell.model != BASELINE]
    return models or list(runs)


def _chosen(stories: Sequence[UserStory], params: ReviewParams) -> list[UserStory]:
    own = [story for story in stories if story.subset is not Subset.EDGE_CASE]
    chosen = []
    for difficulty in Difficulty:
        stratum = _in_order([story for story in own if story.difficulty is difficulty], params.seed)
        wanted = max(params.per_difficulty, math.ceil(params.share * len(stratum)))
        chosen += stratum[:wanted]
    return chosen + _edge_cases(stories, params)


def _edge_cases(stories: Sequence[UserStory], params: ReviewParams) -> list[UserStory]:
    """The first of every category, then the second of every category, and so on."""
    groups: dict[str, list[UserStory]] = {}
    for story in _in_order(stories, params.seed):
        if story.subset is Subset.EDGE_CASE:
            groups.setdefault(story.category or "", []).append(story)
    ranked = [(rank, name, one) for name, group in groups.items() for rank, one in enumerate(group)]
    ranked.sort(key=lambda entry: entry[:2])
    return [story for _, _, story in ranked[: params.edge_cases]]


def _in_order(stories: Sequence[UserStory], seed: int) -> list[UserStory]:
    return sorted(stories, key=lambda story: _place(seed, story.id))


def _place(seed: int, *names: str) -> bytes:
    return hashlib.sha256("\0".join([str(seed), *names]).encode()).digest()


def _digest(generations: Sequence[Generation], seed: int) -> str:
    digest = hashlib.sha256(str(seed).encode())
    for one in generations:
        digest.update(
            one.model_dump_json(include={"story_id", "cell", "model_digest", "test_cases"}).encode()
        )
    return digest.hexdigest()[:8]


def _task(
    id_: str, story: UserStory, generation: Generation, run: Run, score: StoryScore | None
) -> ReviewTask:
    scores = score.scores if score else {}
    computed = {name: one.value for name, one in scores.items() if one.value is not None}
    return ReviewTask(
        id=id_,
        story_id=story.id,
        story=story.story,
        acceptance_criteria=story.acceptance_criteria,
        difficulty=story.difficulty,
        subset=story.subset,
        cell=generation.cell,
        model_digest=generation.model_digest,
        prompt_hash=generation.prompt_hash,
        run=run.digest,
        mlflow_run=run.mlflow_run,
        test_cases=generation.test_cases,
        computed=computed,
        predicted=predicted_ratings(computed),
    )
