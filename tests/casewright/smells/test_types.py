import pytest

from casewright.analysis import StoryText, SuiteText
from casewright.smells.types import RULES
from tests.builders import a_case, a_story


def found(story=None, **changes):
    """Ids of what the rules of types find in one case."""
    suite = SuiteText([a_case(**changes)])
    told = StoryText(story or a_story())
    return [smell.rule for rule in RULES for smell in rule.smells(told, suite)]


@pytest.mark.parametrize(
    "oracle",
    [
        "The order is created",
        "The user is redirected to the dashboard",
        'The page opens with the heading "Welcome"',
    ],
)
def test_a_negative_case_that_succeeds(oracle):
    """A negative case whose oracle is a success, or has no word of a refusal in it."""
    assert ["type-mismatch"] == found(type="negative", title="Filter of the list", expected_result=oracle)


@pytest.mark.parametrize(
    "oracle",
    [
        "An error message is displayed",
        "0 mails are in the inbox",
        "The text is shown as plain text, no crash",
    ],
)
def test_a_negative_case_that_holds_something_back(oracle):
    """A refusal, or that nothing came of it, is what a negative case may end in."""
    assert [] == found(type="negative", title="Filter of the list", expected_result=oracle)


def test_a_positive_case_that_is_refused():
    """A positive case must not end in a refusal, be it told or quoted."""
    refused = a_case(expected_result='"Choose a date." appears')
    suite = SuiteText([refused])
    smells = [smell for rule in RULES for smell in rule.smells(StoryText(a_story()), suite)]

    assert ["type-mismatch"] == [smell.rule for smell in smells]
    assert (0, 16) == smells[0].span
    assert ["type-mismatch"] == found(expected_result="The upload is rejected")


def test_a_refusal_that_the_story_asks_for():
    """Where rejecting is the goal, a rejected thing is a success."""
    story = a_story(
        story="As a moderator, I want to reject reviews that break the rules, so that nobody reads them."
    )

    assert [] == found(story, title="Review in breach is gone", expected_result="The review is rejected")
    assert [] == found(title="Moderator rejects a review", expected_result="The review is rejected")


@pytest.mark.parametrize(
    ("title", "oracle"),
    [
        ("Eleventh alert is refused", 'The alert is saved and "Alert saved." is displayed'),
        ("Tenth alert is accepted", "An error message is displayed and the alert is rejected"),
    ],
)
def test_a_title_against_its_oracle(title, oracle):
    """A title and an oracle of opposite outcome contradict each other."""
    assert ["title-against-oracle"] == found(
        type="boundary", title=title, expected_result=oracle, steps=["a 1", "b"]
    )


def test_a_title_without_a_promise_contradicts_nothing():
    """Most titles of edge cases promise neither; the oracle may be either."""
    for oracle in ("An error message is displayed", "The order is created"):
        assert [] == found(type="edge_case", title="Two tabs at the same time", expected_result=oracle)


def test_a_boundary_without_a_limit():
    """A boundary case needs a figure or a word of a limit somewhere."""
    vague = {
        "type": "boundary",
        "preconditions": ["The list is open"],
        "steps": ["Enter the boundary value", "Save"],
    }

    assert ["boundary-without-limit"] == found(
        **vague, title="Boundary value", expected_result="The value is shown"
    )
    assert [] == found(**vague, title="Longest name", expected_result="The value is shown")
    assert [] == found(**vague, title="Boundary value", expected_result="The value 60 is shown")
