"""A folder with what a run leaves: stories, references, generations of two cells, and the choice of one."""

from pathlib import Path

from casewright.files import write_json, write_jsonl
from casewright.paths import CHOICE, GENERATIONS, REFERENCES, STORIES
from casewright.records import Outcome, ReferenceSuite
from tests.builders import LARGE, SMALL, a_choice, a_generation, a_story, a_suite

REVIEWED = {
    "action": "accept",
    "reviewers": ["reviewer-0123abcd"],
    "reviewed_at": "2026-01-02T03:04:05Z",
    "rating": 4.5,
    "sample": "abcdef",
    "run": "fedcba9876543210",
    "model": "llama3.2:3b",
    "model_digest": "0a1b2c3d4e5f",
    "prompt": "rag",
}


def a_run() -> None:
    """Three stories and an edge case in the current folder; one story of the chosen cell has no suite."""
    ids = ("US-001", "US-002", "US-003")
    stories = [a_story(id=one, acceptance_criteria=[f"Criterion of {one}"]) for one in ids]
    write_jsonl(STORIES, [*stories, a_story(id="EC-1", subset="edge_case", category="vague")])
    write_jsonl(
        REFERENCES,
        [
            ReferenceSuite(story_id="US-001", test_cases=a_suite(2)),
            ReferenceSuite.model_validate(
                {"story_id": "US-002", "test_cases": a_suite(1), "provenance": REVIEWED}
            ),
        ],
    )
    for cell in (SMALL, LARGE):
        failed = [Outcome.TRUNCATED] if cell is SMALL else [Outcome.OK]
        outcomes = {"US-002": failed}
        repeats = [
            a_generation(one, cell=cell, outcomes=outcomes.get(one, [Outcome.OK])).model_copy(
                update={"repeat": repeat}
            )
            for one in (*ids, "EC-1")
            for repeat in (0, 1)
        ]
        write_jsonl(GENERATIONS / f"{cell.slug}.jsonl", repeats)
    write_json(Path(CHOICE), a_choice(SMALL).model_dump(mode="json"))
