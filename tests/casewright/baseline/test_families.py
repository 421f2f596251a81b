import pytest

from casewright.baseline import families
from casewright.baseline.families import family_of
from casewright.baseline.goal import parse_goal


@pytest.mark.parametrize(
    ("aim", "name"),
    [
        ("to sign in with my phone", "SIGN_IN"),
        ("to be notified when a map changes", "NOTIFY"),
        ("to receive an e-mail about my order", "NOTIFY"),
        ("to import a list of guests", "IMPORT"),
        ("to get a package into Julia", "IMPORT"),
        ("to download the report", "EXPORT"),
        ("to search for profiles", "SEARCH"),
        ("to do a full-text search of the FAQs", "SEARCH"),
        ("to filter, sort and aggregate data", "FILTER"),
        ("to pay an annual fee", "PAY"),
        ("to schedule a meeting", "BOOK"),
        ("to send a formal response", "SEND"),
        ("to delete any course", "DELETE"),
        ("to approve each ad", "DECIDE"),
        ("to mark my profile as private", "CHOOSE"),
        ("to rename a product", "EDIT"),
        ("to read a new article", "VIEW"),
        ("to know how many users came", "VIEW"),
        ("to create a course", "CREATE"),
        ("to validate my data", "CHECK"),
        ("an SPSS integration", "USE"),
        ("historical data loaded", "STATE"),
        ("to juggle three balls", "OTHER"),
    ],
)
def test_family(aim: str, name: str) -> None:
    """An action is known by its verb, and where that says little by its whole phrase."""
    goal = parse_goal(f"As a clerk, I want {aim}")

    assert getattr(families, name) is family_of(goal.verb, goal.phrase)
