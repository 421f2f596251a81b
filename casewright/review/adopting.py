"""Suites that people approved, as references: scrubbed, checked, and with their provenance.

A suite is adopted when every one of its reviewers accepted or corrected it. Of several corrections the latest
stands; of several suites of one story the best rated one is adopted. One that was adopted before, and that
reviewers of the same sample take no more, is dropped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from pydantic import ValidationError

from casewright.cleaning import normalised
from casewright.files import first_problem
from casewright.params import CleanParams
from casewright.records import (
    Action,
    Provenance,
    ReferenceSuite,
    Review,
    ReviewKey,
    ReviewTask,
    TestCase,
)
from casewright.scrubbing import Scrubbing

_APPROVING = (Action.ACCEPT, Action.MINOR_EDIT)
_POINTS = 2
"""A rating is out of 5, a test case's own score out of 10."""


@dataclass(frozen=True)
class Adopted:
    """What became of the reviewed suites."""

    suites: tuple[ReferenceSuite, ...]
    """In the order of their stories' ids."""
    passed_over: tuple[str, ...]
    """Why each of the others was not adopted: the task and the reason, in a line."""
    refused: frozenset[str]
    """Stories of which there is no suite that its reviewers would take."""


def adopt(reviews: Iterable[Review], key: ReviewKey, clean: CleanParams) -> Adopted:
    """The references that the reviews of a sample give, at most one a story."""
    by_task: dict[str, list[Review]] = {}
    for review in reviews:
        by_task.setdefault(review.task, []).append(review)
    best: dict[str, tuple[ReviewTask, ReferenceSuite]] = {}
    passed_over, refused = [], set()
    for task in key.tasks:
        found = by_task.get(task.id, [])
        reason = _objection(found)
        if reason:
            passed_over.append(f"{task.id}: {reason}")
            refused |= {task.story_id} if found else set()
            continue
        try:
            suite = _reference(task, found, key, Scrubbing(clean))
        except ValidationError as error:
            passed_over.append(f"{task.id}: {first_problem(error)}")
            continue
        other = best.get(task.story_id)
        if other and _rating(other[1]) >= _rating(suite):
            passed_over.append(f"{task.id}: {other[0].id}, of the same story, is rated as well or better")
            continue
        if other:
            passed_over.append(f"{other[0].id}: {task.id}, of the same story, is rated better")
        best[task.story_id] = (task, suite)
    suites = tuple(suite for _, (_, suite) in sorted(best.items()))
    return Adopted(suites, tuple(sorted(passed_over)), frozenset(refused - best.keys()))


def with_earlier(earlier: Iterable[ReferenceSuite], adopted: Adopted, sample: str) -> list[ReferenceSuite]:
    """All of both, in the order of their stories' ids; of one story that both have, what is adopted now.

    What an earlier look at this sample adopted, and reviewers have refused since, is left out.
    """
    kept = [
        suite
        for suite in earlier
        if not (suite.story_id in adopted.refused and suite.provenance and suite.provenance.sample == sample)
    ]
    by_story = {suite.story_id: suite for suite in (*kept, *adopted.suites)}
    return [by_story[story_id] for story_id in sorted(by_story)]


def _objection(reviews: Sequence[Review]) -> str:
    """Why a suite cannot be adopted, or nothing."""
    if not reviews:
        return "not reviewed"
    against = [review.action for review in reviews if review.action not in _APPROVING]
    if against:
        return f"{len(against)} of {len(reviews)} reviewers said {', '.join(sorted(set(against)))}"
    if _latest_correction(reviews) is None and any(one.action is Action.MINOR_EDIT for one in reviews):
        return "a reviewer said minor_edit and corrected nothing"
    return ""


def _latest_correction(reviews: Sequence[Review]) -> Review | None:
    corrections = [review for review in reviews if review.corrected]
    return max(corrections, key=lambda review: (review.reviewed_at, review.reviewer), default=None)


def _reference(
    task: ReviewTask, reviews: Sequence[Review], key: ReviewKey, scrubbing: Scrubbing
) -> ReferenceSuite:
    correction = _latest_correction(reviews)
    rating = fmean(mark for review in reviews for mark in review.ratings.values())
    cases = correction.corrected if correction else task.test_cases
    scrubbed, _ = scrubbing.record({"test_cases": [_plain(case, rating) for case in cases]})
    provenance = Provenance(
        action="minor_edit" if correction else "accept",
        reviewers=tuple(sorted({review.reviewer for review in reviews})),
        reviewed_at=max(review.reviewed_at for review in reviews),
        rating=round(rating, 2),
        sample=key.sample,
        run=task.run,
        mlflow_run=task.mlflow_run,
        model=task.cell.model,
        model_digest=task.model_digest,
        prompt=task.cell.prompt,
        prompt_hash=task.prompt_hash or None,
    )
    return ReferenceSuite(
        story_id=task.story_id,
        test_cases=tuple(TestCase.model_validate(case) for case in scrubbed["test_cases"]),
        provenance=provenance,
    )


def _plain(case: TestCase, rating: float) -> Any:
    """A case's fields with what the reviewers think of its suite in place of what its author claimed."""
    return normalised(case.model_dump(mode="json")) | {"quality_score": round(_POINTS * rating, 1)}


def _rating(suite: ReferenceSuite) -> float:
    return suite.provenance.rating if suite.provenance else 0.0
