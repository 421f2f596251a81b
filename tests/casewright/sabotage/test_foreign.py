"""Cases, or their steps, that belong to another story."""

from casewright.records import ReferenceSuite
from casewright.sabotage import Grade
from casewright.sabotage.foreign import SABOTAGES
from tests.builders import a_case, a_suite

TRANSPLANT, REPLACE = SABOTAGES
OTHERS = [
    ReferenceSuite(story_id="US-101", test_cases=[a_case(title="Bird flies", steps=["Fly"])]),
    ReferenceSuite(story_id="US-102", test_cases=[a_case(title="Fish swims", steps=["Swim"])]),
]


def test_transplanted_steps_come_from_other_stories():
    """All but the steps stays."""
    suite = a_suite(4)
    damaged = TRANSPLANT.damage("US-001", suite, OTHERS, Grade.ALL)

    assert {("Fly",), ("Swim",)}.issuperset(case.steps for case in damaged)
    assert [case.title for case in suite] == [case.title for case in damaged]


def test_replaced_cases_keep_the_ids_of_the_suite():
    """Cases of another story stand where the story's own stood."""
    damaged = REPLACE.damage("US-001", a_suite(2), OTHERS, Grade.ALL)

    assert {"Bird flies", "Fish swims"} == {case.title for case in damaged}
    assert ["TC-001", "TC-002"] == [case.id for case in damaged]


def test_nothing_can_be_taken_where_there_is_no_other_story():
    """A single story has nothing to mix up with, and too few foreign cases do not do."""
    assert TRANSPLANT.damage("US-001", a_suite(2), [], Grade.ALL) is None
    assert REPLACE.damage("US-001", a_suite(3), OTHERS, Grade.ALL) is None
