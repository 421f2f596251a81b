"""What a hasty author leaves out."""

from casewright.sabotage import Grade
from casewright.sabotage.gaps import SABOTAGES
from tests.builders import a_case

NEGATIVES, LIMITS, HAPPY = SABOTAGES
KINDS = ("positive", "negative", "negative", "boundary", "edge_case")
SUITE = [a_case(id=f"TC-00{number}", type=kind) for number, kind in enumerate(KINDS, 1)]


def kinds(sabotage, grade, suite=SUITE):
    """The types that are left."""
    return [case.type.value for case in sabotage.damage("US-001", suite, (), grade)]


def test_negatives_are_missing():
    """All of them, or one."""
    assert ["positive", "boundary", "edge_case"] == kinds(NEGATIVES, Grade.ALL)
    assert ["positive", "negative", "boundary", "edge_case"] == kinds(NEGATIVES, Grade.ONE)


def test_limits_are_missing():
    """Boundary and edge cases go."""
    assert ["positive", "negative", "negative"] == kinds(LIMITS, Grade.ALL)


def test_only_the_happy_path_is_left():
    """All but the positive cases go."""
    assert ["positive"] == kinds(HAPPY, Grade.ALL)


def test_a_suite_is_never_emptied():
    """A suite of nothing but negatives would be empty without them."""
    assert NEGATIVES.damage("US-001", [a_case(type="negative")], (), Grade.ALL) is None


def test_ids_have_no_gap():
    """A model numbers what it writes, so a missing case does not show in the ids."""
    damaged = NEGATIVES.damage("US-001", SUITE, (), Grade.ALL)

    assert ["TC-001", "TC-002", "TC-003"] == [case.id for case in damaged]
