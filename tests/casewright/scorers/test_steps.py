import pytest

from casewright.analysis import Sentence, StoryText
from casewright.scorers.steps import SCORER, concreteness
from casewright.smells import read_suite
from tests.builders import a_case, a_story, shipped_references, shipped_stories

GOOD = ('Open "/list"', 'Enter "15" in "From"', 'Press "Filter"')


def rated(steps, **changes):
    """The score of one case with these steps."""
    story = StoryText(a_story())
    return SCORER(story, read_suite(story, [a_case(steps=steps, **changes)]), None)


@pytest.mark.parametrize(
    ("expected", "step"),
    [
        (1.0, 'Press the "Save" button'),
        (1.0, "Wait 3 seconds"),
        (1.0, "Open the page /basket"),
        (1.0, "Sign in as jo@example.com"),
        (1.0, "Open the calendar of Dr Lund"),
        (0.9, "Open the shopping basket"),
        (0.8, "Open the basket"),
        (0.5, "Press the button"),
        (0.5, "Enter the shipping address"),
    ],
)
def test_how_concrete_a_step_is(expected, step):
    """A label, a value or a name is exact; words are less so; input without a value says nothing."""
    assert expected == concreteness(Sentence(step))


def test_good_steps_have_full_marks():
    """Two to five concrete orders."""
    score = rated(GOOD)

    assert (1.0, "nothing to find fault with") == (score.value, score.reason)


def test_a_smell_costs_its_step():
    """A warning takes three tenths of one step in three, and is the reason."""
    score = rated([*GOOD[:2], 'Press "Filter" and press "Save"'])

    assert pytest.approx(1 - 0.3 / 3) == score.value
    assert "case 1: step 3: one step with several actions" in score.reason


@pytest.mark.parametrize(("expected", "count"), [(0.6, 1), (1.0, 2), (1.0, 5), (5 / 6, 6), (5 / 8, 8)])
def test_how_many_steps(expected, count):
    """Beyond five, the score falls with every step; a single one leaves out the way to it."""
    assert pytest.approx(expected) == rated([f'Press "Button {number}"' for number in range(count)]).value


def test_two_tests_in_one():
    """A case that starts over is worth less, however few its steps."""
    score = rated(['Enter "5" in "From"', 'Press "Filter"', 'Enter "7" in "From"', 'Press "Filter"'])

    assert 0.7 == score.value
    assert "does again what step 1 did" in score.reason


def test_what_is_told_as_a_story_scores_low():
    """Steps as small models write them lose more than a third."""
    assert rated(["User is logged in", "Enter valid credentials", "Verify the page works"]).value < 0.65


def test_the_references_score_at_the_top():
    """Good suites lose nothing to speak of."""
    stories = {story.id: StoryText(story) for story in shipped_stories()}
    values = [
        SCORER(stories[suite.story_id], read_suite(stories[suite.story_id], suite.test_cases), None).value
        for suite in shipped_references()
    ]

    assert min(values) > 0.95
