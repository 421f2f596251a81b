"""Reviewers' answers as reviews that can be counted: checked, under pseudonyms, one a reviewer and task."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from casewright.errors import DataError
from casewright.files import shortened
from casewright.records import RATING_SCALE, Action, Aspect, Review, ReviewKey, ReviewTask, TestCase
from casewright.review.answers import RawReview
from casewright.review.labelstudio import read_export
from casewright.review.spreadsheet import read_table
from casewright.review.suite_text import is_changed, suite_from_text

_READERS = {".json": read_export, ".csv": read_table, ".tsv": read_table}
_ACTIONS = {action.replace("_", " "): action for action in Action}


@dataclass(frozen=True)
class Imported:
    """What some files held."""

    reviews: tuple[Review, ...]
    """The last of each reviewer on each task, in the order of the tasks."""
    problems: tuple[str, ...]
    """One line for each row that cannot be used."""
    open: int
    """Rows that nobody filled in, and tasks that were skipped."""


def read_reviews(files: Sequence[Path], key: ReviewKey) -> Imported:
    """The reviews in exports of Label Studio (.json) and in tables (.csv, .tsv).

    Raises:
        DataError: a file is missing or none of these.

    """
    tasks = {task.id: task for task in key.tasks}
    found: dict[tuple[str, str], Review] = {}
    problems, untouched = [], 0
    for answer in _answers(files):
        try:
            review = _review(answer, tasks, key)
        except ValueError as error:
            problems.append(f"{answer.file}: row {answer.row}: {error}")
            continue
        if review is None:
            untouched += 1
        else:
            place = (review.task, review.reviewer)
            if place not in found or found[place].reviewed_at <= review.reviewed_at:
                found[place] = review
    return Imported(tuple(_sorted(found.values())), tuple(problems), untouched)


def merged(earlier: Iterable[Review], later: Iterable[Review]) -> list[Review]:
    """All of both; of two by one reviewer on one task the later import counts."""
    reviews = {(review.task, review.reviewer): review for review in (*earlier, *later)}
    return _sorted(reviews.values())


def pseudonym(name: str, salt: str) -> str:
    """What a reviewer is called from here on; case and blanks around the name do not matter."""
    salted = f"{salt}\0{name.strip().casefold()}"
    return f"reviewer-{hashlib.sha256(salted.encode()).hexdigest()[:8]}"


def _sorted(reviews: Iterable[Review]) -> list[Review]:
    return sorted(reviews, key=lambda review: (review.task, review.reviewer))


def _answers(files: Sequence[Path]) -> Iterator[RawReview]:
    for path in files:
        reader = _READERS.get(path.suffix.lower())
        if not path.is_file():
            raise DataError(f"{path}: there is no such file; expected what reviewers sent back")
        if reader is None:
            raise DataError(f"{path}: files of this kind are not read; expected one of {', '.join(_READERS)}")
        yield from reader(path)


def _review(answer: RawReview, tasks: dict[str, ReviewTask], key: ReviewKey) -> Review | None:
    """A checked review, or None where there is none to check.

    Raises:
        ValueError: a field cannot be used; names field, value and expectation.

    """
    task = tasks.get(str(answer.task))
    if task is None:
        raise ValueError(
            f"task: {_shown(answer.task)}; expected one of the sample {key.sample}, such as {key.tasks[0].id}"
        )
    if answer.skipped or _is_open(answer, task, key.predictions):
        return None
    if answer.reviewer in (None, ""):
        raise ValueError("reviewer: missing; expected a name or number")
    ratings = {aspect: _rating(aspect, answer.ratings.get(aspect)) for aspect in Aspect}
    action = _action(answer.action)
    corrected = _corrected(answer.corrected, task)
    if action is Action.ACCEPT and corrected:
        action = Action.MINOR_EDIT  # who changes a suite does not take it as it is
    return Review(
        task=task.id,
        reviewer=pseudonym(str(answer.reviewer), key.salt),
        reviewed_at=_moment(answer.reviewed_at),
        ratings=ratings,
        action=action,
        comment=answer.comment.strip(),
        corrected=corrected,
    )


def _is_open(answer: RawReview, task: ReviewTask, predictions: bool) -> bool:
    """Whether the form is as it was sent: without an action, and rated as it was filled in or not at all."""
    if answer.action not in (None, ""):
        return False
    sent = task.predicted if predictions else {}
    return all(
        value in (None, "") or str(value) == str(sent.get(aspect)) for aspect, value in answer.ratings.items()
    )


def _rating(aspect: Aspect, value: Any) -> int:
    text = str("" if value is None else value).strip()
    text = text.removesuffix(".0").removesuffix(",0")  # how spreadsheets write a whole number
    if text not in map(str, RATING_SCALE):
        raise ValueError(f"{aspect}: {_shown(value)}; expected a whole number from 1 to 5")
    return int(text)


def _action(value: Any) -> Action:
    text = " ".join(str(value or "").lower().replace("_", " ").split())
    if text not in _ACTIONS:
        raise ValueError(f"action: {_shown(value)}; expected one of {', '.join(Action)}")
    return _ACTIONS[text]


def _corrected(text: str, task: ReviewTask) -> tuple[TestCase, ...]:
    if not text.strip() or not is_changed(text, task.test_cases):
        return ()
    try:
        return suite_from_text(text)
    except ValueError as error:
        raise ValueError(f"corrected: {error}") from error


def _moment(value: Any) -> str:
    """A point in time as text, in UTC and to the second."""
    try:
        when = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(
            f"reviewed_at: {_shown(value)}; expected a time such as 2026-01-31T09:30:00Z"
        ) from error
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def _shown(value: Any) -> str:
    return "missing" if value in (None, "") else shortened(repr(value), 60)
