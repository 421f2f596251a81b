import pytest

from casewright.analysis import StoryText, SuiteText
from casewright.scorers.coverage import SCORER
from tests.builders import a_case, a_story

STORY = "As a shopper, I want to filter the product list by price, so that I find what I can pay."


def rated(*cases, story=STORY):
    """The score of a suite for a story."""
    return SCORER(StoryText(a_story(story=story)), SuiteText(cases), None)


def said(text):
    """A case that says nothing but the text."""
    return a_case(title=text, preconditions=[], steps=["Wait"], expected_result="Seen")


def test_a_suite_that_mentions_all_has_full_marks():
    """Every word of role, wish and benefit is in one case or another, in any form."""
    score = rated(said("A shopper is filtering the list of products"), said("It finds prices to pay"))

    assert (1.0, "the cases mention all that the story names") == (score.value, score.reason)


def test_what_no_case_mentions_is_named():
    """The reason names the words of the wish first."""
    score = rated(said("The list of products is shown to a shopper who finds it"))

    assert 'no case mentions "filter", "price", "pay"' == score.reason
    assert 0.25 < score.value < 0.5


def test_the_wish_counts_most():
    """Who wishes, and why, is said once in the story and need not be in the cases."""
    assert 0.8 == pytest.approx(rated(said("Filter the product list by price")).value, abs=0.01)


def test_a_story_without_a_form_is_taken_whole():
    """Where neither role nor wish can be told, all its words count."""
    story = "Refunds reach the buyer's bank within 5 days."

    assert 1.0 == rated(said("Refunds reach the buyer's bank within 5 days"), story=story).value
    assert rated(said("The buyer has 5 days"), story=story).value < 0.5


def test_words_of_any_test_are_not_named():
    """A word that fits every story counts a little and is not worth telling."""
    score = rated(said("Filter by price"), story="As a user, I want to filter entries by price.")

    assert "only words that any story has are missed" == score.reason
    assert 0.8 < score.value < 1


def test_a_story_that_names_nothing_is_not_measured():
    """There is nothing that a case could mention."""
    score = rated(a_case(), story="? " * 20 + "!!")

    assert score.value is None
