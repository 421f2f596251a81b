"""What every format is made of, and how its texts become files."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from casewright.errors import DataError
from casewright.exports.suite import ExportedSuite, tidied
from casewright.jsonl import Sized


class Place(NamedTuple):
    """Where a suite stands in an export, both counted from 1."""

    suite: int
    case: int
    """Of the suite's first test case, over all suites."""


@dataclass(frozen=True)
class Options:
    """What a tool wants to know and no suite says."""

    project: str | None = None
    """Key of the Jira project, or Azure DevOps' area path."""


Pieces = Callable[[ExportedSuite, Place, Options], Iterator[str]]


def _nothing(_: Iterable[ExportedSuite]) -> str:
    return ""


@dataclass(frozen=True)
class Exporter:
    """One format: a file is its head, its pieces with what stands between them, and its tail."""

    name: str
    """What the command and the service call it."""
    purpose: str
    """Which tool reads it, and as what, in one line."""
    suffix: str
    media_type: str
    pieces: Pieces
    """A suite as texts: one a test case where a file can be full, else one for all."""
    head: Callable[[Iterable[ExportedSuite]], str] = _nothing
    between: str = ""
    tail: str = ""
    bom: bool = False
    """Whether a byte-order mark comes first, by which Excel knows UTF-8."""
    cases_a_file: int | None = None
    """Test cases that the tool takes at once; more go to further files. None: any number."""
    bytes_a_file: int | None = None
    """The same in bytes."""
    is_file_a_suite: bool = False
    needs_project: bool = False
    keeps_texts: bool = False
    """Whether texts go out as they are, control characters and all."""


class Chunk(NamedTuple):
    """Text for a file."""

    file: int
    """Counted from 1."""
    story_id: str
    """Of the suite that the text is of, or was last."""
    text: str


def chunks(exporter: Exporter, suites: Sized[ExportedSuite], options: Options) -> Iterator[Chunk]:
    """All of an export, a little at a time; nothing is held but the text under way.

    `suites` is gone through twice where the head of a format lists them.

    Raises:
        DataError: the format needs a project, and there is none.

    """
    if exporter.needs_project and not options.project:
        raise DataError(
            f"format {exporter.name!r}: no project; expected the key of a Jira project; add PROJECT=SHOP"
        )
    head = ("\ufeff" if exporter.bom else "") + exporter.head(map(tidied, suites))
    full = _Fullness(exporter)
    file, case, last = 1, 1, ""
    for position, suite in enumerate(suites, start=1):
        shown = suite if exporter.keeps_texts else tidied(suite)
        for text in exporter.pieces(shown, Place(position, case), options):
            if not full.takes(text, is_new_suite=last != suite.story_id):
                yield Chunk(file, last, exporter.tail)
                file += 1
                full = _Fullness(exporter)
                full.takes(text, is_new_suite=True)
            yield Chunk(file, suite.story_id, (head if full.pieces == 1 else exporter.between) + text)
            last = suite.story_id
        case += len(suite.test_cases)
    yield Chunk(file, last, exporter.tail if last else head + exporter.tail)


class _Fullness:
    """How much is in a file."""

    def __init__(self, exporter: Exporter) -> None:
        self._exporter = exporter
        self.pieces = 0
        self._bytes = 0

    def takes(self, text: str, *, is_new_suite: bool) -> bool:
        """Count a text in, if there is room for it; an empty file has room for anything."""
        size, limits = len(text.encode()), self._exporter
        if self.pieces and (
            (limits.is_file_a_suite and is_new_suite)
            or (limits.cases_a_file is not None and self.pieces >= limits.cases_a_file)
            or (limits.bytes_a_file is not None and self._bytes + size > limits.bytes_a_file)
        ):
            return False
        self.pieces += 1
        self._bytes += size
        return True
