import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.polarity import Outcome, expects_refusal, read_oracle, read_title
from casewright.splits import Splits
from tests.builders import a_case, shipped_references, shipped_stories

HELD_OUT_SHARE, SPLIT_SEED = 0.3, 2


def told(text, reading):
    """The words of the text that decided."""
    return text[slice(*reading.span)]


@pytest.mark.parametrize(
    "oracle",
    [
        "An error message is displayed",
        "A validation error is shown below the field",
        "Access is denied",
        "User remains on the login page",
        "The account is not created",
        "The user is prompted to enter a valid e-mail address",
        "The user is prevented from submitting the form",
        "User is unable to proceed",
        "Login fails",
        "The system rejects the value and does not complete the operation.",
        "The file is not uploaded and the user is notified",
        "A message 'Please enter a search term' appears",
        'The form shows "Choose a date."',
        '"Only one code can be used per basket." is shown and the total stays £54.00',
        "The API returns status code 422",
        "The slot can no longer be booked",
        "Remain at step 2; the code is not generated",
        "The submit button stays disabled",
        "The basket still contains 2 lines",
        "Redirect to login; the data are not exposed",
        "System notifies the user that the address already exists",
    ],
)
def test_an_oracle_of_refusal(oracle):
    """What testers and small models write where something has to be refused or to have no effect."""
    reading = read_oracle(oracle)

    assert Outcome.REFUSAL is reading.outcome
    assert expects_refusal(a_case(title="Price filter of the list", expected_result=oracle))


@pytest.mark.parametrize(
    "oracle",
    [
        "User is redirected to the dashboard",
        "The order is created and a mail is sent",
        "The account is created successfully",
        "No error message is displayed",
        "The page opens without errors",
        'The note "Name saved." appears',
        "Password updated, redirect to login",
        "The user is logged out and redirected to the login page",
        "System returns 200 OK with the requested data",
        'The message "This name is taken." is absent',
        "The user can log in with the new password",
    ],
)
def test_an_oracle_of_success(oracle):
    """Success, also where it is told by the absence of an error."""
    assert Outcome.SUCCESS is read_oracle(oracle).outcome


@pytest.mark.parametrize(
    "oracle",
    [
        'The heading reads "3 products found"',
        "The failure count is 0",
        "All 18 products are listed",
        "The total is €20.00",
        'The button "Add to basket" is active',
    ],
)
def test_an_oracle_that_tells_neither(oracle):
    """An oracle that only names values is neither a refusal nor a success by its words."""
    assert Outcome.UNKNOWN is read_oracle(oracle).outcome


@pytest.mark.parametrize(
    ("title", "outcome"),
    [
        ("Login with invalid password", Outcome.REFUSAL),
        ("Name of 25 characters is one above the maximum", Outcome.REFUSAL),
        ("Basket one penny under the minimum gets no discount", Outcome.REFUSAL),
        ("Submit the form with empty fields", Outcome.REFUSAL),
        ("Tenth alert is accepted", Outcome.SUCCESS),
        ("Successful login", Outcome.SUCCESS),
        ("Right password after two failures opens the account", Outcome.UNKNOWN),
        ("Removing a product drops the granted discount", Outcome.UNKNOWN),
        ("Expired tile disappears from the page", Outcome.REFUSAL),
    ],
)
def test_what_a_title_promises(title, outcome):
    """A title promises a refusal, a success or neither."""
    assert outcome is read_title(title).outcome


def test_the_oracle_decides_before_the_title():
    """Where the oracle tells, the title is not asked; where it does not, the title decides."""
    kept = a_case(title="Expired voucher is refused", expected_result="The order is created")
    refused = a_case(title="Expired voucher is refused", expected_result="The total is €20.00")

    assert not expects_refusal(kept)
    assert expects_refusal(refused)


def test_the_words_that_tell_are_named():
    """A reading says which words of the text it is made of."""
    oracle = 'The page shows "Choose a date." below the field'

    assert '"Choose a date."' == told(oracle, read_oracle(oracle))
    assert "denied" == told("Access is denied", read_oracle("Access is denied"))


@pytest.mark.parametrize("subset", ["dev", "held_out"])
@pytest.mark.parametrize(("case_type", "refusal"), [("negative", True), ("positive", False)])
def test_polarity_of_the_shipped_references(subset, case_type, refusal):
    """Nearly every negative case reads as a refusal and no positive one, on unseen stories as well."""
    splits = Splits(HELD_OUT_SHARE, SPLIT_SEED)
    stories = {story.id: story for story in shipped_stories()}
    for story in stories.values():
        splits.add(story.id, story.difficulty)
    cases = [
        case
        for suite in shipped_references()
        if splits.side(suite.story_id, stories[suite.story_id].difficulty) == subset
        for case in suite.test_cases
        if case.type == case_type
    ]
    wrong = [case.title for case in cases if expects_refusal(case) is not refusal]

    assert cases
    assert len(wrong) <= 0.05 * len(cases), wrong


@given(st.text())
def test_every_text_can_be_read(text):
    """Any text has a reading, and its span lies in the text."""
    for reading in (read_oracle(text), read_title(text)):
        start, end = reading.span or (0, 0)

        assert 0 <= start <= end <= len(text)
