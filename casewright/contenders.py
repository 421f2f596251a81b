"""Which cells cannot be told from the best, or are within a margin of it: one joint test over all pairs.

Who is best is read off the same stories that the comparison is made on. The test therefore covers all pairs,
not only those with the best: whoever comes out on top, an error in what is said of it has the same bound
(docs/decisions/0009-all-pairs.md).
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from casewright.checks import Check
from casewright.records import CellScore, Record, StoryScore, Subset
from casewright.stats import FEWEST_BACKLOGS, RESAMPLES, Interval, PairResult, all_pairs, simultaneous

QUALITY = "quality_score"
SPEED = "latency_p50_s"
COST = "cost_per_1000_usd"

Qualities = Mapping[str, Mapping[str, float]]
"""For each cell by name: the quality of each of its stories by id, failures as 0.

A story of which quality was not measured is not there.
"""
Backlogs = Mapping[str, str | None]
"""The backlog of each story by id, where stories come from several."""


class Contender(Record):
    """A cell that the choice looked at, and how it compares with the best on quality."""

    name: str
    quality: float
    latency_p50_s: float | None
    difference: float
    """Its mean quality less that of the best."""
    interval: Interval | None = None
    """Of the difference, at the error rate of the choice for all pairs of contenders together."""
    p_value: float
    """Adjusted for all pairs of contenders; 1 for the best itself."""
    smallest_detectable: float | None
    """Difference to the best that would show with 80 % power."""
    tied: bool
    """In the set that the choice is made from: not told from the best or, with a margin, within it."""


class OverLimits(Record):
    """A cell that is out, and the limits that it does not meet."""

    name: str
    checks: tuple[Check, ...]
    """Those missed or not measured."""


class Ranking(NamedTuple):
    """The cells of a pool, best mean quality first."""

    contenders: tuple[Contender, ...]
    stories: tuple[str, ...]
    """Those that all of them have: what was compared."""
    short: tuple[str, ...]
    """Which cells have fewer stories than there are, as `name has 30 of 35`."""
    backlogs: int
    """Of these stories."""


def rank(
    pool: Sequence[CellScore],
    qualities: Qualities,
    alpha: float,
    *,
    margin: float | None = None,
    backlogs: Backlogs | None = None,
    resamples: int = RESAMPLES,
) -> Ranking:
    """Compare every two cells of the pool over the stories that all have, and say which are in the tied set.

    Args:
        pool: at least one cell.
        qualities: see `Qualities`.
        alpha: error rate of all comparisons together.
        margin: loss of quality that is acceptable; None asks for cells not told from the best.
        backlogs: the backlog of each story, where there are several.
        resamples: how often signs are drawn anew.

    """
    stories = common_stories(pool, qualities)
    values = {cell.cell.name: [qualities[cell.cell.name][story] for story in stories] for cell in pool}
    ranked = sorted(pool, key=lambda cell: (-_mean(values[cell.cell.name], cell), cell.cell.name))
    clusters = clusters_of(stories, backlogs)
    pairs = all_pairs(len(ranked))
    scores = [values[cell.cell.name] for cell in ranked]
    found = simultaneous(scores, pairs, alpha=alpha, clusters=clusters, resamples=resamples) if pairs else []
    of_pair = dict(zip(pairs, found, strict=True))
    contenders = []
    for place, cell in enumerate(ranked):
        beside = of_pair[0, place] if place else PairResult(0.0, None, 1.0, None)
        tied = beside.p_value >= alpha if margin is None else _is_within(margin, place, of_pair)
        contenders.append(_contender(cell, values[cell.cell.name], beside, is_tied=not place or tied))
    of_stories = {(backlogs or {}).get(story) for story in stories}
    return Ranking(tuple(contenders), tuple(stories), _short(ranked, qualities), len(of_stories))


def qualities_of(stories: Sequence[StoryScore], subset: Subset) -> dict[str, dict[str, float]]:
    """The qualities by cell and story, over one subset; a story of which it was not measured is not there."""
    found: dict[str, dict[str, float]] = {}
    for story in stories:
        if story.subset is subset:
            of_cell = found.setdefault(story.cell.name, {})
            quality = story.scores[QUALITY].value
            if quality is not None:
                of_cell[story.story_id] = quality
    return found


def backlogs_of(stories: Sequence[StoryScore]) -> Backlogs:
    """The backlog of each story."""
    return {story.story_id: story.backlog for story in stories}


def clusters_of(
    stories: Sequence[str], backlogs: Backlogs | None, fewest: int = FEWEST_BACKLOGS
) -> list[str | None] | None:
    """The backlog of each of the stories; None where there are so few that their signs show nothing."""
    found = [(backlogs or {}).get(story) for story in stories]
    return found if len(set(found)) >= fewest else None


def common_stories(cells: Sequence[CellScore], qualities: Qualities) -> list[str]:
    """The stories of which every cell has a quality, in the order of their ids."""
    return sorted(set.intersection(*(set(qualities.get(cell.cell.name, ())) for cell in cells)))


def known(cell: CellScore, metric: str) -> float | None:
    """A figure of a cell; None where it was not measured."""
    score = cell.scores.get(metric)
    return score.value if score else None


def _is_within(margin: float, place: int, of_pair: Mapping[tuple[int, int], PairResult]) -> bool:
    """Whether a cell is shown to be no more than the margin below every other, so below the truly best."""
    lowest = math.inf
    for (one, other), found in of_pair.items():
        if place in (one, other):
            if found.interval is None:
                return False
            lowest = min(lowest, found.interval[0] if place == one else -found.interval[1])
    return lowest > -margin


def _contender(cell: CellScore, values: Sequence[float], beside: PairResult, *, is_tied: bool) -> Contender:
    low_high = beside.interval and (-beside.interval[1], -beside.interval[0])
    return Contender(
        name=cell.cell.name,
        quality=_mean(values, cell),
        latency_p50_s=known(cell, SPEED),
        difference=-beside.difference or 0.0,  # no -0.0
        interval=low_high,
        p_value=beside.p_value,
        smallest_detectable=beside.smallest_detectable,
        tied=is_tied,
    )


def _mean(values: Sequence[float], cell: CellScore) -> float:
    return math.fsum(values) / len(values) if values else known(cell, QUALITY) or 0.0


def _short(cells: Sequence[CellScore], qualities: Qualities) -> tuple[str, ...]:
    most = max(cell.stories for cell in cells)
    counts = {cell.cell.name: len(qualities.get(cell.cell.name, ())) for cell in cells}
    most = max(most, *counts.values(), 0)
    return tuple(f"{name} has {count} of {most}" for name, count in counts.items() if count < most)
