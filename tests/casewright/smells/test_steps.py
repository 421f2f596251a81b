import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.analysis import StoryText, SuiteText
from casewright.smells.steps import RULES
from tests.builders import a_case, a_story, shipped_references
from tests.casewright.smells.flagged import flagged, words

LAST = 'Press "Filter"'


def found_in(step, *, first=False):
    """The findings in one step, with the step before or after another one."""
    steps = [step, LAST] if first else ['Open "/list"', step]
    return [(rule, told) for rule, _, told in flagged(RULES, steps=steps)]


@pytest.mark.parametrize(
    ("told", "step"),
    [
        ("User is", "User is logged in"),
        ("The account has", "The account has 3 orders"),
        ("Ensure", "Ensure that the basket is empty"),
        ("Given", "Given the user is on the home page"),
        ("Make sure", "Make sure the printer is on"),
    ],
)
def test_a_first_step_that_is_a_state(told, step):
    """A state at the start is a precondition in the wrong place, and nothing else."""
    assert [("misplaced-precondition", told)] == found_in(step, first=True)


@pytest.mark.parametrize(
    ("told", "step"),
    [
        ("Verify", "Verify that the list holds 3 rows"),
        ("Check that", "Check that the total is €5.00"),
        ("Check the", "Check the balance of account 7"),
        ("Observe", 'Observe the text "Saved"'),
        ("Ensure", "Ensure the light is green"),
        ("Confirm that", "Confirm that row 2 is gone"),
        ("should", 'Press "Save", which should be blue'),
        ("?", "Is the row 2 gone ?"),
    ],
)
def test_a_check_among_the_steps(told, step):
    """What is to be seen belongs in the expected result."""
    assert ("misplaced-verification", told) in found_in(step)


@pytest.mark.parametrize(
    "step",
    [
        'Check the box "Accept terms"',
        'Press "Verify"',
        'Open "/search?page=2"',
        "Verify the e-mail address jo@example.com with the code 1234",
        'Confirm the order with "Yes"',
        "Validate the data of parcel 7",
        "Find out which forms the user should fill in for parcel 7",
    ],
)
def test_an_action_that_sounds_like_a_check(step):
    """To check a box, to press "Verify" and to verify an address are actions."""
    assert [] == found_in(step)


@pytest.mark.parametrize(
    ("told", "step"),
    [
        (" and press", 'Enter "5" in "From" and press "Filter"'),
        ("and then select", 'Open "Reports" and then select "2024"'),
        ("; enter", 'Open "/login"; enter "jo" in "Name"'),
        (". Click", 'Open "/login". Click "Next"'),
        ("and download the", 'Open "/report" and download the file "r.pdf"'),
        (", then log in", 'Open "/login", then log in as jo@example.com'),
    ],
)
def test_a_step_of_several_actions(told, step):
    """The finding is where the second action begins."""
    (rule, said) = found_in(step)[0]

    assert "eager-step" == rule
    assert told.strip() == said.strip()


@pytest.mark.parametrize(
    "step",
    [
        'Enter the name and address of "Jo"',
        'Press "Save and close"',
        'Press "Search, then filter"',
        'Map "a" to "Date" and "b" to "Amount"',
        "Select date and time of slot 4",
        "Open the page of a user who can edit and delete the post 7",
    ],
)
def test_one_action_with_two_objects(step):
    """Two objects, a label with two verbs and a clause with two verbs are one action."""
    assert [] == found_in(step)


@pytest.mark.parametrize(
    ("told", "step"),
    [
        ("If", 'If the box is empty, press "Fill"'),
        ("When", 'When asked, enter "5"'),
        ("or", 'Press "Save" or "Close"'),
        ("Optionally", 'Optionally, add the comment "x"'),
        ("if needed", 'Scroll to "Total" if needed'),
    ],
)
def test_a_step_with_a_condition(told, step):
    """A step that some testers leave out, or do in one of two ways."""
    assert ("conditional-step", told) in found_in(step)


@pytest.mark.parametrize("step", ['Press "Yes or no"', 'Order goods of £40.00 or more from "Oak"'])
def test_a_limit_is_no_condition(step):
    """A label with "or" and an amount "or more" leave nothing to the tester."""
    assert [] == found_in(step)


@pytest.mark.parametrize(
    "step",
    [
        'The user clicks "Save"',
        'Clicking "Save"',
        'Clicks on "Save"',
        "Login page 2 is displayed",
        "User 4711 and password",
        "Overview",
    ],
)
def test_a_step_that_is_no_order(step):
    """A told story, a state and a heading say nothing that the tester has to do."""
    assert [("not-an-action", None)] == found_in(step)


@pytest.mark.parametrize(
    "step",
    [
        'On the phone, open "/basket"',
        '2. Press "Save"',
        'Then press "Save"',
        'Frobnicate the widget "W-7"',
        'Search results: open the one named "Oak"',
        'Correct the amount to "5"',
    ],
)
def test_an_order_with_something_before_the_verb(step):
    """A place, a number or an adverb may come first, and an unknown verb is a verb."""
    assert [] == found_in(step)


@pytest.mark.parametrize(
    ("told", "step"),
    [
        ("valid credentials", "Enter valid credentials"),
        ("an invalid e-mail", "Type an invalid e-mail"),
        ("some text", "Enter some text in the search field"),
        ("the required fields", "Fill in the required fields"),
        ("a value", "Enter a value in the field"),
        ("any product", "Select any product"),
    ],
)
def test_data_without_a_value(told, step):
    """Two testers would enter different things."""
    assert [("vague-data", told)] == found_in(step)


@pytest.mark.parametrize(
    "step",
    [
        'Enter the wrong password "Oak-17"',
        "Enter 5 valid values",
        "Correct the quantity of shelf B",
        "Set the value field",
    ],
)
def test_data_with_a_value(step):
    """A value makes it exact; a field may be called "value"."""
    assert "vague-data" not in [rule for rule, _ in found_in(step)]


@pytest.mark.parametrize(
    "step", ["Wait a while", "Wait until the page has loaded", "Wait for the list", "Wait"]
)
def test_a_wait_without_a_time(step):
    """Nobody can say when it is over."""
    assert "unbounded-wait" in [rule for rule, _ in found_in(step)]


def test_a_wait_with_a_time():
    """Ten seconds are ten seconds."""
    assert [] == found_in("Wait for the list for at most 10 seconds")


def test_the_references_are_clean():
    """Not one finding in the steps of good suites."""
    suites = [SuiteText(suite.test_cases) for suite in shipped_references()]
    found = [
        smell for suite in suites for rule in RULES for smell in rule.smells(StoryText(a_story()), suite)
    ]

    assert [] == found


@given(st.lists(st.text(min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=4))
def test_spans_are_within_the_text(steps):
    """Whatever a step says, a finding points into it."""
    case = a_case(steps=steps)
    smells = [smell for rule in RULES for smell in rule.smells(StoryText(a_story()), SuiteText([case]))]

    assert all(words(case, smell) != "" for smell in smells)


def test_words_in_quotes_are_data():
    """What is entered or pressed may be called as it likes."""
    step = 'Enter "if valid data; wait a while or verify and press some" in "Should user check?"'

    assert [] == found_in(step)
