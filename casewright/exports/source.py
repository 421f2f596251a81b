"""What there is to export: the suites of a cell, or the reference suites, each with its story."""

import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from casewright.choice import Choice
from casewright.errors import DataError
from casewright.exports import nearest
from casewright.exports.suite import ExportedSuite, Origin
from casewright.files import first_problem, read_json
from casewright.jsonl import Records
from casewright.paths import CHOICE, GENERATIONS, REFERENCES, STORIES
from casewright.records import Cell, Generation, ReferenceSuite, Subset, UserStory

REFERENCE_SUITES = "references"
"""What stands in the place of a cell's name for the reference suites."""


class Written(NamedTuple):
    """A suite, or why there is none."""

    story_id: str
    suite: ExportedSuite | None
    failure: str = ""


class Suites:
    """The suites that are to be exported, read anew, one at a time, whenever they are asked for."""

    def __init__(self, cell: str | None = None, stories: Collection[str] = (), repeat: int = 0) -> None:
        """Find what was asked for.

        Args:
            cell: its name, `references` for the reference suites, None for the chosen cell.
            stories: ids, in any order; none for all but the edge cases.
            repeat: which of the suites of a story, where the cell has several.

        Raises:
            DataError: there is no such cell or story, or a story that was named has no suite.

        """
        self.cell, self._file = _found(chosen_cell() if cell is None else cell)
        self._repeat, self._asked = repeat, frozenset(stories)
        self._stories = _StoryLines(STORIES)
        unknown = sorted(self._asked - self._stories.ids)
        if unknown:
            raise DataError(_no_story(unknown[0], self._stories.ids))
        self._run = None if self._file is None else _digest(self._file)
        self._count, self.without = self._look_through()

    @property
    def slug(self) -> str:
        """What the cell is called in the names of files."""
        return self.cell if self._file is None else self._file.stem

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[ExportedSuite]:
        """One suite after the other, in the order of their file."""
        yield from (one.suite for one in self._all() if one.suite is not None)

    def _look_through(self) -> tuple[int, list[str]]:
        """How many suites there are, and the stories that have none."""
        count, seen, without = 0, set(), []
        for one in self._all():
            seen.add(one.story_id)
            count += one.suite is not None
            if one.suite is None:
                without.append(one.story_id)
                if self._asked:
                    raise DataError(f"story {one.story_id!r}: {self.cell} wrote no suite: {one.failure}")
        missing = sorted(self._asked - seen)
        if missing:
            raise DataError(f"story {missing[0]!r}: {self.cell} has no suite of it; name other stories")
        if not count:
            raise DataError(f"{self.cell}: not one suite to export; name another cell")
        return count, without

    def _all(self) -> Iterator[Written]:
        for one in self._references() if self._file is None else self._generated(self._file):
            if one.story_id in self._asked or not self._asked:
                yield one

    def _references(self) -> Iterator[Written]:
        for one in Records(REFERENCES, ReferenceSuite):
            if self._is_wanted(one.story_id):
                by = one.provenance
                origin = Origin(reference=True)
                if by is not None:
                    names = ("model", "prompt", "model_digest", "prompt_hash", "run")
                    origin = Origin(reference=True, **{name: getattr(by, name) for name in names})
                yield self._suite(one.story_id, one, origin)

    def _generated(self, path: Path) -> Iterator[Written]:
        for one in Records(path, Generation):
            if one.repeat != self._repeat or not self._is_wanted(one.story_id):
                continue
            if one.failure is not None:
                yield Written(one.story_id, None, one.failure.value)
                continue
            origin = Origin(
                model=one.cell.model,
                prompt=one.cell.prompt,
                model_digest=one.model_digest or None,
                prompt_hash=one.prompt_hash or None,
                run=self._run,
            )
            yield self._suite(one.story_id, one, origin)

    def _is_wanted(self, story_id: str) -> bool:
        return story_id in self._asked or (not self._asked and story_id not in self._stories.edge_cases)

    def _suite(self, story_id: str, one: Generation | ReferenceSuite, origin: Origin) -> Written:
        story = self._stories.find(story_id)
        suite = ExportedSuite(
            story_id=story_id,
            story=story.story if story else None,
            acceptance_criteria=story.acceptance_criteria if story else (),
            test_cases=one.test_cases,
            origin=origin,
        )
        return Written(story_id, suite)


class _StoryLines:
    """The stories of a run, one found by its id: in memory is where in the file each one starts."""

    def __init__(self, path: Path) -> None:
        self._path, self._starts = path, dict[str, int]()
        self.edge_cases: set[str] = set()
        records, start = iter(Records(path, UserStory)), 0
        with path.open("rb") as file:
            for story, line in zip(records, file, strict=True):
                self._starts[story.id] = start
                start += len(line)
                if story.subset is Subset.EDGE_CASE:
                    self.edge_cases.add(story.id)

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(self._starts)

    def find(self, story_id: str) -> UserStory | None:
        start = self._starts.get(story_id)
        if start is None:
            return None
        with self._path.open("rb") as file:
            file.seek(start)
            return UserStory.model_validate_json(file.readline())


def chosen_cell() -> str:
    """The name of the cell that the last run chose.

    Raises:
        DataError: there is no choice yet, or none that can be read.

    """
    try:
        return Choice.model_validate(read_json(CHOICE)).cell.name
    except ValidationError as error:
        raise DataError(f"{CHOICE}: {first_problem(error)}; run `dvc repro`") from error


def _found(name: str) -> tuple[str, Path | None]:
    """A cell's own name and its generations, called by it, with an x for the ×, or by its file's name."""
    if name == REFERENCE_SUITES:
        return name, None
    files = {cell.name: path for path, cell in _cells()}
    for known, path in files.items():
        if _spelling(name) in (_spelling(known), _spelling(path.stem)):
            return known, path
    if not files:
        raise DataError(f"{GENERATIONS}: no generations in it; run `dvc repro generate`")
    shown = ", ".join([*files, REFERENCE_SUITES])
    raise DataError(f"cell {name!r}: there is none{nearest(name, [*files])}; expected one of {shown}")


def _cells() -> Iterator[tuple[Path, Cell]]:
    for path in sorted(GENERATIONS.glob("*.jsonl")):
        first = next(iter(Records(path, Generation)), None)
        if first is not None:
            yield path, first.cell


def _spelling(name: str) -> str:
    return name.replace(" × ", " x ").strip().casefold()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _no_story(story_id: str, ids: Collection[str]) -> str:
    return f"story {story_id!r}: there is none in {STORIES}{nearest(story_id, ids)}; see the ids there"
