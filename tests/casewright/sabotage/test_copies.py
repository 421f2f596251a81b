"""The same test twice, and two tests in one."""

from casewright.sabotage import Grade
from casewright.sabotage.copies import SABOTAGES
from tests.builders import a_case, a_suite, shipped_references

DUPLICATE, REWORD, MERGE = SABOTAGES


def test_duplicates_differ_in_the_id_only():
    """Every case is there twice, under an id of its own."""
    suite = a_suite(3)
    damaged = DUPLICATE.damage("US-001", suite, (), Grade.ALL)

    assert suite == damaged[:3]
    assert ["TC-004", "TC-005", "TC-006"] == [case.id for case in damaged[3:]]
    assert suite == tuple(
        copy.model_copy(update={"id": case.id}) for case, copy in zip(suite, damaged[3:], strict=True)
    )


def test_a_full_suite_takes_no_more():
    """A suite has 20 cases at most."""
    assert DUPLICATE.damage("US-001", a_suite(20), (), Grade.ALL) is None
    assert 20 == len(DUPLICATE.damage("US-001", a_suite(15), (), Grade.ALL))


def test_a_reworded_case_never_has_the_title_of_its_original():
    """Other words, the same type and as many steps."""
    for suite in shipped_references():
        damaged = REWORD.damage(suite.story_id, suite.test_cases, (), Grade.ALL)
        for case, copy in zip(suite.test_cases, damaged[len(suite.test_cases) :], strict=True):
            assert case.title != copy.title
            assert (case.type, len(case.steps)) == (copy.type, len(copy.steps))


def test_quoted_values_survive_rewording():
    """A value in quotes is data and not a word."""
    case = a_case(steps=['Enter "press the button" in the "Search" box'])
    copy = REWORD.damage("US-001", [case], (), Grade.ALL)[1]

    assert '"press the button"' in copy.steps[0]


def test_merging_all_cases_halves_the_suite():
    """Pairs become one case each; an odd one is left over."""
    suite = [
        a_case(id=f"TC-00{number}", steps=[f"Do {number}"], title=f"Number {number} is done")
        for number in range(1, 6)
    ]
    damaged = MERGE.damage("US-001", suite, (), Grade.ALL)

    assert 3 == len(damaged)
    assert sorted(f"Do {number}" for number in range(1, 6)) == sorted(
        step for case in damaged for step in case.steps
    )


def test_one_case_cannot_be_merged():
    """It takes two."""
    assert MERGE.damage("US-001", [a_case()], (), Grade.ALL) is None
