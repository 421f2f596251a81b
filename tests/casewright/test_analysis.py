import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.analysis import CaseText, Sentence, StoryText
from casewright.similarity import terms
from casewright.topics import topics, topics_of_words
from tests.builders import a_case, a_story


@given(st.text())
def test_the_ways_to_words_agree(text):
    """Terms and topics are those of the text itself, whether or not the quick way through it was taken."""
    one = Sentence(text)

    assert frozenset(terms(text)) == one.terms
    assert topics(text) == topics_of_words(one.rough_words)


@pytest.mark.parametrize("text", ["Sign-in fails", "don't", "naïve “x”", "foo_bar 1.5"])
def test_marks_within_a_word_stay(text):
    """What is joined by a hyphen or an apostrophe is one word, and an underscore parts two."""
    words = {"Sign-in fails": ("sign-in", "fails"), "don't": ("don't",), "naïve “x”": ("naïve", "x")}

    assert words.get(text, ("foo", "bar", "1", "5")) == Sentence(text).words


@given(st.text(alphabet="ab \"'`“”İ"))
def test_spans_without_quotes_are_spans_in_the_text(text):
    """What stands in quotes is blanked out, and nothing moves."""
    one = Sentence(text)

    assert len(text) == len(one.lower) == len(one.unquoted)
    assert "  " in one.unquoted or not one.quoted


def test_fields_are_named():
    """Every text of a case comes with the name of its field."""
    case = CaseText(a_case(preconditions=["One"], steps=["Two", "Three"]), 1)
    names = ["title", "preconditions[0]", "steps[0]", "steps[1]", "expected_result"]

    assert names == [name for name, _ in case.fields]


def test_a_case_names_its_frame_and_its_steps_apart():
    """Title, oracle and preconditions are the frame; steps stand for themselves."""
    case = a_case(
        title="Refund", preconditions=["Invoice"], steps=["Sell a kettle"], expected_result="Voucher"
    )
    text = CaseText(case, 1)

    assert (topics("refund invoice voucher"), topics("sell kettle")) == (text.frame, text.step_topics)


def test_criteria_are_told_by_the_story_too():
    """What only an acceptance criterion names belongs to the story."""
    assert topics("kettle") <= StoryText(a_story(acceptance_criteria=["A kettle is found"])).topics
