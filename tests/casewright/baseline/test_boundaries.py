import pytest

from casewright.baseline.boundaries import boundary_drafts
from casewright.baseline.drafts import Draft
from casewright.baseline.families import family_of
from casewright.baseline.goal import parse_goal
from casewright.records import UserStory


def drafts(text: str, *criteria: str) -> list[Draft]:
    """The boundary cases of a story."""
    story = UserStory(id="US-001", story=text, acceptance_criteria=criteria)
    goal = parse_goal(text)
    return boundary_drafts(goal, family_of(goal.verb, goal.phrase), story)


def test_input() -> None:
    """A value on the limit is accepted, one past it refused; without a message the limit is named."""
    on, past = drafts("As a clerk, I want to rename a product with at least 5 letters.")

    assert on.expected == "The input of 5 letters is accepted, and it is shown unchanged after a reload."
    assert "A message names the limit (at least 5 letters) and refuses 4 letters" in past.expected


def test_shown_at_once() -> None:
    """A limit on what is shown refuses nothing."""
    on, past = drafts("As a guest, I want to see up to 8 suggestions at a time.")

    assert on.expected == "All of the 8 suggestions are shown at once."
    assert "at no time are 9 suggestions shown at once" in past.expected


@pytest.mark.parametrize("limit", ["5 kg", "5 times", "5 days"])
def test_measure_in_a_list(limit: str) -> None:
    """What is measured or repeated is not shown at once, even where the story is about a list."""
    on = drafts(f"As a guest, I want to see the fees from 1 to {limit}.")[0]

    assert on.expected.startswith(f"The input of {limit} is accepted")


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        (
            'After 30 minutes "Gone after 30 minutes." is shown.',
            "The message “Gone after 30 minutes.” is shown",
        ),
        ("The link then ends.", "The page shows that the time is over"),
    ],
)
def test_time(criterion: str, expected: str) -> None:
    """A time is waited for, to a second less and a second more."""
    inside, past = drafts("As a clerk, I want to share a link for 30 minutes.", criterion)

    assert "Let 1 second less than 30 minutes pass" in inside.steps
    assert "Let 1 second more than 30 minutes pass" in past.steps
    assert past.expected.startswith(expected)


def test_at_most_three() -> None:
    """Limits leave room for the other kinds of case."""
    assert len(drafts("As a clerk, I want to enter a name of 2 to 9 letters and up to 5 tags.")) == 3


def test_no_limit() -> None:
    """A story without a figure has no boundary."""
    assert drafts("As a clerk, I want to rename a product.") == []
