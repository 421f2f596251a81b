from casewright.edge_cases import UNSORTED, by_category, edge_cases
from casewright.records import Outcome, Subset
from tests.builders import a_story_score

FAILED = {"outcome": Outcome.TIMEOUT, "first_attempt_ok": False, "quality": 0.0}


def hard(story_id, category="vague", **changes):
    """An edge case that a cell was given."""
    return a_story_score(story_id, subset=Subset.EDGE_CASE, category=category, **changes)


STORIES = [
    a_story_score("US-001", **FAILED),
    a_story_score("US-002", subset=Subset.HELD_OUT, **FAILED),
    hard("EC-001"),
    hard("EC-002", first_attempt_ok=False, quality=0.6),
    hard("EC-003", **FAILED),
    hard("EC-004", category="adversarial", quality=1.0),
]


def test_a_category_has_its_rates_and_those_that_failed():
    """Failures count 0 in quality and are named; a repaired answer is a success that does not comply."""
    adversarial, vague = by_category(STORIES)

    assert ("adversarial", 1, 1.0, 1.0, 1.0, ()) == tuple(adversarial.model_dump().values())
    assert ("vague", 3, ("EC-003",)) == (vague.category, vague.stories, vague.failed)
    assert (0.667, 0.333, 0.467) == (
        round(vague.success_rate, 3),
        round(vague.structural_compliance, 3),
        round(vague.quality_score, 3),
    )


def test_all_edge_cases_together():
    """Over stories, not over categories; the user's own stories are not among them."""
    found = edge_cases(STORIES)

    assert (4, 0.75, 0.5, 0.6) == (
        found.stories,
        found.success_rate,
        found.structural_compliance,
        round(found.quality_score, 3),
    )
    assert by_category(STORIES) == found.categories


def test_without_edge_cases_there_is_nothing_to_say():
    """None, and no category of size 0."""
    assert edge_cases(STORIES[:2]) is None
    assert () == by_category([])


def test_an_edge_case_without_a_category_is_not_lost():
    """It is counted under a name of its own."""
    assert [UNSORTED] == [one.category for one in by_category([hard("EC-009", category=None)])]
