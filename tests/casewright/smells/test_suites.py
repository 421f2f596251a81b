import pytest

from casewright.analysis import StoryText, SuiteText
from casewright.smells.suites import RULES, has_limit
from tests.builders import a_case, a_story, a_suite, shipped_references, shipped_stories

PLAIN = a_story(
    story="As a shopper, I want to see my name in the header, so that I know that I am signed in."
)


def smells(*cases, story=PLAIN):
    """What the rules of suites find."""
    suite = SuiteText(cases)
    return [smell for rule in RULES for smell in rule.smells(StoryText(story), suite)]


def ids(*cases, story=PLAIN):
    """Ids of what they find, but for missing types and equal priorities."""
    beside = {"no-negative", "no-boundary", "one-priority"}
    return [smell.rule for smell in smells(*cases, story=story) if smell.rule not in beside]


def a_pair(**changes):
    """A case and one that differs from it in these fields."""
    first = {
        "title": "Name is shown in the header",
        "preconditions": ["The account “Robin” exists"],
        "steps": ['Enter "robin@example.com" in "E-mail"', 'Press "Sign in"'],
        "expected_result": 'The header shows "Robin" and the menu is open',
    }
    return a_case(**first), a_case(**first | {"id": "TC-002", "title": "Second title of it"} | changes)


def test_a_suite_without_a_negative_case():
    """Missing negatives are a finding about the suite and no case."""
    (smell,) = [smell for smell in smells(*a_suite(2)) if smell.rule == "no-negative"]

    assert (None, "suite") == (smell.position, smell.field)
    assert "no-negative" not in [smell.rule for smell in smells(a_case(type="negative"))]


@pytest.mark.parametrize(
    ("story", "limit"),
    [
        ("As a shopper, I want to save up to ten addresses, so that I find them again.", "up to"),
        ("As a guest, I want a basket for 30 days, so that I can come back to it.", "30 days"),
        ("As a shopper, I want to see my name in the header, so that I know who I am.", ""),
        ("As a designer, I want to move on to round 2 of the edits, so that they are up to date.", ""),
    ],
)
def test_a_boundary_is_missed_where_there_is_a_limit(story, limit):
    """A number, a time or a word of a limit in the story asks for a boundary case."""
    told = a_story(story=story)
    missed = [smell for smell in smells(*a_suite(), story=told) if smell.rule == "no-boundary"]

    assert limit == has_limit(StoryText(told))
    assert bool(limit) == bool(missed)
    assert not [s for s in smells(a_case(type="boundary"), story=told) if s.rule == "no-boundary"]


@pytest.mark.parametrize(
    ("priorities", "flagged"),
    [
        (["high"] * 3, True),
        (["high"] * 2, False),
        (["high"] * 2 + ["low"], False),
        (["low"] * 4 + ["high"], True),
    ],
)
def test_one_priority(priorities, flagged):
    """More than seven in ten of three or more cases with one priority tell no case apart."""
    cases = [a_case(id=f"TC-{n:03d}", priority=one) for n, one in enumerate(priorities, start=1)]

    assert flagged == ("one-priority" in [smell.rule for smell in smells(*cases)])


def test_a_copy_under_another_title():
    """The same preconditions, steps and oracle are a copy, whatever the title."""
    first, second = a_pair()
    (smell,) = [smell for smell in smells(first, second) if smell.rule == "duplicate-case"]

    assert 2 == smell.position
    assert "case 1" in smell.message
    assert ["duplicate-case"] == ids(first, second)


def test_a_case_in_other_words():
    """Other words for the same values and the same outcome are a near copy."""
    reworded = a_pair(
        steps=['Type "robin@example.com" into the field "E-mail"', 'Click the button "Sign in"'],
        expected_result='The page header displays "Robin" and the menu is open',
    )

    assert ["near-duplicate"] == ids(*reworded)


def test_a_pair_on_a_limit_is_no_copy():
    """Cases that differ by one value are what boundary values are for."""
    first = a_case(
        title="Name of 60", steps=["Enter a name of 60 letters", "Save"], expected_result="A name is shown"
    )
    second = a_case(
        id="TC-002",
        title="Of 61",
        steps=["Enter a name of 61 letters", "Save"],
        expected_result="A name is shown",
    )

    assert [] == ids(first, second)


def test_the_same_steps_with_the_opposite_outcome():
    """A refusal and a success of the same steps from the same start contradict each other."""
    first, second = a_pair(expected_result="An error message is displayed and no session is opened")
    (smell,) = [smell for smell in smells(first, second) if smell.rule == "contradicting-cases"]

    assert (2, "expected_result") == (smell.position, smell.field)
    assert ["contradicting-cases"] == ids(first, second)


def test_the_opposite_outcome_of_another_start_is_no_contradiction():
    """A precondition of its own explains the other outcome."""
    assert [] == ids(
        *a_pair(preconditions=["The account is locked"], expected_result="An error message is displayed")
    )


def test_titles_and_ids_that_are_there_twice():
    """Titles are compared without capitals and full stop; both rules name the later case."""
    first = a_case(title="List is filtered", steps=["a", "b"], preconditions=["c"])
    second = a_case(
        title="list is Filtered.", steps=["d 1", "e"], preconditions=["f"], expected_result="Page 7 opens"
    )

    assert ["duplicate-title", "duplicate-id"] == ids(first, second)
    assert {2} == {smell.position for smell in smells(first, second) if smell.rule.startswith("duplicate")}


def test_the_shipped_references_are_clean():
    """No rule of suites finds anything in the reference suites."""
    stories = {story.id: story for story in shipped_stories()}
    found = [smells(*suite.test_cases, story=stories[suite.story_id]) for suite in shipped_references()]

    assert [[]] * len(found) == found
