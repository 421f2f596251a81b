"""One story as the page shows it: its criteria, what each cell wrote for it, and what is said of that."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from casewright.figures import rounded, show
from casewright.judge.scores import JUDGE_METRICS
from casewright.records import (
    Attempt,
    CaseScore,
    Generation,
    Outcome,
    ReferenceSuite,
    Score,
    Smell,
    StoryScore,
    TestCase,
    UserStory,
)
from casewright.report.html.marks import Mark, Piece, found, pieces

RAW_SHOWN = 3_000
"""Characters shown of what a model wrote in an attempt that failed."""


class Remark(NamedTuple):
    """A finding in words, for who cannot see where it is marked."""

    kind: str
    rule: str
    place: str
    message: str
    fix: str


class CaseView(NamedTuple):
    """A test case with its findings in place."""

    case: TestCase
    title: list[Piece]
    preconditions: list[list[Piece]]
    steps: list[list[Piece]]
    expected: list[Piece]
    remarks: list[Remark]
    quality: str
    matches: str


class ScoreRow(NamedTuple):
    """What one scorer said."""

    name: str
    weight: str
    value: str
    reason: str


class AttemptView(NamedTuple):
    """An attempt that was not valid as it came."""

    number: int
    outcome: str
    detail: str
    text: str
    cut: int
    """Characters that are left out."""


class SuiteView(NamedTuple):
    """What a cell made of a story once."""

    cell: str
    standing: str
    repeat: str
    """Which of several, in words; empty where there is one."""
    outcome: str
    quality: str
    cases: list[CaseView]
    remarks: list[Remark]
    attempts: list[AttemptView]
    scores: list[ScoreRow]
    unmatched: list[tuple[str, str]]
    """Id and title of the reference cases that nothing matches."""


class StoryView(NamedTuple):
    """A story with all that was made of it."""

    story: UserStory
    text: list[Piece]
    issues: list[tuple[str, str]]
    reference: list[CaseView]
    suites: list[SuiteView]


class Made(NamedTuple):
    """What one cell left of a story."""

    standing: str
    score: StoryScore
    generations: Sequence[Generation]
    cases: Sequence[CaseScore]


def story_view(
    story: UserStory, reference: ReferenceSuite | None, made: Iterable[Made], weights: Mapping[str, float]
) -> StoryView:
    """All that the page shows of a story."""
    known = reference.test_cases if reference else ()
    titles = {case.id: case.title for case in known}
    issues = [(issue.criterion.value.replace("_", " "), issue.message) for issue in story.story_issues]
    marks = [
        Mark(*issue.span, "info", f"{issue.criterion.value}: {issue.message}")
        for issue in story.story_issues
        if issue.span
    ]
    return StoryView(
        story,
        pieces(story.story, marks),
        issues,
        [_case_view(case, None) for case in known],
        [_suite_view(one, generation, titles, weights) for one in made for generation in one.generations],
    )


def attempts_of(generation: Generation) -> list[AttemptView]:
    """The attempts that were not valid as they came, with what the model wrote."""
    return [
        AttemptView(
            attempt.number,
            attempt.as_it_came.value.replace("_", " "),
            _detail(attempt),
            attempt.raw_text[:RAW_SHOWN],
            max(0, len(attempt.raw_text) - RAW_SHOWN),
        )
        for attempt in generation.attempts
        if attempt.as_it_came is not Outcome.OK
    ]


def _detail(attempt: Attempt) -> str:
    return attempt.detail or f"mended: {'; '.join(attempt.repairs)}"


def _suite_view(
    made: Made, generation: Generation, titles: Mapping[str, str], weights: Mapping[str, float]
) -> SuiteView:
    score, scored = (
        made.score,
        {case.position: case for case in made.cases if case.repeat == generation.repeat},
    )
    several = len(made.generations) > 1
    quality = score.scores["quality_score"].value
    if several and generation.repeat < len(score.quality_by_repeat):
        quality = score.quality_by_repeat[generation.repeat]
    matched = {case.matches for case in scored.values()}
    return SuiteView(
        cell=generation.cell.name,
        standing=made.standing,
        repeat=f"suite {generation.repeat + 1} of {len(made.generations)}" if several else "",
        outcome=(generation.failure or Outcome.OK).value.replace("_", " "),
        quality="not measured" if quality is None else f"{quality:.3f}",
        cases=[
            _case_view(case, scored.get(position))
            for position, case in enumerate(generation.test_cases, start=1)
        ],
        remarks=[_remark(smell) for smell in score.suite_smells],
        attempts=attempts_of(generation),
        scores=_score_rows(score, weights),
        unmatched=[(name, title) for name, title in titles.items() if name not in matched],
    )


def _score_rows(score: StoryScore, weights: Mapping[str, float]) -> list[ScoreRow]:
    names = dict.fromkeys((*weights, *JUDGE_METRICS))
    return [
        ScoreRow(name, f"{weights.get(name, 0):g}", show(one), one.reason)
        for name in names
        if (one := score.scores.get(name)) and _is_telling(one)
    ]


def _is_telling(score: Score) -> bool:
    return score.value is not None or bool(score.reason)


def _case_view(case: TestCase, scored: CaseScore | None) -> CaseView:
    marks: dict[str, list[Mark]] = {}
    texts = _texts(case)
    for smell in scored.smells if scored else ():
        if smell.field in texts:
            start, end = smell.span or (0, len(texts[smell.field]))
            mark = Mark(start, end, smell.severity.value, f"{smell.rule}: {smell.message}")
            marks.setdefault(smell.field, []).append(mark)
    for one in scored.assumptions if scored else ():
        text = texts.get(one.field, "")
        marks.setdefault(one.field, []).extend(
            found(text, one.text, "assumption", f"assumed {one.kind}: the story does not say it")
        )
    marked = {field: pieces(text, marks.get(field, ())) for field, text in texts.items()}
    return CaseView(
        case,
        marked["title"],
        [marked[f"preconditions[{place}]"] for place in range(len(case.preconditions))],
        [marked[f"steps[{place}]"] for place in range(len(case.steps))],
        marked["expected_result"],
        _remarks(scored),
        rounded(scored.scores["quality_score"], "0-1") if scored else "",
        (scored.matches or "") if scored else "",
    )


def _texts(case: TestCase) -> dict[str, str]:
    """The texts of a case by the names that findings give them."""
    return {
        "title": case.title,
        "expected_result": case.expected_result,
        **{f"preconditions[{place}]": text for place, text in enumerate(case.preconditions)},
        **{f"steps[{place}]": text for place, text in enumerate(case.steps)},
    }


def _remarks(scored: CaseScore | None) -> list[Remark]:
    if scored is None:
        return []
    assumed = [
        Remark(
            "assumption", f"assumed {one.kind}", place_of(one.field), f"“{one.text}” is not in the story", ""
        )
        for one in scored.assumptions
    ]
    return [*map(_remark, scored.smells), *assumed]


def _remark(smell: Smell) -> Remark:
    return Remark(smell.severity.value, smell.rule, place_of(smell.field), smell.message, smell.fix)


def place_of(field: str) -> str:
    """A field as people say it: `steps[2]` is the third step."""
    name, _, place = field.rstrip("]").partition("[")
    said = {"steps": "step", "preconditions": "precondition"}.get(name, name.replace("_", " "))
    return f"{said} {int(place) + 1}" if place.isdecimal() else said
