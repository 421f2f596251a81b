"""The same test twice, and two tests in one."""

from random import Random

from casewright.records import TestCase
from casewright.sabotage.rewording import reworded
from casewright.sabotage.sabotage import (
    Cases,
    Damaged,
    Others,
    Sabotage,
    changed,
    cut,
    numbered,
    small,
    some_of,
    with_more,
)

_JOINED_TITLES = ("{first} and {second}", "{first}; {second}", "{first}, then {second}", "{first} + {second}")
_JOINED_ORACLES = (
    "{first} Then {second}",
    "{first} {Second}",
    "{first} In the second part {second}",
    "First: {first} Second: {second}",
    "{first} Also, {second}",
)
_MOST_STEPS = 12
_MOST_PRECONDITIONS = 10


def _duplicate(suite: Cases, _: Others, share: float, rng: Random) -> Damaged:
    return with_more(suite, some_of(suite, share, rng))


def _reword(suite: Cases, _: Others, share: float, rng: Random) -> Damaged:
    return with_more(suite, [reworded(case, rng) for case in some_of(suite, share, rng)])


def _merge(suite: Cases, _: Others, share: float, rng: Random) -> Damaged:
    order = rng.sample(range(len(suite)), len(suite))
    pairs = [(min(pair), max(pair)) for pair in zip(order[::2], order[1::2], strict=False)]
    pairs = [pair for pair in pairs if sum(len(suite[at].steps) for at in pair) <= _MOST_STEPS]
    chosen = dict(some_of(pairs, share, rng))
    if not chosen:
        return None
    gone = set(chosen.values())
    merged = [
        _merged(case, suite[chosen[at]], rng) if at in chosen else case
        for at, case in enumerate(suite)
        if at not in gone
    ]
    return numbered(merged)


def _merged(first: TestCase, second: TestCase, rng: Random) -> TestCase:
    title = (
        rng.choice(_JOINED_TITLES).replace("{second}", small(second.title)).replace("{first}", first.title)
    )
    oracle = rng.choice(_JOINED_ORACLES).replace("{second}", small(second.expected_result))
    oracle = oracle.replace("{Second}", second.expected_result)
    oracle = oracle.replace("{first}", f"{cut(first.expected_result.rstrip('.'), 290)}.")
    given = dict.fromkeys((*first.preconditions, *second.preconditions))
    return changed(
        first,
        title=cut(title, 200),
        preconditions=list(given)[:_MOST_PRECONDITIONS],
        steps=[*first.steps, *second.steps],
        expected_result=cut(oracle, 600),
    )


SABOTAGES = (
    Sabotage(
        "duplicate",
        "cases are there twice, word for word",
        ("uniqueness_score",),
        None,
        _duplicate,
    ),
    Sabotage(
        "reword",
        "cases are there a second time in other words",
        ("uniqueness_score",),
        None,
        _reword,
    ),
    Sabotage(
        "merge",
        "two cases become one: both titles, all steps, both expected results",
        ("step_score", "reference_recall"),
        "step_specificity",
        _merge,
    ),
)
