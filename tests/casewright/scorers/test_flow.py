from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.analysis import StoryText, SuiteText
from casewright.scorers.flow import SCORER
from tests.builders import a_case, a_story, shipped_references

NOWHERE = ["The basket of Jo holds 3 mugs"]


def rated(steps, preconditions=NOWHERE):
    """The score of one case with these steps."""
    return SCORER(StoryText(a_story()), SuiteText([a_case(steps=steps, preconditions=preconditions)]), None)


@pytest.mark.parametrize(
    "steps",
    [
        ['Open "/list"', 'Enter "15" in "From"', 'Press "Filter"'],
        [
            "Launch the app",
            "Log in as jo@example.com",
            "Tap the menu icon",
            'Tap "Log out"',
            "Log in as al@b.com",
        ],
        ["Add the product 7 to the cart", "Navigate to the cart page", 'Click "Checkout"'],
        ["Set the clock to 10:00", 'Open "/list"'],
        ['Open "/list"', 'Press "Create link"', 'Open "/links" in a private window'],
        ['Open "/list"', 'Open the list "Wood"', 'Select "Oak" in "Wood"', 'Press "Filter"'],
        ['Enter "5" in "From" on "/list"', 'Press "Save"', 'Open "/list"'],
        ['Press "Save"'],
    ],
)
def test_an_order_that_can_be_carried_out(steps):
    """Enter the product, open a page, enter something, send it off, look."""
    assert 1.0 == rated(steps).value


@pytest.mark.parametrize(
    ("reason", "steps"),
    [
        ("step 3 opens what was worked on", ['Enter "15" in "From"', 'Press "Filter"', 'Open "/list"']),
        ("step 2 opens what was worked on", ["Void the receipt 7", "Open the application"]),
        ("nothing sends off what step 3 enters", ['Open "/list"', 'Press "Filter"', 'Enter "15" in "From"']),
        ("step 3 leaves before", ['Open "/a"', 'Enter "15" in "From"', 'Open "/list"', 'Press "Filter"']),
        ("step 1 points back", ["Then reload the page", 'Press "Filter"']),
        ("step 1 points back", ["Submit it", "Enter 5"]),
        ("step 1 looks at what was done", ["Verify the total", 'Press "Filter"']),
        ("step 1 looks or waits", ["Wait 3 seconds", 'Type "a" into "From"']),
        ('step 2 speaks of a "dialog"', ['Open "/list"', 'Press "Yes" in the dialog', 'Press "Delete"']),
        ('step 3 opens "Wood"', ['Open "/list"', 'Select "Oak" in "Wood"', 'Open the list "Wood"']),
        ("step 2 leaves the page", ['Open "/list"', 'Open "/links"', 'Press "Create link"']),
        ("step 2 does what a step before", ['Open the downloaded file in "Viewer"', 'Download "a.pdf"']),
        ("nothing shows what step 2 changes", ['Open "/list"', "Set the clock to 10:00"]),
    ],
)
def test_an_order_that_cannot_be_carried_out(reason, steps):
    """Each fault is named."""
    score = rated(steps)

    assert score.value < 1
    assert reason in score.reason


@pytest.mark.parametrize(
    "precondition", ['The page "/list" is open', "User is on the list page", 'The form shows "From"']
)
def test_a_tester_who_already_stands_on_a_page(precondition):
    """What the preconditions open need not be opened by a step."""
    steps = ['Enter "15" in "From"', 'Press "Filter"', 'Open "/list"']

    assert 1.0 == rated(steps, [precondition]).value


def test_faults_add_up():
    """A case loses for each, down to nothing."""
    assert (
        0.0 == rated(["Verify the result", 'Enter "5" in "A"', 'Open "/list"', 'Press "B"', 'Type "c"']).value
    )


def test_the_references_score_at_the_top():
    """Good suites lose nothing to speak of."""
    values = [SCORER(StoryText(a_story()), SuiteText(s.test_cases), None).value for s in shipped_references()]

    assert min(values) > 0.9


def test_shuffled_steps_score_lower():
    """With the steps of all cases out of order, nearly every suite falls; ties count half."""
    rng = Random(5)
    lower = [_rated(suite.test_cases) - _rated(_shuffled(suite, rng)) for suite in shipped_references()]

    assert sum(1.0 if fall > 0 else 0.5 for fall in lower if fall >= 0) / len(lower) >= 0.95


def _rated(cases):
    return SCORER(StoryText(a_story()), SuiteText(cases), None).value


def _shuffled(suite, rng):
    cases = []
    for case in suite.test_cases:
        steps = list(case.steps)
        while tuple(steps) == case.steps and len(set(steps)) > 1:
            rng.shuffle(steps)
        cases.append(case.model_copy(update={"steps": tuple(steps)}))
    return cases


@given(st.lists(st.text(min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=6))
def test_any_steps_are_rated(steps):
    """Whatever a model writes, the score is on its scale."""
    assert 0 <= rated(steps).value <= 1
