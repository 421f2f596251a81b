"""Suites in, judgements out: several samples a suite, so many calls at once."""

import contextlib
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from casewright.ollama import ModelInfo
from casewright.pool import pooled
from casewright.records import AttemptTiming, Cell, Outcome, TestCase, UserStory
from casewright.records.judgements import (
    CriterionScore,
    JudgeCriterion,
    JudgeEngine,
    Judgement,
    JudgeSample,
)


@dataclass(frozen=True)
class Exhibit:
    """A suite that is to be judged; whose it is does not reach the judge."""

    story: UserStory
    cell: Cell
    cases: tuple[TestCase, ...]
    no_suite: Outcome | None = None
    """Why there are no cases."""
    repeat: int = 0


class Looked(NamedTuple):
    """One sample, and how long its calls took."""

    sample: JudgeSample
    attempts: Sequence[AttemptTiming]


class Judge(Protocol):
    """What looks at a suite."""

    @property
    def engine(self) -> JudgeEngine:
        """How it judges."""

    @property
    def model(self) -> ModelInfo:
        """Who it is."""

    @property
    def prompt_hash(self) -> str:
        """What it is asked, as a digest."""

    async def look(self, exhibit: Exhibit, number: int) -> Looked:
        """One sample."""
        ...


class Placed(NamedTuple):
    """The judgement of the exhibit at a position, 0 for the first."""

    position: int
    judgement: Judgement


class _Piece(NamedTuple):
    position: int
    exhibit: Exhibit
    number: int
    """Of the sample, from 1; 0 where there is nothing to look at."""


async def judged(
    judge: Judge,
    exhibits: Iterable[Exhibit],
    samples: int,
    workers: int,
    seen: Callable[[Looked], None] = lambda _: None,
) -> AsyncGenerator[Placed, None]:
    """The judgement of every exhibit, as it comes; `seen` is told of each sample.

    Raises:
        ServerError: no server is left.

    """
    waiting: dict[int, list[JudgeSample]] = {}

    async def work(piece: _Piece) -> tuple[_Piece, Looked | None]:
        return piece, await judge.look(piece.exhibit, piece.number) if piece.number else None

    async with contextlib.aclosing(pooled(_pieces(exhibits, samples), work, workers)) as done:
        async for piece, looked in done:
            own = waiting.setdefault(piece.position, [])
            if looked is not None:
                own.append(looked.sample)
                seen(looked)
            if looked is None or len(own) == samples:
                yield Placed(piece.position, judgement(judge, piece.exhibit, waiting.pop(piece.position)))


def judgement(judge: Judge, exhibit: Exhibit, samples: Sequence[JudgeSample]) -> Judgement:
    """What the samples of one suite come to."""
    ordered = tuple(sorted(samples, key=lambda sample: sample.number))
    usable = [sample.scores for sample in ordered if sample.scores]
    return Judgement(
        story_id=exhibit.story.id,
        cell=exhibit.cell,
        repeat=exhibit.repeat,
        judge=judge.model.name,
        judge_digest=judge.model.digest,
        prompt_hash=judge.prompt_hash,
        engine=judge.engine,
        samples=ordered,
        scores={criterion: _over([one[criterion] for one in usable]) for criterion in JudgeCriterion}
        if usable
        else {},
        no_suite=exhibit.no_suite,
    )


def _over(scores: Sequence[float]) -> CriterionScore:
    return CriterionScore(
        score=sum(scores) / len(scores), lowest=min(scores), highest=max(scores), samples=len(scores)
    )


def _pieces(exhibits: Iterable[Exhibit], samples: int) -> Iterator[_Piece]:
    for position, exhibit in enumerate(exhibits):
        for number in range(1, samples + 1) if exhibit.cases else (0,):
            yield _Piece(position, exhibit, number)
