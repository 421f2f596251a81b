"""Which stories the choice is made on, and which it is checked on (docs/decisions/0006-splits.md)."""

import hashlib
from dataclasses import dataclass

from casewright.records import Subset

FEWEST = 10
"""Stories below which none is held out: a side of one or two stories checks nothing."""


@dataclass(slots=True)
class _Stratum:
    """The stories of one difficulty: how many, and the ones nearest to either end."""

    stories: int = 0
    lowest: float = 1.0
    highest: float = 0.0


class Splits:
    """Sides by seed, difficulty and id; `add` every story before asking for the first `side`.

    A story's place is a number from 0 to 1 made of its own id. Below the share it is held out. Only where
    that leaves a difficulty of two or more stories without one of the sides, the story nearest to it goes
    there.
    """

    def __init__(self, share: float, seed: int) -> None:
        self._share = share
        self._seed = seed
        self._strata: dict[str, _Stratum] = {}

    def add(self, story_id: str, difficulty: str) -> None:
        """Count a story."""
        place = self._place(story_id, difficulty)
        stratum = self._strata.setdefault(difficulty, _Stratum())
        stratum.stories += 1
        stratum.lowest = min(stratum.lowest, place)
        stratum.highest = max(stratum.highest, place)

    def side(self, story_id: str, difficulty: str) -> Subset:
        """The side of a story that was counted."""
        if not self._share or sum(stratum.stories for stratum in self._strata.values()) < FEWEST:
            return Subset.DEV
        stratum = self._strata[difficulty]
        place = self._place(story_id, difficulty)
        held_out = place < self._share
        if stratum.stories > 1 and stratum.lowest >= self._share:
            held_out = place == stratum.lowest
        elif stratum.stories > 1 and stratum.highest < self._share:
            held_out = place != stratum.highest
        return Subset.HELD_OUT if held_out else Subset.DEV

    def _place(self, story_id: str, difficulty: str) -> float:
        """From 0 to below 1, the same on every machine."""
        key = f"{self._seed}\0{difficulty}\0{story_id}".encode()
        return (int.from_bytes(hashlib.sha256(key).digest()[:8]) >> 11) / 2**53
