"""The lines of large files that the page shows; nothing of the others is held."""

import re
from array import array
from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from casewright.jsonl import Line, Records
from casewright.paths import GENERATIONS, REFERENCES, SCORES, STORIES, TIMINGS
from casewright.records import Cell, Timing

_ID = re.compile(rb'^\{"(?:story_)?id":"([A-Za-z0-9._:-]+)"')


class Sources(NamedTuple):
    """Where the stages before left what the page shows beside the findings."""

    stories: Path = STORIES
    references: Path = REFERENCES
    generations: Path = GENERATIONS
    timings: Path = TIMINGS
    cases: Path = SCORES / "cases.jsonl"


def lines(path: Path) -> Iterator[tuple[str, Line]]:
    """Each line with the id of the story that it is about; none where the file is not there."""
    if path.is_file():
        with path.open("rb") as file:
            for number, text in enumerate(file, start=1):
                if found := _ID.match(text):
                    yield found[1].decode(), Line(path, number, text)


def kept(path: Path, ids: Container[str]) -> dict[str, list[Line]]:
    """The lines about some stories, by story."""
    found: dict[str, list[Line]] = {}
    for story_id, line in lines(path):
        if story_id in ids:
            found.setdefault(story_id, []).append(line)
    return found


def latencies(sources: Sources, cell: Cell, dev: Container[str]) -> Sequence[float]:
    """Seconds that a cell took over each dev story, those that were measured."""
    path = sources.timings / f"{cell.slug}.jsonl"
    seconds = array("d")
    if path.is_file():
        for timing in Records(path, Timing):
            if timing.story_id in dev and (latency := timing.latency_s) is not None:
                seconds.append(latency)
    return seconds
