"""Scoring in chunks: lines of stories go out to several processes, scored lines and figures come back.

Nothing is held of a story once its chunk is written, so memory does not grow with the texts. Chunks come back
in their order: the output is the same for any number of processes.
"""

import multiprocessing
import os
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count, islice, zip_longest
from pathlib import Path
from typing import IO, NamedTuple, Self

from casewright.cells import StoryFigures
from casewright.errors import DataError
from casewright.jsonl import Line
from casewright.latency import Measured
from casewright.records import CellConditions, Generation, ReferenceSuite, Timing, UserStory
from casewright.records.judgements import Judgement
from casewright.scoring import Yardstick, merge_repeats, score_generation

CHUNK = 64
"""Stories that travel together."""
WORTH_A_PROCESS = 400
"""Stories under which another process takes longer to start than it saves."""
_AHEAD = 3
"""Chunks that wait for a process while it works on another."""
_ID = re.compile(rb'^\{"id":"([A-Za-z0-9._:-]+)"')
_STORY_ID = re.compile(rb'^\{"story_id":"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class CellFiles:
    """What `generate` left of one cell."""

    generations: Path
    timings: Path
    conditions: CellConditions
    judgements: Path | None = None
    """None: nothing was judged."""

    @property
    def name(self) -> str:
        """What the cell is called."""
        return self.conditions.cell.name


class StoryLines(NamedTuple):
    """One story and all that belongs to it."""

    story: Line
    reference: Line | None
    generations: tuple[Line, ...]
    """One a repeat."""
    timings: tuple[Line, ...]
    judgements: tuple[Line, ...] = ()
    """One a repeat, or none."""


class ScoredChunk(NamedTuple):
    """What came of a chunk."""

    cases: str
    """`CaseScore` records, one a line."""
    stories: str
    """`StoryScore` records, one a line."""
    figures: list[StoryFigures]


class ReferenceLines:
    """Where the reference suite of each story is in its file: an id and three numbers each are held."""

    def __init__(self, path: Path) -> None:
        """Look through `path` once.

        Raises:
            DataError: the file is missing.

        """
        self._path = path
        self._places: dict[str, tuple[int, int, int]] = {}
        self._file = _opened(path)
        start = 0
        for number, text in enumerate(self._file, start=1):
            found = _STORY_ID.match(text)
            story_id = found[1].decode() if found else Line(path, number, text).read(ReferenceSuite).story_id
            self._places[story_id] = (number, start, len(text))
            start += len(text)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._file.close()

    def find(self, story_id: str) -> Line | None:
        """The line of one story's reference suite; None where it has none."""
        place = self._places.get(story_id)
        if place is None:
            return None
        number, start, size = place
        self._file.seek(start)
        return Line(self._path, number, self._file.read(size))


def story_lines(cell: CellFiles, stories: Path, references: ReferenceLines) -> Iterator[StoryLines]:
    """Every story of a cell with what belongs to it, in the stories' order.

    Raises:
        DataError: the cell has not exactly one generation, one timing and, where there was a judge, one
            judgement for each repeat of each story.

    """
    repeats = cell.conditions.repeats
    paths = [cell.generations, cell.timings] + ([cell.judgements] if cell.judgements else [])
    with ExitStack() as stack:
        lines = [_lines(path, stack.enter_context(_opened(path))) for path in (stories, *paths)]
        groups = zip_longest(*(_groups(of_cell, repeats) for of_cell in lines[1:]), fillvalue=())
        for story, of_story in zip_longest(lines[0], groups):
            if story is None or any(len(group) != repeats for group in of_story or [()]):
                raise _incomplete(cell, stories, paths)
            yield StoryLines(story, references.find(_id_of(story)), *of_story)


def score_chunk(rows: list[StoryLines], yardstick: Yardstick) -> ScoredChunk:
    """Score every story of a chunk."""
    cases: list[str] = []
    stories: list[str] = []
    figures: list[StoryFigures] = []
    for row in rows:
        story = row.story.read(UserStory)
        reference = row.reference.read(ReferenceSuite).test_cases if row.reference else None
        generations = [line.read(Generation) for line in row.generations]
        if any(one.story_id != story.id for one in generations):
            raise DataError(
                f"{row.generations[0].path}: line {row.generations[0].number}: story_id: expected "
                f"{story.id!r} as in {row.story.path}; got {generations[0].story_id!r}; run "
                "`dvc repro --force generate`"
            )
        judgements = [line.read(Judgement) for line in row.judgements]
        scored = [
            score_generation(story, one, reference, yardstick, judgement)
            for one, judgement in zip_longest(generations, judgements)
        ]
        merged = merge_repeats([one.story for one in scored])
        cases += [f"{case.model_dump_json()}\n" for one in scored for case in one.cases]
        stories.append(f"{merged.model_dump_json()}\n")
        timings = [Measured.of(line.read(Timing)) for line in row.timings]
        figures.append(StoryFigures.of(merged, timings, generations, [one.cases for one in scored]))
    return ScoredChunk("".join(cases), "".join(stories), figures)


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


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise DataError(f"{path}: there is no such file; run `dvc repro`, which writes it") from error


def _lines(path: Path, file: Iterable[bytes]) -> Iterator[Line]:
    return (Line(path, number, text) for number, text in zip(count(1), file, strict=False))


def _groups(lines: Iterator[Line], size: int) -> Iterator[tuple[Line, ...]]:
    return iter(lambda: tuple(islice(lines, size)), ())


def _id_of(story: Line) -> str:
    """The id without the rest of the record, which the process that scores it reads."""
    found = _ID.match(story.text)
    return found[1].decode() if found else story.read(UserStory).id


def _incomplete(cell: CellFiles, stories: Path, paths: Sequence[Path]) -> DataError:
    counts = []
    for path in (*paths, stories):
        with path.open("rb") as file:
            counts.append(sum(1 for _ in file))
    *made, n_stories = counts
    what = ("generations", "timings", "judgements")
    said = ", ".join(f"{count} {name}" for count, name in zip(made, what, strict=False))
    return DataError(
        f"cell {cell.name!r}: {said} for {n_stories} stories; expected {cell.conditions.repeats} each; "
        "run `dvc repro --force generate`"
    )
