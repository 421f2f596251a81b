"""Which stories can be looked at one by one on the page: all of them, or the worst and a seeded sample.

The rule, in docs/report.md as well: where more generations were scored than `MOST_GENERATIONS`, half of the
stories that fit are those on which the chosen cell does worst, and the others are drawn from the rest.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from casewright.records import Cell, StoryScore

MOST_GENERATIONS = 2_000
SAMPLE_SEED = 1


class Selection(NamedTuple):
    """The stories that are shown."""

    ids: tuple[str, ...]
    """Worst and drawn ones in turn: whatever is cut off at the end, both kinds are left."""
    total: int
    """Stories that there are."""

    @property
    def is_whole(self) -> bool:
        """Whether no story was left out."""
        return len(self.ids) == self.total


def select(stories: Sequence[StoryScore], chosen: Cell, repeats: int, most: int | None = None) -> Selection:
    """Choose the stories.

    Args:
        stories: every cell's.
        chosen: the cell by which the worst are told.
        repeats: suites that each row stands for.
        most: generations that are shown, at most; None for `MOST_GENERATIONS`.

    """
    most = MOST_GENERATIONS if most is None else most
    ids = list(dict.fromkeys(story.story_id for story in stories))
    each = len({story.cell for story in stories}) * max(1, repeats)
    room = max(1, most // each) if each else 0
    if len(ids) <= room:
        return Selection(tuple(ids), len(ids))
    quality = {
        story.story_id: story.scores["quality_score"].value or 0.0
        for story in stories
        if story.cell == chosen
    }
    by_quality = sorted(ids, key=lambda story_id: quality.get(story_id, 0.0))
    worst, rest = by_quality[: -(-room // 2)], by_quality[-(-room // 2) :]
    drawn = Random(SAMPLE_SEED).sample(sorted(rest), room - len(worst))
    return Selection(tuple(_in_turn(worst, drawn)), len(ids))


def _in_turn(one: Sequence[str], other: Sequence[str]) -> list[str]:
    both = [story_id for pair in zip(one, other, strict=False) for story_id in pair]
    return [*both, *one[len(other) :], *other[len(one) :]]
