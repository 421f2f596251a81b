"""Boundaries: test cases on a limit and just past it, with concrete values."""

import re

from casewright.baseline.criteria import messages_with
from casewright.baseline.drafts import FROM_LIMIT, Draft, action, start
from casewright.baseline.families import FILTER, USE, VIEW, Family
from casewright.baseline.goal import Goal
from casewright.baseline.limits import Kind, Limit, Probe, find_limits, probes
from casewright.baseline.phrases import without_limit
from casewright.baseline.wording import squeeze
from casewright.records import CaseType, UserStory

_MOST_CASES = 3
_SHOWING = (VIEW, USE, FILTER)
"""Families in which a count limits what is shown, not what may be entered."""

_NEVER_SHOWN = re.compile(
    r"^(?:times?|[km]?g|[cmk]?m|litres?|pixels?|(?:second|minute|hour|day|week|month|year)s?)$"
)
"""Units of what is measured or repeated: no page lists kilograms."""

_PREPARE = {
    Kind.COUNT: "Bring the number to {value}{field}",
    Kind.LENGTH: "Enter a text of {value}{field}",
    Kind.MONEY: "Bring the amount to {value}{field}",
    Kind.SHARE: "Enter {value}{field}",
    Kind.SIZE: "Choose a file of {value}",
}


def boundary_drafts(goal: Goal, family: Family, story: UserStory) -> list[Draft]:
    """Cases for the limits that the story and its criteria state: the first limit's values come first."""
    limits = find_limits([*story.acceptance_criteria, squeeze(story.story)])
    pairs = [(limit, probe) for limit in limits for probe in probes(limit)]
    # A value past the limit finds a missing check, the value on it a check that is one too strict.
    ranks = (3, 3, 7)
    return [
        _draft(goal, limit, probe, rank, _expected(family, limit, probe, story.acceptance_criteria))
        for rank, (limit, probe) in zip(ranks, pairs[:_MOST_CASES], strict=False)
    ]


def _draft(goal: Goal, limit: Limit, probe: Probe, rank: int, expected: str) -> Draft:
    do = action(goal) if goal.is_state else without_limit(goal.phrase)
    field = f" in “{limit.field}”" if limit.field else ""
    if limit.kind is Kind.TIME:
        title = f"Just {'inside' if probe.allowed else 'past'} the time limit ({limit.text}): {probe.value}"
        steps: tuple[str, ...] = (start(goal), do, f"Let {probe.value} pass", "Reload the page")
    else:
        title = f"{'On' if probe.allowed else 'Just past'} the limit ({limit.text}): {probe.value}{field}"
        prepare = (
            _PREPARE[limit.kind]
            if limit.unit or limit.kind is not Kind.COUNT
            else "Enter the number {value}{field}"
        )
        steps = (start(goal), prepare.format(value=probe.value, field=field), do)
    return Draft(
        type=CaseType.BOUNDARY,
        rank=rank,
        title=title,
        given=(f"The limit in force is: {limit.text}",),
        steps=steps,
        expected=expected,
        quality=FROM_LIMIT,
    )


def _expected(family: Family, limit: Limit, probe: Probe, criteria: tuple[str, ...]) -> str:
    message = next(iter(messages_with(criteria, probe.figure)), "")
    if limit.kind is Kind.TIME:
        if probe.allowed:
            return "The time limit is not reached: the page shows the same state as before the wait."
        shown = f"The message “{message}” is shown" if message else "The page shows that the time is over"
        return f"{shown}; the state is no longer that from before the wait."
    if limit.kind is Kind.COUNT and family in _SHOWING and not _NEVER_SHOWN.match(limit.unit):
        return _shown(limit, probe)
    if probe.allowed:
        return f"The input of {probe.value} is accepted, and it is shown unchanged after a reload."
    if message:
        return f"The message “{message}” is shown; the stored data are unchanged."
    return (
        f"A message names the limit ({limit.text}) and refuses {probe.value}; the stored data are unchanged."
    )


def _shown(limit: Limit, probe: Probe) -> str:
    if probe.allowed:
        return f"All of the {probe.value} are shown at once."
    return f"The page keeps to the limit ({limit.text}): at no time are {probe.value} shown at once."
