import pytest

from casewright.analysis import StoryText, SuiteText
from casewright.smells.shape import MOST_WORDS, RULES
from tests.builders import a_story, shipped_references
from tests.casewright.smells.flagged import flagged


def test_a_long_step():
    """Words are counted outside quotes only."""
    long = "Press" + " the" * MOST_WORDS
    quoted = 'Enter "' + "a " * 100 + '"'

    assert [("long-step", "steps[0]", None)] == flagged(RULES, steps=[long, quoted])


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, ["too-few-steps"]), (2, []), (5, []), (6, ["too-many-steps"]), (12, ["too-many-steps"])],
)
def test_two_to_five_steps(count, expected):
    """The finding is at the first step too many, or at the only one."""
    steps = [f'Press "Button {number}"' for number in range(count)]

    assert expected == [rule for rule, _, _ in flagged(RULES, steps=steps)]


@pytest.mark.parametrize(
    "title", ["Filter works; sort works", "Filter + sort of the list", "Filter, then sort"]
)
def test_a_title_of_two_tests(title):
    """Two titles in one are two tests in one."""
    assert [("several-tests", "title")] == [found[:2] for found in flagged(RULES, title=title)]


@pytest.mark.parametrize(
    ("at", "steps"),
    [
        (2, ['Enter "5" in "From"', 'Press "Filter"', 'Enter "7" in "From"', 'Press "Filter"']),
        (2, ['Enter "5" in "From"', 'Press "Filter"', 'Type "7" into "From"']),
        (3, ['Open "/list"', 'Enter "5" in "From"', 'Press "Save"', 'Open "/list"', 'Enter "7" in "To"']),
        (2, ["Sign in as a clerk", "Void the receipt 7", "Sign in as a clerk", "Void the receipt 8"]),
    ],
)
def test_a_case_that_starts_over(at, steps):
    """What was done once is done again after something was sent off."""
    assert [("several-tests", f"steps[{at}]", None)] == flagged(RULES, steps=steps)


@pytest.mark.parametrize(
    "steps",
    [
        ['Press "Save" in tab A', 'Press "Save" in tab B'],
        ['Press "Next"', 'Press "Next"'],
        ['Tick "Oak" in "Wood"', 'Tick "Ash" in "Wood"', 'Press "Filter"'],
        ["Set the clock to 10:00", "Reload the page", "Set the clock to 11:00", "Reload the page"],
    ],
)
def test_a_case_that_repeats_for_its_point(steps):
    """Two tabs, two presses, two values of one filter and two times of the clock are one test."""
    assert [] == flagged(RULES, steps=steps)


def test_the_references_are_clean():
    """Not one finding in good suites."""
    suites = [SuiteText(suite.test_cases) for suite in shipped_references()]
    found = [
        smell for suite in suites for rule in RULES for smell in rule.smells(StoryText(a_story()), suite)
    ]

    assert [] == found
