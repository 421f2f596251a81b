"""What is kept, for tests: valid as it comes, each field changed where a test is about it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from casewright.records import Outcome
from service.production.file import RecordsFile
from service.production.kept import KeptAttempt, KeptFeedback, KeptRequest
from tests.builders import SMALL, a_story, a_suite, a_timing

ANSWER = "answer-1"
NOW_S = 1_790_000_000.0
DAY_S = 86_400.0
EMAIL, PERSON = "greta.lindqvist@lindqvist-bikes.se", "Greta Lindqvist"
PERSONAL = (EMAIL.encode(), b"Lindqvist", b"+46 8 123 456 78")
"""What must be in no file."""
ABOUT_SOMEBODY = f"Mail {EMAIL} or call {PERSON} at +46 8 123 456 78"


def an_attempt_kept(outcome: Outcome = Outcome.OK, number: int = 1, detail: str = "") -> KeptAttempt:
    """One call to a model."""
    return KeptAttempt(number=number, seed=41 + number, outcome=outcome, detail=detail)


def a_request(
    correlation_id: str = ANSWER, *, outcomes: Sequence[Outcome] = (Outcome.OK,), **changes: Any
) -> KeptRequest:
    """A story that was answered; or not, where the last of its attempts failed."""
    fields: dict[str, Any] = {
        "correlation_id": correlation_id,
        "kept_at": NOW_S,
        "story": a_story(),
        "cell": SMALL,
        "model_digest": "a1b2c3d4e5f6a7b8",
        "prompt_hash": "c0ffee",
        "ending": outcomes[-1],
        "attempts": tuple(
            an_attempt_kept(outcome, number) for number, outcome in enumerate(outcomes, start=1)
        ),
        "test_cases": a_suite() if outcomes[-1] is Outcome.OK else (),
        "timing": a_timing(),
    }
    return KeptRequest.model_validate(fields | changes)


def feedback(correlation_id: str = ANSWER, rating: int = 5, **changes: Any) -> KeptFeedback:
    """What somebody thought of an answer."""
    fields = {"correlation_id": correlation_id, "kept_at": NOW_S, "rating": rating}
    return KeptFeedback.model_validate(fields | changes)


def bytes_of(path: Path) -> bytes:
    """Everything that is on the disk of a file of records."""
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def fill(path: Path, *kept: KeptRequest | KeptFeedback) -> None:
    """Put this into a file of records."""
    with RecordsFile(path) as file, file.transaction():
        for one in kept:
            if isinstance(one, KeptFeedback):
                assert file.rate(one)
            else:
                file.add(one)
