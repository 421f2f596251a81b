import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.wordlist import by_first_letter, word_list


def test_words_are_parted_by_white_space():
    """Lines and spaces part words; each is there once."""
    assert frozenset(["one", "two", "sign-up"]) == word_list("one two\n  sign-up two ")


@pytest.mark.parametrize(
    ("alternation", "grouped"),
    [
        ("add | able", "a(?:dd|ble)"),
        (r"(?:is|are)\ on | in", r"i(?:s\ on|n)|a(?:re\ on)"),
        (r"x? | [45]\d | den(?:y|ied)", r"x?|[45]\d|d(?:en(?:y|ied))"),
        (r"(?:a|b)? | a\(b | a", r"(?:a|b)?|a(?:\(b|)"),
    ],
)
def test_alternatives_of_a_letter_stand_together(alternation, grouped):
    """Nothing but the beginning is taken apart, and what has no certain first letter stays as it is."""
    assert grouped == by_first_letter(alternation)


@given(
    st.lists(st.from_regex(r"(\(\?:[abc]{1,2}\|[abc]{1,2}\))?[abc]{2,3}\??", fullmatch=True), min_size=1),
    st.text("abc ", max_size=12),
)
def test_a_grouped_alternation_finds_the_same(alternatives, text):
    """The match, its place and its length stay, whatever the order of the alternatives."""
    one, other = ("|".join(alternatives), by_first_letter(" | ".join(alternatives)))
    found, again = (re.search(rf"\b(?:{pattern})\b", text) for pattern in (one, other))

    assert (found and found.span()) == (again and again.span())
