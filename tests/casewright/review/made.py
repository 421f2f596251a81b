"""Tasks, keys and reviews for tests: valid as they come, each field changed where a test is about it."""

from typing import Any

from casewright.records import Aspect, Cell, Review, ReviewKey, ReviewTask
from tests.builders import LARGE, SMALL, a_suite

SALT = "5a17"
SAMPLE = "0a1b2c3d"
ANNA, BERT = "reviewer-0000000a", "reviewer-0000000b"


def a_task(number: int = 1, *, cell: Cell = SMALL, **changes: Any) -> ReviewTask:
    """A suite to be reviewed, of a story of its own."""
    fields = {
        "id": f"{SAMPLE}-{number:03d}",
        "story_id": f"US-{number:03d}",
        "story": f"As a shopper, I want to filter list {number} by price, so that I find what I can pay.",
        "difficulty": "easy",
        "subset": "dev",
        "cell": cell,
        "model_digest": "a1b2c3d4e5f6a7b8",
        "prompt_hash": "c0ffee",
        "run": "f" * 64,
        "mlflow_run": "e" * 32,
        "test_cases": a_suite(),
        "computed": {"quality_score": number / 10},
        "predicted": {},
    }
    return ReviewTask.model_validate(fields | changes)


def a_key(*tasks: ReviewTask, predictions: bool = False) -> ReviewKey:
    """The key of a sample; of three suites where none are given."""
    return ReviewKey(
        sample=SAMPLE,
        salt=SALT,
        predictions=predictions,
        tasks=tasks or tuple(a_task(number) for number in (1, 2, 3)),
    )


def a_review(number: int = 1, reviewer: str = ANNA, *, rating: int = 4, **changes: Any) -> Review:
    """What a reviewer says of a suite: the same rating for every aspect."""
    fields = {
        "task": f"{SAMPLE}-{number:03d}",
        "reviewer": reviewer,
        "reviewed_at": "2026-11-25T09:30:00Z",
        "ratings": dict.fromkeys(Aspect, rating),
        "action": "accept",
    }
    return Review.model_validate(fields | changes)


def two_cells() -> ReviewKey:
    """Two suites of each of two stories, one by each of two models."""
    return a_key(
        a_task(1),
        a_task(2),
        a_task(3, cell=LARGE, story_id="US-001"),
        a_task(4, cell=LARGE, story_id="US-002"),
    )
