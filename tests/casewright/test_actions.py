import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.actions import Stage, read_action


@pytest.mark.parametrize(
    ("stage", "steps"),
    [
        (
            Stage.START,
            ["Open the application", "Launch the mobile app", "Log in as jo@example.com", "Sign in"],
        ),
        (Stage.OPEN, ['Open "/basket"', "Navigate to the login page", "Go to Settings", "Open project 7"]),
        (Stage.INPUT, ['Enter "5" in "From"', 'Select "Oak" in "Wood"', "Check the box", 'Upload "a.pdf"']),
        (Stage.INPUT, ['Add the file "a.pdf"', "Select 4 stars", 'Choose the date "3 May"']),
        (
            Stage.SETTING,
            ["Set the clock to 10:00", "Advance the clock by 5 minutes", "Change the price to £5"],
        ),
        (Stage.COMMIT, ['Press the "Save" button', "Submit the form", 'Click "Pay now"', "Click on login"]),
        (Stage.COMMIT, ['Press "Save" in tab A', 'Press "Delete" in the menu', 'Search for "lamp"']),
        (Stage.ACT, ["Click the link", 'Press the "Log" tab', 'Click "Edit"', 'Open the "Sort" menu']),
        (Stage.ACT, ["Select a product", "Click the first row", 'Click "×" beside "Oak"', "Scroll down"]),
        (Stage.LOOK, ["Wait 3 seconds", "Reload the page", 'Press the "Back" button', "Log out", "Go back"]),
        (Stage.LOOK, ["Verify the total", "Check that row 7 is gone"]),
    ],
)
def test_what_a_step_does_in_the_flow(stage, steps):
    """A step has one stage, by its verb and by what the verb is done to."""
    assert [stage] * len(steps) == [read_action(step).stage for step in steps]


@pytest.mark.parametrize(
    ("verb", "at", "step"),
    [
        ("press", 0, 'Press "Save"'),
        ("press", 3, '2. Press "Save"'),
        ("open", 14, 'On the phone, open "/basket"'),
        ("add", 12, "Optionally, add a note"),
        ("frobnicate", 0, "Frobnicate the widget"),
        ("correct", 0, "Correct the amount"),
        ("handle", 0, "Handle the request"),
    ],
)
def test_where_the_verb_is(verb, at, step):
    """Numbers, adverbs and places may stand before it."""
    action = read_action(step)

    assert (verb, at) == (action.verb, action.at)


@pytest.mark.parametrize(
    "step",
    [
        "The user clicks",
        "Clicking Save",
        "Clicks Save",
        "Search results are shown",
        "Overview",
        "Valid name",
        "…",
    ],
)
def test_what_is_no_order(step):
    """A story, a state or a heading has no verb in the imperative."""
    assert read_action(step).verb is None


@given(st.text(max_size=80))
def test_any_text_is_read(text):
    """Whatever a model writes, the verb is where it is said to be."""
    action = read_action(text)

    assert action.verb is None or text.lower().startswith(action.verb, action.at)
