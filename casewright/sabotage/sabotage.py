"""What a sabotage is: one kind of damage that models do to a suite, done on purpose and to a degree."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any, Literal, TypeVar

from casewright.records import ReferenceSuite, TestCase

Cases = Sequence[TestCase]
Others = Sequence[ReferenceSuite]
"""Suites of other stories."""
Damaged = tuple[TestCase, ...] | None
"""None where a suite has nothing that could be damaged so."""
Apply = Callable[[Cases, Others, float, Random], Damaged]

JudgedCriterion = Literal[
    "relevance", "completeness", "precondition_quality", "step_specificity", "result_clarity"
]
"""What a judge of test cases is asked about."""

MOST_CASES = 20
"""Test cases in a suite, at most; see `casewright.records.Suite`."""

_Any = TypeVar("_Any")


class Grade(StrEnum):
    """How much of a suite is damaged."""

    ONE = "one"
    HALF = "half"
    ALL = "all"

    @property
    def share(self) -> float:
        """Of what can be damaged, 0-1; at least one is."""
        return {Grade.ONE: 0.0, Grade.HALF: 0.5, Grade.ALL: 1.0}[self]


@dataclass(frozen=True)
class Sabotage:
    """One way to damage a suite; what it returns is always valid against the schema."""

    name: str
    harm: str
    """What it does, in one sentence without a full stop."""
    caught_by: tuple[str, ...]
    """The metrics that are meant to fall; the first one above all."""
    criterion: JudgedCriterion | None
    """What a judge should rate lower; None where no criterion is about it."""
    apply: Apply

    def damage(self, story_id: str, suite: Cases, others: Others, grade: Grade, seed: int = 1) -> Damaged:
        """A damaged copy of a story's suite, the same one every time; None where it cannot be made.

        Args:
            story_id: the story that the suite belongs to; its own suite among `others` is left out.
            suite: what to damage; it stays as it is.
            others: suites of other stories, to take from.
            grade: how much to damage.
            seed: another one gives other words in other places.

        """
        # A seed of text is hashed by SHA-512, so the numbers are the same on every machine.
        rng = Random(f"{seed}\0{self.name}\0{grade}\0{story_id}")
        foreign = [other for other in others if other.story_id != story_id]
        damaged = self.apply(suite, foreign, grade.share, rng)
        return None if damaged is None or damaged == tuple(suite) else damaged


def changed(case: TestCase, **changes: Any) -> TestCase:
    """The case with other values, checked against the schema."""
    fields = {name: getattr(case, name) for name in TestCase.model_fields}
    return TestCase.model_validate(fields | changes)


def some_of(candidates: Sequence[_Any], share: float, rng: Random) -> list[_Any]:
    """So many of the candidates, at least one, in their order; none only where there are none."""
    count = min(len(candidates), max(1, math.ceil(share * len(candidates))))
    return [candidates[at] for at in sorted(rng.sample(range(len(candidates)), count))]


def in_some_cases(
    change: Callable[[TestCase, Random], TestCase], fits: Callable[[TestCase], bool] = lambda _: True
) -> Apply:
    """A sabotage that changes single cases, each by itself.

    Args:
        change: what is done to a case.
        fits: whether it can be done to a case.

    """

    def apply(suite: Cases, _: Others, share: float, rng: Random) -> Damaged:
        places = some_of([at for at, case in enumerate(suite) if fits(case)], share, rng)
        if not places:
            return None
        return tuple(change(case, rng) if at in places else case for at, case in enumerate(suite))

    return apply


def with_more(suite: Cases, more: Sequence[TestCase]) -> Damaged:
    """The suite with further cases under ids of their own, as many as a suite may have."""
    free = (number for number in range(1, 1000) if f"TC-{number:03d}" not in {case.id for case in suite})
    room = more[: max(0, MOST_CASES - len(suite))]
    added = [changed(case, id=f"TC-{number:03d}") for case, number in zip(room, free, strict=False)]
    return (*suite, *added) if added else None


def numbered(cases: Cases) -> tuple[TestCase, ...]:
    """The cases under ids without a gap, as a model numbers them: what is missing must not show there."""
    return tuple(changed(case, id=f"TC-{number:03d}") for number, case in enumerate(cases, start=1))


def cut(text: str, most: int) -> str:
    """The text, or as many of its first whole words as are at most so many characters."""
    return text if len(text) <= most else text[: most + 1].rsplit(" ", 1)[0][:most].rstrip(" ,;:")


def small(text: str) -> str:
    """The text with a small first letter, unless its first word is written in capitals or quoted."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
