"""What a judge is checked on: reference suites, which it should pass, and damaged copies of them."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from casewright.judge.judging import Exhibit
from casewright.records import Cell, ReferenceSuite, Subset, UserStory
from casewright.records.judgements import JudgeCriterion
from casewright.sabotage import SABOTAGES, Grade, Sabotage

TRIAL_CELL = Cell(model="reference", prompt=None)
"""What stands where the author would: nobody sees it."""

_GRADES = (Grade.ALL, Grade.HALF, Grade.ONE)
_WHOLE = (Grade.ALL,)
"""What lacks one case of several may still be complete."""


@dataclass(frozen=True)
class Trial:
    """One suite of which it is known whether it is good."""

    exhibit: Exhibit
    criterion: JudgeCriterion | None
    """What it was damaged in; None for a reference, which is good by every criterion."""
    damage: str = ""
    """What was done to it, and to how much of it."""


def trials(
    stories: Sequence[UserStory], references: Sequence[ReferenceSuite], count: int, seed: int
) -> list[Trial]:
    """For each of `count` stories that have a good reference: it, and a damaged copy by criterion.

    Sabotages and grades take turns over the stories, so that all kinds come up.
    """
    suites = {suite.story_id: suite for suite in references}
    good = {suite.story_id for suite in references if suite.is_exemplary}
    own = [story for story in stories if story.id in good and story.subset is not Subset.EDGE_CASE]
    own.sort(key=lambda story: story.id)
    picked = random.Random(seed).sample(own, min(count, len(own)))
    return [trial for turn, story in enumerate(picked) for trial in _of_story(story, suites, turn, seed)]


def _of_story(
    story: UserStory, suites: Mapping[str, ReferenceSuite], turn: int, seed: int
) -> Iterator[Trial]:
    suite = suites[story.id].test_cases
    yield Trial(Exhibit(story, TRIAL_CELL, suite), None)
    others = list(suites.values())
    for criterion in JudgeCriterion:
        for sabotage, grade in _in_turn(criterion, turn):
            damaged = sabotage.damage(story.id, suite, others, grade, seed)
            if damaged is not None:
                yield Trial(Exhibit(story, TRIAL_CELL, damaged), criterion, f"{sabotage.name} ({grade})")
                break


def _in_turn(criterion: JudgeCriterion, turn: int) -> Iterator[tuple[Sabotage, Grade]]:
    """What may be done to a story's suite, whose turn it is first."""
    kinds = [sabotage for sabotage in SABOTAGES if sabotage.criterion == criterion.value]
    grades = _WHOLE if criterion is JudgeCriterion.COMPLETENESS else _GRADES
    for offset in range(len(kinds)):
        yield kinds[(turn + offset) % len(kinds)], grades[turn // len(kinds) % len(grades)]
