"""Cases, or their steps, that belong to another story."""

from random import Random

from casewright.records import TestCase
from casewright.sabotage.sabotage import Cases, Damaged, Others, Sabotage, changed, some_of


def _transplant(suite: Cases, others: Others, share: float, rng: Random) -> Damaged:
    if not others:
        return None
    places = some_of(range(len(suite)), share, rng)
    return tuple(
        changed(case, steps=_any_case(others, rng).steps) if at in places else case
        for at, case in enumerate(suite)
    )


def _any_case(others: Others, rng: Random) -> TestCase:
    return rng.choice(rng.choice(others).test_cases)


def _replace(suite: Cases, others: Others, share: float, rng: Random) -> Damaged:
    """From one story as far as its cases go, as when a model mixes up two stories."""
    places = some_of(range(len(suite)), share, rng)
    supply = [
        case
        for other in rng.sample(others, min(len(others), len(places)))
        for case in rng.sample(other.test_cases, len(other.test_cases))
    ]
    if len(supply) < len(places):
        return None
    put = dict(zip(places, supply, strict=False))
    return tuple(changed(put[at], id=case.id) if at in put else case for at, case in enumerate(suite))


SABOTAGES = (
    Sabotage(
        "transplant_steps",
        "cases have the steps of another story's cases",
        ("grounding_score", "flow_score"),
        "relevance",
        _transplant,
    ),
    Sabotage(
        "foreign_cases",
        "cases are those of another story",
        ("grounding_score", "story_coverage"),
        "relevance",
        _replace,
    ),
)
