"""The lines of large files that the page shows; nothing of the others is held."""

import re
from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

from casewright.jsonl import Line
from casewright.paths import GENERATIONS, REFERENCES, SCORES, STORIES

_ID = re.compile(rb'^\{"(?:story_)?id":"([A-Za-z0-9._:-]+)"')


class Sources(NamedTuple):
    """Where the stages before left what the page shows beside the findings."""

    stories: Path = STORIES
    references: Path = REFERENCES
    generations: Path = GENERATIONS
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
