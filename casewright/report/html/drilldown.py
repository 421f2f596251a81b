"""Story by story: a line a story that is always there, and what lies behind it packed until it is asked for.

What lies behind is HTML that is written here, escaped here, and unpacked by the browser: a page of 490
suites is a third of a megabyte so, and a phone has to lay out only what is looked at.
"""

import base64
import gzip
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from jinja2 import Template

from casewright.failures import failures
from casewright.jsonl import Line
from casewright.records import CaseScore, Generation, Outcome, ReferenceSuite, StoryScore, UserStory
from casewright.report.findings import Findings
from casewright.report.html.reading import Sources, kept, lines
from casewright.report.html.selection import Selection, select
from casewright.report.html.suites import Made, story_view

MOST_BYTES = 8_000_000
"""Packed stories on the page, at most: long texts are held back before the page becomes too large to send."""


class Entry(NamedTuple):
    """One line of the list."""

    story: UserStory
    score: StoryScore | None
    """Of the chosen cell."""
    quality: str
    lowest: str
    highest: str
    kinds: tuple[str, ...]
    """What went wrong in any cell."""
    words: str
    """What a search looks through, in lower case."""
    packed: str


class Drilldown(NamedTuple):
    """The stories that can be looked at."""

    entries: list[Entry]
    total: int
    generations: int

    @property
    def is_whole(self) -> bool:
        """Whether every story is there."""
        return len(self.entries) == self.total


class _Lines(NamedTuple):
    """The lines about the stories that are shown, by story."""

    references: Mapping[str, Sequence[Line]]
    generations: Sequence[Mapping[str, Sequence[Line]]]
    """By cell, in the order of the leaderboard."""
    cases: Mapping[str, Sequence[Line]]


def drilldown(findings: Findings, sources: Sources, template: Template) -> Drilldown:
    """Read, write and pack what the selected stories have behind them."""
    repeats = max((cell.repeats for cell in findings.cells), default=1)
    selection = select(findings.stories, findings.choice.cell, repeats)
    ids = set(selection.ids)
    by_story: dict[str, list[StoryScore]] = {}
    for score in findings.stories:
        if score.story_id in ids:
            by_story.setdefault(score.story_id, []).append(score)
    held = _Lines(
        kept(sources.references, ids),
        [kept(sources.generations / f"{row.cell.cell.slug}.jsonl", ids) for row in findings.leaderboard],
        kept(sources.cases, ids),
    )
    stories = {one: line.read(UserStory) for one, line in lines(sources.stories) if one in ids}
    return _filled(selection, stories, by_story, held, findings, template)


def _filled(
    selection: Selection,
    stories: Mapping[str, UserStory],
    by_story: Mapping[str, Sequence[StoryScore]],
    held: _Lines,
    findings: Findings,
    template: Template,
) -> Drilldown:
    entries: dict[str, Entry] = {}
    size = shown = 0
    for story_id in selection.ids:
        if story_id not in stories or size >= MOST_BYTES:
            continue
        story, scores = stories[story_id], by_story[story_id]
        made = list(_made(story_id, scores, held, findings))
        reference = next((line.read(ReferenceSuite) for line in held.references.get(story_id, ())), None)
        view = story_view(story, reference, made, findings.weights)
        packed = pack(template.render(view=view))
        size += len(packed)
        shown += sum(len(one.generations) for one in made)
        entries[story_id] = _entry(story, scores, findings, packed)
    ordered = [entries[story_id] for story_id in stories if story_id in entries]
    return Drilldown(ordered, selection.total, shown)


def pack(html: str) -> str:
    """HTML as text that the page unpacks: gzip without a date, in Base64."""
    return base64.b64encode(gzip.compress(html.encode(), mtime=0)).decode()


def _made(story_id: str, scores: Sequence[StoryScore], held: _Lines, findings: Findings) -> Iterable[Made]:
    cases = [line.read(CaseScore) for line in held.cases.get(story_id, ())]
    by_cell = {score.cell: score for score in scores}
    for row, generations in zip(findings.leaderboard, held.generations, strict=True):
        cell = row.cell.cell
        if cell in by_cell:
            written = [line.read(Generation) for line in generations.get(story_id, ())]
            own = [case for case in cases if case.cell == cell]
            yield Made(row.standing, by_cell[cell], written, own)


def _entry(story: UserStory, scores: Sequence[StoryScore], findings: Findings, packed: str) -> Entry:
    qualities = [score.scores["quality_score"].value or 0.0 for score in scores]
    chosen = next((score for score in scores if score.cell == findings.choice.cell), None)
    found = failures(scores, findings.passing_quality, findings.weights)
    kinds = tuple(sorted({one.kind.replace("_", " ") for one in found}))
    smells = sum((Counter(score.smells) for score in scores), Counter[str]())
    failed = [score.cell.name for score in scores if score.outcome is not Outcome.OK]
    words = (story.id, story.story, story.domain, *story.tags, *kinds, *smells, *failed, *story.derived)
    value = chosen.scores["quality_score"].value if chosen else None
    return Entry(
        story,
        chosen,
        "not measured" if value is None else f"{value:.3f}",
        f"{min(qualities):.3f}",
        f"{max(qualities):.3f}",
        kinds,
        " ".join(words).lower(),
        packed,
    )
