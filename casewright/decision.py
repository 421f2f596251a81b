"""Which cell to take for speed, for quality, or for both: no more than the statistics of the run bear.

Cells that miss a limit are no candidates. Qualities are told apart by the joint test of the choice, speeds
by the same test over the logarithms of seconds, story by story.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from casewright.contenders import (
    SPEED,
    Backlogs,
    Qualities,
    Ranking,
    clusters_of,
    common_stories,
    known,
    rank,
)
from casewright.figures import counted, rounded
from casewright.records import CellScore
from casewright.stats import all_pairs, simultaneous

Use = Literal["low latency", "balanced", "high quality"]


class Advice(NamedTuple):
    """What to take for one use, and why."""

    use: Use
    cell: str | None
    """By name; None: the run bears no recommendation."""
    reason: str


class Evidence(NamedTuple):
    """What cells are told apart by."""

    qualities: Qualities
    seconds: Mapping[str, Mapping[str, float]]
    """For each cell by name: the latency of each of its stories by id."""
    alpha: float
    """Error rate of each question to all pairs of cells together."""
    margin: float
    """Loss of quality that a balanced recommendation may cost, 0-1."""
    backlogs: Backlogs | None = None


class Speeds(NamedTuple):
    """Which cells are told apart by speed."""

    order: tuple[str, ...]
    """Fastest first."""
    apart: frozenset[tuple[str, str]]
    """Pairs of which the first is shown to be faster."""
    stories: int

    def faster(self, one: str, other: str) -> bool:
        """Whether one cell is shown to be faster than another."""
        return (one, other) in self.apart


def advise(candidates: Sequence[CellScore], evidence: Evidence) -> tuple[Advice, ...]:
    """One recommendation for each use, over at least one candidate."""
    if len(candidates) == 1:
        name = candidates[0].cell.name
        reason = "the only cell within the limits: nothing to compare it with"
        return tuple(Advice(use, name, reason) for use in ("low latency", "balanced", "high quality"))
    speeds = told_apart_by_speed(candidates, evidence)
    best = _high_quality(candidates, evidence, speeds)
    return (
        _low_latency(candidates, evidence, speeds),
        _balanced(candidates, evidence, speeds, str(best.cell)),
        best,
    )


def told_apart_by_speed(candidates: Sequence[CellScore], evidence: Evidence) -> Speeds:
    """Every pair of the cells that were timed, over the stories that all of them have."""
    timed = [cell for cell in candidates if evidence.seconds.get(cell.cell.name)]
    if not timed:
        return Speeds((), frozenset(), 0)
    stories = common_stories(timed, evidence.seconds)
    logs = {
        cell.cell.name: [math.log(max(evidence.seconds[cell.cell.name][story], 1e-9)) for story in stories]
        for cell in timed
    }
    order = sorted(logs, key=lambda name: (math.fsum(logs[name]), name))
    pairs = all_pairs(len(order))
    if not pairs or not stories:
        return Speeds(tuple(order), frozenset(), len(stories))
    found = simultaneous(
        [logs[name] for name in order],
        pairs,
        alpha=evidence.alpha,
        clusters=clusters_of(stories, evidence.backlogs),
    )
    apart = {
        (order[one], order[other])
        for (one, other), beside in zip(pairs, found, strict=True)
        if beside.p_value < evidence.alpha
    }
    return Speeds(tuple(order), frozenset(apart), len(stories))


def _high_quality(candidates: Sequence[CellScore], evidence: Evidence, speeds: Speeds) -> Advice:
    ranking = _rank(candidates, evidence)
    tied = [one.name for one in ranking.contenders if one.tied]
    pick = _fastest(tied, candidates)
    stories = counted(len(ranking.stories), "story", "stories")
    if len(tied) == 1:
        return Advice("high quality", pick, f"shown to be better than every other cell on {stories}")
    reason = f"{len(tied)} cells cannot be told from the best on {stories} ({', '.join(tied)}); "
    even = [name for name in tied if name != pick and not speeds.faster(pick, name)]
    reason += "of these it is the fastest"
    return Advice(
        "high quality",
        pick,
        reason + (f", though not shown to be faster than {', '.join(even)}" * bool(even)),
    )


def _low_latency(candidates: Sequence[CellScore], evidence: Evidence, speeds: Speeds) -> Advice:
    if not speeds.stories:
        return Advice("low latency", None, "latency was not measured, or not on the same stories")
    fastest = speeds.order[0]
    even = [name for name in speeds.order if name == fastest or not speeds.faster(fastest, name)]
    stories = counted(speeds.stories, "story", "stories")
    if len(even) == 1:
        return Advice("low latency", fastest, f"shown to be faster than every other cell on {stories}")
    group = [cell for cell in candidates if cell.cell.name in even]
    tied = [one.name for one in _rank(group, evidence).contenders if one.tied]
    pick = _fastest(tied, candidates)
    reason = f"{len(even)} cells cannot be told from the fastest on {stories} ({', '.join(even)}); "
    if len(tied) == 1:
        return Advice("low latency", pick, f"{reason}of these it is shown to be the best")
    also = (
        " and cannot be told from the best of them"
        if len(tied) < len(even)
        else ", which quality does not tell apart either"
    )
    return Advice("low latency", pick, f"{reason}of these it has the lowest median{also}")


def _balanced(candidates: Sequence[CellScore], evidence: Evidence, speeds: Speeds, best: str) -> Advice:
    margin = f"{evidence.margin:g}"
    ranking = _rank(candidates, evidence, evidence.margin)
    within = [one.name for one in ranking.contenders if one.tied]
    faster = [name for name in within if speeds.faster(name, best)]
    if not faster:
        reason = f"no cell that is shown to be within {margin} of the best quality is shown to be faster"
        return Advice("balanced", best, f"{reason}: the same as for high quality")
    pick = _fastest(faster, candidates)
    seconds = {cell.cell.name: known(cell, SPEED) or 0.0 for cell in candidates}
    return Advice(
        "balanced",
        pick,
        f"shown to be within {margin} of the best quality, and to be faster than {best}: median "
        f"{rounded(seconds[pick], 's')} s beside {rounded(seconds[best], 's')} s",
    )


def _rank(cells: Sequence[CellScore], evidence: Evidence, margin: float | None = None) -> Ranking:
    return rank(cells, evidence.qualities, evidence.alpha, margin=margin, backlogs=evidence.backlogs)


def _fastest(names: Sequence[str], cells: Sequence[CellScore]) -> str:
    """The lowest median; what was not measured comes last, and the name decides between equals."""
    seconds = {cell.cell.name: known(cell, SPEED) for cell in cells}
    return min(names, key=lambda name: (math.inf if (s := seconds[name]) is None else s, name))
