"""What was written of each cell, line by line: each story with its reference, its generations and the rest.

Nothing is parsed here and no text is held, so that lines can be handed to other processes as they are.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count, islice, zip_longest
from pathlib import Path
from typing import IO, NamedTuple, Self

from casewright.errors import DataError
from casewright.jsonl import Line
from casewright.records import CellConditions, ReferenceSuite, UserStory

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
