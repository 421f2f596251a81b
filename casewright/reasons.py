"""The reason of a choice, in two sentences: why this cell, and what it is worth beside the baseline."""

from collections.abc import Sequence
from typing import NamedTuple

from casewright.contenders import COST, SPEED, Contender, Ranking, known
from casewright.figures import counted, percent, signed, signed_span
from casewright.params import BASELINE
from casewright.records import CellScore
from casewright.stats import FEWEST_BACKLOGS, WEAK_BELOW, PairResult


class Grounds(NamedTuple):
    """What a choice rests on."""

    chosen: CellScore
    ranking: Ranking
    asked: int
    """Cells that were asked for."""
    within: int
    """Those of them that meet the limits."""
    margin: float | None
    alpha: float
    beside_baseline: PairResult | None
    """The chosen cell less the baseline, at an error rate shared by all that could have been chosen."""


def reason(grounds: Grounds) -> str:
    """Two sentences."""
    return f"{_why(grounds)} {_beside_baseline(grounds)}"


def _why(grounds: Grounds) -> str:
    chosen, contenders = grounds.chosen, grounds.ranking.contenders
    name, n = chosen.cell.name, _stories(grounds.ranking)
    quality = next(one.quality for one in contenders if one.name == name)
    level = f"{quality:.3f} of 1" if grounds.ranking.stories else "not measured"
    figure = f"(quality {level}, {n})"
    tied = [one for one in contenders if one.tied]
    if not grounds.within:
        return (
            f"No cell meets the limits; {name} is named because none of them has a higher quality {figure}."
        )
    if grounds.asked == 1:
        return f"{name} is the only cell asked for and meets the limits {figure}."
    if grounds.within == 1:
        return f"{name} is the only one of {grounds.asked} cells that meets the limits {figure}."
    if len(tied) == 1:
        shown = (
            "the difference to every other cell within the limits is shown"
            if grounds.margin is None
            else f"no other cell within the limits is shown to be within {grounds.margin:g} of the best"
        )
        return f"{name} has the highest quality ({level}, {n}), and {shown}."
    names = _and([one.name for one in tied])
    said = (
        f"{names} cannot be told from the best at {n}{_detectable(tied)}"
        if grounds.margin is None
        else f"{names} are the best and those shown to be within {grounds.margin:g} of every other at {n}"
    )
    return f"Tie: {said}; {name} is {_distinction(chosen)} of them (quality {level})."


def _stories(ranking: Ranking) -> str:
    n = f"n={counted(len(ranking.stories), 'dev story', 'dev stories')}{_backlogs(ranking.backlogs)}"
    return f"{n} that all of them have: {', '.join(ranking.short)}" if ranking.short else n


def _backlogs(number: int) -> str:
    if number < 2:
        return ""
    if number < FEWEST_BACKLOGS:
        return f" in {number} backlogs, which are taken as given"
    return f" in {number} backlogs" + (", so few that inference is weak" if number < WEAK_BELOW else "")


def _and(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _distinction(chosen: CellScore) -> str:
    """What put a cell first among those tied with it."""
    if known(chosen, SPEED) is not None:
        return "the fastest"
    return "the cheapest" if known(chosen, COST) is not None else "the best"


def _detectable(tied: Sequence[Contender]) -> str:
    found = [one.smallest_detectable for one in tied if one.smallest_detectable is not None]
    return f" (smallest detectable difference {max(found):.3f})" if found else ""


def _beside_baseline(grounds: Grounds) -> str:
    found = grounds.beside_baseline
    if grounds.chosen.cell.model == BASELINE:
        return (
            "It is the rule-based baseline, not a language model: a floor to beat; name a model to compare."
        )
    if found is None:
        return "The baseline was not run, so there is no floor to compare with."
    if found.interval is None:
        return "There are too few stories to compare it with the rule-based baseline."
    span = (
        f"{signed(found.difference, '0-1')}, {percent(1 - grounds.alpha)} interval "
        f"{signed_span(found.interval, '0-1')}, p={found.p_value:.4f}"
    )
    if found.p_value >= grounds.alpha:
        return f"No difference to the rule-based baseline is shown ({span})."
    return f"It is {'better' if found.difference > 0 else 'WORSE'} than the rule-based baseline ({span})."
