import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.analysis import Sentence, StoryText, SuiteText
from casewright.smells.preconditions import RULES, is_generic
from tests.builders import a_case, a_story, shipped_references
from tests.casewright.smells.flagged import flagged, words


@pytest.mark.parametrize(
    "text",
    [
        "User is logged in",
        "The user is logged in.",
        "A registered user exists",
        "Users are registered",
        "Admin user is logged in",
        "System is available",
        "The customer has items in the cart",
        "The application is running on a server",
        "Logged in",
        "Access to the internet",
        "The sample data are in their initial state",
    ],
)
def test_a_precondition_that_fits_any_case_is_generic(text):
    """A stock subject with a few words says nothing about the case."""
    assert is_generic(Sentence(text))


@pytest.mark.parametrize(
    "text",
    [
        "The user has 3 mugs in the basket",
        'The shop sells "Fern Mug"',
        "The shopper is signed in as anna@example.com",
        "Voucher SPRING10 ended yesterday",
        "User is not logged in",
        "The account is locked",
        "An article on gardening is published",
    ],
)
def test_a_precondition_of_its_own_is_specific(text):
    """A number, a name, a denial or a subject of the domain makes a precondition the case's own."""
    assert not is_generic(Sentence(text))


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("Log in as", "Log in as an administrator"),
        ("Open", 'Open "/basket"'),
        ("Create", "Create a user with 3 orders"),
        ("Ensure", "Ensure the printer is on"),
        ("Navigate", "Navigate to the page 2"),
    ],
)
def test_an_order_among_the_preconditions(told, text):
    """The finding is the verb."""
    assert [("misplaced-action", "preconditions[1]", told)] == flagged(RULES, preconditions=["5 mugs", text])


@pytest.mark.parametrize(
    "text", ["Open orders: 3", "Log of order 7 is empty", "Create button 2 is active", "Set 4 has 3 plates"]
)
def test_a_state_that_begins_like_an_order(text):
    """A name may look like a verb."""
    assert [] == flagged(RULES, preconditions=[text])


def test_an_order_in_the_expected_result():
    """It gets an advice of its own."""
    suite = SuiteText([a_case(expected_result='Click "OK" and see 3 rows')])
    (smell,) = (smell for rule in RULES for smell in rule.smells(StoryText(a_story()), suite))

    assert ("misplaced-action", "expected_result", (0, 5)) == (smell.rule, smell.field, smell.span)
    assert "say what is to be seen" in smell.fix


@pytest.mark.parametrize(
    ("expected", "preconditions"),
    [
        ([], []),
        (["generic-preconditions"], ["User is logged in", "System is available"]),
        ([], ["User is logged in", "The basket holds 3 mugs"]),
    ],
)
def test_generic_preconditions_only(expected, preconditions):
    """One precondition of its own is enough; none at all is no finding of this rule."""
    assert expected == [rule for rule, _, _ in flagged(RULES, preconditions=preconditions)]


def test_a_precondition_told_twice():
    """Case and stops do not tell two preconditions apart."""
    found = flagged(RULES, preconditions=["The basket holds 3 mugs", "the basket holds 3 mugs."])

    assert [("repeated-precondition", "preconditions[1]", None)] == found


@pytest.mark.parametrize(
    ("told", "one", "other"),
    [
        (None, "Clerk 7 is logged in", "Clerk 7 is not logged in"),
        (None, "Clerk 7 is logged in", "Clerk 7 is logged out"),
        (None, "Voucher 7 is enabled", "Voucher 7 is disabled"),
        (None, "An account 7 exists", "No account 7 exists"),
        ("2", "The basket holds 3 mugs", "The basket holds 2 mugs"),
        ("11:00:00", "The clock stands at 10:59:00", "The clock stands at 11:00:00"),
    ],
)
def test_preconditions_that_exclude_each_other(told, one, other):
    """Opposites, and two figures for one thing; the second is reported."""
    found = flagged(RULES, preconditions=[one, other])

    assert [("contradictory-preconditions", "preconditions[1]", told)] == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Clerk 7 is logged in", "Clerk 8 is not logged in"),
        ("Account 7 has order 10301", "Account 7 has order 10302"),
        ("Order 7 is paid", "Order 8 is paid"),
        ("The basket holds 3 mugs", "The basket holds 2 trays"),
    ],
)
def test_preconditions_about_two_things(one, other):
    """Two clerks, two orders and two kinds of goods are no contradiction."""
    assert [] == flagged(RULES, preconditions=[one, other])


def test_the_references_are_clean():
    """Not one finding in good suites."""
    suites = [SuiteText(suite.test_cases) for suite in shipped_references()]
    found = [
        smell for suite in suites for rule in RULES for smell in rule.smells(StoryText(a_story()), suite)
    ]

    assert [] == found


@given(st.lists(st.text(min_size=1, max_size=60).filter(str.strip), max_size=4))
def test_spans_are_within_the_text(preconditions):
    """Whatever a precondition says, a finding points into it."""
    case = a_case(preconditions=preconditions)
    smells = [smell for rule in RULES for smell in rule.smells(StoryText(a_story()), SuiteText([case]))]

    assert all(words(case, smell) != "" for smell in smells)
