"""The comparisons declared before any score is seen: the choice beside the baseline and the runner-up.

They are made on held-out stories, which had no part in choosing, so nothing has to be corrected but that
there are two of them (Holm).
"""

from collections.abc import Sequence
from typing import Literal

from casewright.contenders import Backlogs, Contender, Qualities, clusters_of
from casewright.records import Record
from casewright.stats import FEWEST_BACKLOGS, Comparison, declared, paired_difference

Role = Literal["baseline", "runner-up"]


class Contrast(Record):
    """The chosen cell beside another, on stories that had no part in choosing it."""

    role: Role
    against: str
    """The other cell."""
    comparison: Comparison
    """The choice is the first of the two."""


def contrasts(
    chosen: str,
    contenders: Sequence[Contender],
    baseline: str | None,
    held_out: Qualities,
    alpha: float,
    backlogs: Backlogs | None = None,
) -> tuple[Contrast, ...]:
    """The declared comparisons that there are.

    Args:
        chosen: the choice by name.
        contenders: best first; the runner-up is the first that is not the choice.
        baseline: the reference row by name, where there is one.
        held_out: quality of the held-out stories.
        alpha: error rate of the two together.
        backlogs: the backlog of each story, where stories come from several.

    """
    runner_up = next((one.name for one in contenders if one.name != chosen), None)
    others: dict[Role, str | None] = {"baseline": baseline, "runner-up": runner_up}
    rivals = {role: name for role, name in others.items() if name not in (None, chosen) and name in held_out}
    if chosen not in held_out:
        return ()
    # Each comparison that shares the error rate takes the signs of one more backlog to show anything.
    fewest = FEWEST_BACKLOGS + len(rivals) - 1
    found = declared(
        {
            role: _compare(chosen, str(name), held_out, alpha, backlogs, fewest)
            for role, name in rivals.items()
        }
    )
    return tuple(
        Contrast(role=role, against=str(name), comparison=found[role]) for role, name in rivals.items()
    )


def _compare(
    chosen: str, other: str, held_out: Qualities, alpha: float, backlogs: Backlogs | None, fewest: int
) -> Comparison:
    stories = sorted(held_out[chosen].keys() & held_out[other].keys())
    first, second = ([held_out[name][story] for story in stories] for name in (chosen, other))
    return paired_difference(first, second, alpha=alpha, clusters=clusters_of(stories, backlogs, fewest))
