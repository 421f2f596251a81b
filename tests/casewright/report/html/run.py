"""A small run on disk for tests of the page, with texts that try to be more than text."""

from casewright.files import write_jsonl
from casewright.metrics import measure
from casewright.records import (
    Assumption,
    Attempt,
    CaseScore,
    Cell,
    Generation,
    Outcome,
    ReferenceSuite,
    Severity,
    Smell,
    StoryIssue,
    Subset,
)
from casewright.report.html import Sources
from tests.builders import BASELINE_CELL, a_case, a_cell_score, a_choice, a_story, a_story_score
from tests.casewright.report.made import findings

HOSTILE = (
    "<script>window.stolen=1</script><img src=x onerror=window.stolen=1>\"'><svg onload=window.stolen=1>"
    "</script></style></textarea>{{ 7*7 }} ![i](http://127.0.0.1:9/x.png) [l](javascript:window.stolen=1) $x$"
)
"""Markup of every kind that a page could fall for, a template, Markdown and mathematics."""
MODEL = Cell(model=f"m{HOSTILE[:30]}", prompt="p")
LOSER = Cell(model="plain", prompt="p")


def a_run(folder, text=HOSTILE, stories=3):
    """Findings and the files beside them: two models and the baseline over stories that all say `text`."""
    ids = [f"US-{number}" for number in range(stories)]
    sources = Sources(
        *(folder / name for name in ("stories.jsonl", "references.jsonl", "generations", "cases.jsonl"))
    )
    write_jsonl(sources.stories, (_story(one, text) for one in ids))
    case = a_case(title=f"Title {text}"[:200], steps=[text, 'Press "Filter"'], expected_result=text)
    write_jsonl(sources.references, (ReferenceSuite(story_id=one, test_cases=(case,)) for one in ids))
    cells = (MODEL, LOSER, BASELINE_CELL)
    for cell in cells:
        write_jsonl(
            sources.generations / f"{cell.slug}.jsonl", (_generation(one, cell, case, text) for one in ids)
        )
    write_jsonl(sources.cases, (_case_score(one, cell, text) for cell in cells for one in ids))
    return findings(
        [a_cell_score(cell, quality_score=0.9 - place / 10) for place, cell in enumerate(cells)],
        a_choice(MODEL, reason=text),
        [_score(one, cell, text) for cell in cells for one in ids],
        weights={"oracle_score": 3.0},
    ), sources


def _story(story_id, text):
    issue = StoryIssue(criterion="unambiguous", message=text, span=(0, 4))
    return a_story(
        id=story_id,
        story=f"As a user, I want {text}"[:500],
        acceptance_criteria=(text,),
        domain=text,
        tags=(text,),
        story_issues=(issue,),
    )


def _generation(story_id, cell, case, text):
    bad = Attempt(number=1, seed=1, outcome=Outcome.NOT_JSON, detail=text, raw_text=text)
    failed = cell == LOSER
    good = Attempt(number=2, seed=2, outcome=Outcome.OK)
    return Generation(
        story_id=story_id,
        cell=cell,
        model_digest="a1b2c3d4",
        prompt_hash="c0ffee",
        attempts=(bad,) if failed else (bad, good),
        test_cases=() if failed else (case,),
        failure=Outcome.NOT_JSON if failed else None,
    )


def _case_score(story_id, cell, text):
    smell = Smell(
        rule="vague-data", severity=Severity.WARNING, position=1, field="steps[0]", span=(0, 8),
        message=text, fix=text,
    )  # fmt: skip
    return CaseScore(
        story_id=story_id,
        cell=cell,
        position=1,
        type="positive",
        scores={"quality_score": 0.5},
        matches="TC-001",
        smells=(smell,),
        assumptions=(Assumption(kind="label", text="Filter", position=1, field="steps[1]"),),
    )


def _score(story_id, cell, text):
    failed = cell == LOSER
    suite_smell = Smell(
        rule="no-negative", severity="warning", position=None, field="suite", message=text, fix=text
    )
    return a_story_score(
        story_id,
        cell=cell,
        quality=0.0 if failed else 0.5,
        domain=text,
        subset=Subset.DEV,
        outcome=Outcome.NOT_JSON if failed else Outcome.OK,
        failed_attempts=(Outcome.NOT_JSON,),
        problem=text,
        smells={"vague-data": 1, "no-negative": 1},
        suite_smells=(suite_smell,),
        scores={
            "quality_score": measure("quality_score", 0.0 if failed else 0.5),
            "oracle_score": measure("oracle_score", 0.3, text),
        },
    )
