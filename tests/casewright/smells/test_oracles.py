import pytest

from casewright.analysis import StoryText, SuiteText
from casewright.smells.oracles import RULES
from casewright.smells.types import RULES as TYPE_RULES
from tests.builders import a_case, a_story, shipped_references


def found(oracle, **changes):
    """What the rules of oracles find in a case with this oracle: id and the words it is about."""
    suite = SuiteText([a_case(expected_result=oracle, **changes)])
    smells = [smell for rule in RULES for smell in rule.smells(StoryText(a_story()), suite)]
    return {smell.rule: oracle[slice(*smell.span)] if smell.span else "" for smell in smells}


@pytest.mark.parametrize("oracle", ["N/A", "TBD", "Done.", "Test passes", "See above", "—", "To be defined"])
def test_an_oracle_that_says_nothing(oracle):
    """A placeholder is no oracle; the span is all of it."""
    assert {"missing-oracle": oracle} == found(oracle)


@pytest.mark.parametrize(
    ("oracle", "span"),
    [
        ("It works as expected.", "works"),
        ("User is logged in successfully", "successfully"),
        ("The profile is updated successfully", "successfully"),
        ("Search results are displayed correctly", "correctly"),
        ("The system handles the error gracefully", "handles"),
        ("An appropriate message is displayed", "appropriate"),
        ('"Search" works properly', "works"),
    ],
)
def test_a_vague_oracle(oracle, span):
    """That all is well is no observation, whatever is quoted beside it; the span is the first hollow word."""
    assert {"vague-oracle": span} == found(oracle)


def test_an_oracle_of_filler_is_vague_without_a_hollow_word():
    """An oracle that names nothing of the system is vague in all its words."""
    assert {"vague-oracle": ""} == found("Something happens to the data")


@pytest.mark.parametrize(
    "oracle",
    [
        'The page shows "Name saved." correctly',
        "The total is updated correctly to €20.00",
        "The order is placed successfully and appears in the order history",
        "The product is added to the cart successfully",
        "The product page shows name, price and picture correctly",
        "The reset link does not work",
        "Login fails",
    ],
)
def test_an_oracle_that_names_what_is_seen(oracle):
    """A value, a quoted text or a state of a named element makes up for a hollow word."""
    assert {} == found(oracle)


def test_an_oracle_that_repeats_a_step():
    """A step in other order or with another article is still that step."""
    assert {"oracle-restates": 'Press the "Filter" button'} == found(
        'Press the "Filter" button', steps=["Open the list", 'Press "Filter" button']
    )


def test_an_oracle_that_repeats_the_title():
    """What the title says already, without a value, is no oracle."""
    assert ["oracle-restates"] == list(found("The list is filtered", title="List is filtered by price range"))


def test_an_oracle_with_a_value_may_use_the_words_of_the_title():
    """A figure that the title names too can be compared with what is seen."""
    assert {} == found("The price is €20.00", title="Price of the lamp in the list is €20.00 after a refresh")


@pytest.mark.parametrize(
    ("oracle", "span"),
    [
        ("The order is saved or an error is shown", "or an error is"),
        ("The list may show 3 entries", "may show"),
        ("The total is €20.00 if the voucher is valid", "if"),
        ("The counter reads 5, or similar", "or similar"),
    ],
)
def test_an_open_oracle(oracle, span):
    """An oracle that holds with either of two outcomes decides nothing."""
    assert {"open-oracle": span} == found(oracle)


@pytest.mark.parametrize(
    "oracle",
    [
        "The text appears without a gap or a cut",
        '"This slot can no longer be booked or changed." is shown',
        "A message says that the name or the password is wrong",
        "The counter of 8 May still reads 5",
        "The tile stays in place even if the page is reloaded",
    ],
)
def test_an_or_that_leaves_nothing_open(oracle):
    """After a negation, in a quoted text and in reported words, two words joined by “or” are one outcome."""
    assert {} == found(oracle)


def test_a_compound_oracle():
    """Six outcomes, or two long sentences as after merging two cases, are too many for one case."""
    six = (
        "The order is saved, a mail is sent, the stock drops to 3, the list is empty, a note opens and 1 tab"
    )
    two = (
        'The heading reads "3 products found for kettle" and three tiles with name and price are listed. '
        'Then "Type at least 2 characters." appears below the box, no list is shown and the address is "/".'
    )

    assert ["compound-oracle"] == list(found(six))
    assert ["compound-oracle"] == list(found(two))


def test_the_shipped_references_are_clean():
    """No rule of oracles or types finds anything in the reference suites."""
    story = StoryText(a_story())
    suites = [SuiteText(reference.test_cases) for reference in shipped_references()]
    smells = [smell for suite in suites for rule in RULES + TYPE_RULES for smell in rule.smells(story, suite)]

    assert [] == smells
