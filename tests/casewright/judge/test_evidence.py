import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.judge.evidence import Source

SOURCE = Source(
    [
        "As a shopper, I want to filter the product list by price, so that I find what I can pay.",
        'Enter "15" in "From"',
        "The list shows the products at €20.00 and €30.00",
        "Done.",
    ]
)


@pytest.mark.parametrize(
    "quote",
    [
        'Enter "15" in "From"',
        "enter 15 in from",
        '  "Enter “15” in “From”."  ',
        "filter the product list",
        "the products at €20.00",
        "I want to filter ... what I can pay",
        "Done",
    ],
)
def test_a_quote_is_found_whatever_its_punctuation(quote):
    """Case, blanks, quotation marks and a gap in the middle do not matter; a whole field may be one word."""
    assert SOURCE.has(quote)


@pytest.mark.parametrize(
    "invented",
    [
        "",
        "...",
        "“”",
        "price",
        "All test cases are about the story",
        "filter the products",
        "in From The list shows",
        "I want to filter ... what nobody wrote",
        "ilter the product",
    ],
)
def test_what_is_not_there_is_no_evidence(invented):
    """Nothing, one word, words of the judge's own, parts of words, and text across two fields."""
    assert not SOURCE.has(invented)


@given(st.text(max_size=80), st.lists(st.text(max_size=40), max_size=4))
def test_any_text_can_be_looked_for(evidence, fields):
    """Whatever a model writes, the answer is yes or no."""
    assert Source(fields).has(evidence) in (True, False)


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=2, max_size=12), st.data())
def test_every_part_of_a_field_of_two_words_or_more_is_evidence(words, data):
    """No quote of a field is refused."""
    start = data.draw(st.integers(0, len(words) - 2))
    end = data.draw(st.integers(start + 2, len(words)))

    assert Source([" ".join(words)]).has(" ".join(words[start:end]))
