"""Scoring in chunks: lines of stories go out to several processes, scored lines and figures come back.

Nothing is held of a story once its chunk is written, so memory does not grow with the texts. Chunks come back
in their order: the output is the same for any number of processes.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice, zip_longest
from typing import NamedTuple

from casewright.cells import StoryFigures
from casewright.errors import DataError
from casewright.latency import Measured
from casewright.lines import StoryLines
from casewright.records import Generation, ReferenceSuite, Timing, UserStory
from casewright.records.judgements import Judgement
from casewright.scoring import Scored, Yardstick, merge_repeats, score_generation

CHUNK = 64
"""Stories that travel together."""
WORTH_A_PROCESS = 400
"""Stories under which another process takes longer to start than it saves."""
_AHEAD = 3
"""Chunks that wait for a process while it works on another."""


class ScoredChunk(NamedTuple):
    """What came of a chunk."""

    cases: str
    """`CaseScore` records, one a line."""
    stories: str
    """`StoryScore` records, one a line."""
    figures: list[StoryFigures]


def score_chunk(rows: list[StoryLines], yardstick: Yardstick) -> ScoredChunk:
    """Score every story of a chunk."""
    cases: list[str] = []
    stories: list[str] = []
    figures: list[StoryFigures] = []
    for row in rows:
        generations = [line.read(Generation) for line in row.generations]
        scored = _score_story(row, generations, yardstick)
        merged = merge_repeats([one.story for one in scored])
        cases += [f"{case.model_dump_json()}\n" for one in scored for case in one.cases]
        stories.append(f"{merged.model_dump_json()}\n")
        timings = [Measured.of(line.read(Timing)) for line in row.timings]
        figures.append(StoryFigures.of(merged, timings, generations, [one.cases for one in scored]))
    return ScoredChunk("".join(cases), "".join(stories), figures)


def _score_story(row: StoryLines, generations: list[Generation], yardstick: Yardstick) -> list[Scored]:
    """Score what a cell made of one story, each repeat by itself.

    Raises:
        DataError: a line is no such record, or a generation is of another story.

    """
    story = row.story.read(UserStory)
    first = row.generations[0]
    if any(one.story_id != story.id for one in generations):
        raise DataError(
            f"{first.path}: line {first.number}: story_id: expected {story.id!r} as in {row.story.path}; got "
            f"{generations[0].story_id!r}; run `dvc repro --force generate`"
        )
    reference = row.reference.read(ReferenceSuite) if row.reference else None
    judgements = [line.read(Judgement) for line in row.judgements]
    return [
        score_generation(story, one, reference, yardstick, judgement)
        for one, judgement in zip_longest(generations, judgements)
    ]


def score_lines(
    rows: Iterable[StoryLines], yardstick: Yardstick, processes: int, chunk: int = CHUNK
) -> Iterator[ScoredChunk]:
    """Score every story, in order, in this process or in several."""
    left = iter(rows)
    chunks: Iterator[list[StoryLines]] = iter(lambda: list(islice(left, chunk)), [])
    if processes == 1:
        yield from (score_chunk(one, yardstick) for one in chunks)
        return
    # Spawned, not forked: NumPy keeps threads, and a fork of a process with threads may hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _take_yardstick, (yardstick,)) as pool:
        try:
            yield from _in_order(pool, chunks, processes * (1 + _AHEAD))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def processes_for(stories: int, wanted: int | None) -> int:
    """How many processes score so many stories: as wanted, else all cores where that is worth their start."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return wanted or max(1, min(cores, stories // WORTH_A_PROCESS))


def _in_order(
    pool: ProcessPoolExecutor, chunks: Iterator[list[StoryLines]], under_way: int
) -> Iterator[ScoredChunk]:
    waiting: deque[Future[ScoredChunk]] = deque(
        pool.submit(_score_with_own, one) for one in islice(chunks, under_way)
    )
    while waiting:
        done = waiting.popleft().result()
        waiting.extend(pool.submit(_score_with_own, one) for one in islice(chunks, 1))
        yield done


_own_yardstick: list[Yardstick] = []
"""That of a worker process: it travels once, and not with each chunk."""


def _take_yardstick(yardstick: Yardstick) -> None:
    _own_yardstick[:] = [yardstick]


def _score_with_own(rows: list[StoryLines]) -> ScoredChunk:
    return score_chunk(rows, _own_yardstick[0])
