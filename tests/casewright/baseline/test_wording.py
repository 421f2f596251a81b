import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.baseline.wording import (
    is_plural,
    mend_article,
    shorten,
    squeeze,
    third_person,
    third_person_clause,
    uncapital,
    with_article,
)


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        ("filter  sort and\n aggregate ", "filter, sort and aggregate"),
        ("one,  two", "one, two"),
        ("  plain ", "plain"),
    ],
)
def test_squeeze(text: str, squeezed: str) -> None:
    """A double space is read as the comma that an export has lost; other white space is one space."""
    assert squeezed == squeeze(text)


@given(st.text(), st.integers(min_value=5, max_value=80))
def test_shorten_keeps_to_its_length(text: str, length: int) -> None:
    """Whatever the text, the result is no longer than asked for."""
    assert len(shorten(text, length)) <= length


def test_shorten_ends_a_phrase() -> None:
    """A cut text ends with a whole word that does not wait for another."""
    assert shorten("see the list of the courses", 20) == "see the list…"


@pytest.mark.parametrize(
    ("noun", "phrase"),
    [
        ("user", "a user"),
        ("admin", "an admin"),
        ("UI designer", "a UI designer"),
        ("API user", "an API user"),
        ("hour", "an hour"),
        ("university", "a university"),
        ("unimportant person", "an unimportant person"),
        ("one-time guest", "a one-time guest"),
    ],
)
def test_article(noun: str, phrase: str) -> None:
    """The article follows the sound, not the letter."""
    assert phrase == with_article(noun)


def test_mend_article() -> None:
    """A wrong "an" before a plain consonant is mended; a spelled acronym keeps it."""
    assert mend_article("an Microsoft tool, an SPSS file") == "a Microsoft tool, an SPSS file"


@pytest.mark.parametrize("noun", ["data", "the URLs of a page", "cats and dogs", "people"])
def test_plural(noun: str) -> None:
    """The head decides, not the last word."""
    assert is_plural(noun)


@pytest.mark.parametrize("noun", ["FABS", "the status", "access", "a list of pages"])
def test_singular(noun: str) -> None:
    """An s at the end makes no plural of an acronym or of a word that has it anyway."""
    assert not is_plural(noun)


@pytest.mark.parametrize(
    ("verb", "inflected"),
    [
        ("carry", "carries"),
        ("have", "has"),
        ("go", "goes"),
        ("watch", "watches"),
        ("can", "can"),
        ("saw", "saw"),
    ],
)
def test_third_person(verb: str, inflected: str) -> None:
    """Regular verbs are inflected, irregular ones known, past and modal ones left."""
    assert inflected == third_person(verb)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a page that I can sort", "a page that the user can sort"),
        ("what I already own", "what the user already owns"),
        ("data I'm viewing in our course", "data the user is viewing in the course"),
        ("my own page about me", "their own page about the user"),
        ("without my typing it", "without typing it"),
        ("the source of our colour", "the source of the colour"),
    ],
)
def test_third_person_clause(text: str, told: str) -> None:
    """The first person is the role; words that only contain one are left alone."""
    assert told == third_person_clause(text, "user")


def test_uncapital() -> None:
    """An ordinary first word gets a small letter, an acronym keeps its capitals."""
    assert (uncapital("A number"), uncapital("FABS files")) == ("a number", "FABS files")
