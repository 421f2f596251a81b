import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.text import derived_id, folded, normalise, normalise_document

ODD = st.text(
    alphabet=st.sampled_from("aé\u0301 \n\r\t\x07\u00a0\u2003\u200b\u200c\u200dक\u200e\ufeff“’ＡI"),
    max_size=40,
)
"""Texts made mostly of what normalising is about, so that its rules meet each other."""


@pytest.mark.parametrize(
    ("messy", "plain"),
    [
        ("cafe\u0301", "café"),
        ("a\u200bb\u2060c\ufeffd\u00ade", "abcde"),
        ("a\u202eb\u2066c\u200ed", "abcd"),
        ("a\U000e0041b", "ab"),
        ("a\x00b\x07c\x7fd\x9fe", "abcde"),
        ("“a” ‘b’ „c‟ ‚d‛", "\"a\" 'b' \"c\" 'd'"),
        ("ＰＡＹ：１２％", "PAY:12%"),
        ("￡5 ￥6", "£5 ¥6"),
        ("a\u00a0b\u2009c\u3000d\u2028e\x85f\u2800g\u3164h", "a b c d e f g h"),
        ("  a \t\r\n b  ", "a b"),
        ("x\u200dy z\u200c", "xy z"),
    ],
)
def test_what_is_made_plain(messy, plain):
    """Accents are composed, what is invisible vanishes, quotes and full-width forms become ASCII."""
    assert plain == normalise(messy)


@pytest.mark.parametrize(
    "text", ["👩\u200d💻 signs in", "का\u200dन", "नर\u200cक", "5′ × 3″ – fine", "日本語、テスト"]
)
def test_what_carries_meaning_stays(text):
    """Joiners that shape an emoji or a letter, dashes and other scripts are no noise."""
    assert text == normalise(text)


@given(st.text(max_size=80) | ODD)
def test_normalising_twice_is_normalising_once(text):
    """The result is NFC, has single spaces only, and stays as it is."""
    once = normalise(text)

    assert once == normalise(once) == unicodedata.normalize("NFC", once)
    assert " ".join(once.split()) == once


def test_a_document_keeps_its_lines():
    """Paragraphs and indents are there after normalising; line ends and their blanks are all alike."""
    messy = "\ufeff# “Shop”\r\n\r\n  - one\u00a0rule \x0c\t- two\u200b\rend\n"

    assert '# "Shop"\n\n  - one\u00a0rule\n\t- two\nend\n' == normalise_document(messy)


@given(st.text(max_size=80) | ODD)
def test_normalising_a_document_twice_is_normalising_it_once(text):
    """The clean document stays as it is, and no line ends with a blank."""
    once = normalise_document(text)

    assert once == normalise_document(once)
    assert not any(line != line.rstrip() for line in once.split("\n"))


def test_what_makes_two_stories_the_same():
    """Case, the final stop and white space do not count; every other character does."""
    assert "i pay. by card" == folded(" I  PAY. by card .! ")
    assert folded("I pay, by card") != folded("I pay by card")


def test_a_derived_id_depends_on_the_words_alone():
    """Case, white space and the final stop change nothing, another word does."""
    assert derived_id("I pay by card.") == derived_id(" i PAY  by card")
    assert derived_id("I pay by card") != derived_id("I pay by cash")
