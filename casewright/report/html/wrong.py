"""What went wrong, with the places: smells where they were found, failures with what the model wrote."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import NamedTuple

from casewright.failures import Failure, failures
from casewright.records import CaseScore, Generation, Outcome, Smell, StoryScore, Subset
from casewright.report.findings import Findings
from casewright.report.html.reading import Sources, lines
from casewright.report.html.suites import AttemptView, attempts_of, place_of
from casewright.smells import RULES

FAILURES_SHOWN = 24
_PLACES_SHOWN = 4


class SmellPlace(NamedTuple):
    """Where a rule found something."""

    story_id: str
    where: str
    message: str


class SmellRow(NamedTuple):
    """One rule, how often it found something in the chosen cell's suites, and a few of the places."""

    rule: str
    severity: str
    found: int
    stories: int
    meaning: str
    fix: str
    places: list[SmellPlace]


class FailureView(NamedTuple):
    """A failure or a retry with every attempt that was not valid as it came."""

    cell: str
    story_id: str
    kind: str
    problem: str
    attempts: list[AttemptView]


class Failed(NamedTuple):
    """Failures and retries on the user's stories."""

    shown: list[FailureView]
    total: int


def smells(findings: Findings, sources: Sources) -> list[SmellRow]:
    """Every rule that found something in the chosen cell's suites on dev, most frequent first."""
    dev = findings.stories_of(findings.choice.cell, Subset.DEV)
    counts = sum((Counter(story.smells) for story in dev), Counter[str]())
    stories = Counter(rule for story in dev for rule in story.smells)
    known = {rule.id: rule for rule in RULES}
    found = _places(findings, sources, dev)
    return [
        SmellRow(
            name,
            known[name].severity.value if name in known else "info",
            n,
            stories[name],
            known[name].meaning if name in known else "",
            known[name].fix if name in known else "",
            found.get(name, []),
        )
        for name, n in counts.most_common()
    ]


def _places(findings: Findings, sources: Sources, dev: Sequence[StoryScore]) -> dict[str, list[SmellPlace]]:
    """The first places of each rule; of the file, only the chosen cell's lines are read as records."""
    found: dict[str, list[SmellPlace]] = {}
    for story in dev:
        for smell in story.suite_smells:
            _add(found, smell, SmellPlace(story.story_id, "suite", smell.message))
    own = f'"cell":{findings.choice.cell.model_dump_json()}'.encode()
    ids = {story.story_id for story in dev}
    for story_id, line in lines(sources.cases):
        if story_id in ids and own in line.text:
            case = line.read(CaseScore)
            for smell in case.smells:
                where = f"case {case.position}, {place_of(smell.field)}"
                _add(found, smell, SmellPlace(story_id, where, smell.message))
    return found


def _add(found: dict[str, list[SmellPlace]], smell: Smell, place: SmellPlace) -> None:
    places = found.setdefault(smell.rule, [])
    if len(places) < _PLACES_SHOWN:
        places.append(place)


def failed(findings: Findings, sources: Sources) -> Failed:
    """Failures and retries of every cell on the user's stories, each kind of each cell in its turn."""
    own = (story for story in findings.stories if story.subset is not Subset.EDGE_CASE)
    bad = [story for story in own if story.outcome is not Outcome.OK or story.failed_attempts]
    found = [one for one in failures(bad, 0.0, findings.weights) if one.kind]
    shown = list(islice(_in_turn(found), FAILURES_SHOWN))
    written = _written(shown, findings, sources)
    views = [
        FailureView(
            one.story.cell.name,
            one.story.story_id,
            one.kind.replace("_", " "),
            one.problem,
            written.get((one.story.cell.name, one.story.story_id), []),
        )
        for one in shown
    ]
    return Failed(views, len(found))


def _in_turn(found: Sequence[Failure]) -> Iterator[Failure]:
    groups: dict[tuple[str, str], list[Failure]] = {}
    for one in found:
        groups.setdefault((one.story.cell.name, one.kind), []).append(one)
    for turn in zip_longest(*groups.values()):
        yield from (one for one in turn if one is not None)


def _written(
    shown: Sequence[Failure], findings: Findings, sources: Sources
) -> dict[tuple[str, str], list[AttemptView]]:
    found: dict[tuple[str, str], list[AttemptView]] = {}
    for row in findings.leaderboard:
        cell = row.cell.cell
        ids = {one.story.story_id for one in shown if one.story.cell == cell}
        for story_id, line in lines(sources.generations / f"{cell.slug}.jsonl") if ids else ():
            if story_id in ids:
                attempts = attempts_of(line.read(Generation))
                found.setdefault((cell.name, story_id), []).extend(attempts)
    return found
