"""Placeholders of a text and of a document."""

import pytest

from casewright.pii import Scrubber, scrub
from casewright.pii.ner import people_finder


def test_same_value_same_placeholder() -> None:
    """Within a document the same value has the same placeholder in all texts, however it is spelled."""
    scrubber = Scrubber()

    assert "Ask <EMAIL_1>" == scrubber.scrub("Ask ana@acme.com").text
    assert "<EMAIL_2>, <EMAIL_1>" == scrubber.scrub("bob@acme.com, ANA@acme.com").text


def test_documents_are_apart() -> None:
    """Every document starts counting anew."""
    assert "<EMAIL_1>" == scrub("ana@acme.com").text
    assert "<EMAIL_1>" == scrub("bob@acme.com").text


def test_counts_placeholders() -> None:
    """Each placeholder that was put counts, also of the same value."""
    scrubbed = scrub("ana@acme.com, ana@acme.com and +1 415-679-0968")

    assert {"EMAIL": 2, "PHONE": 1} == scrubbed.counts


def test_spans_tell_where_the_values_were() -> None:
    """Spans are places in the text that was given."""
    text = "Name: Xyla Brontë, ana@acme.com"

    assert ["Xyla Brontë", "ana@acme.com"] == [text[s.start : s.end] for s in scrub(text).spans]


def test_numbers_do_not_clash() -> None:
    """A placeholder that the text already holds keeps its number to itself."""
    assert "<EMAIL_1> and <EMAIL_2>" == scrub("<EMAIL_1> and ana@acme.com").text


def test_keep_terms_stay() -> None:
    """A name that is asked for stays, and is counted as kept."""
    scrubbed = scrub("Ask Otto Lindner about Anna Klein.", keep_terms=["Otto Lindner"])

    assert "Ask Otto Lindner about <PERSON_1>." == scrubbed.text
    assert {"PERSON": 1} == scrubbed.kept


def test_keep_terms_do_not_open_other_values() -> None:
    """A term keeps a value within it, and no longer value that contains it."""
    assert "<EMAIL_1>" == scrub("ana@acme.com", keep_terms=["acme"]).text


def test_missing_pipeline_is_named() -> None:
    """A spaCy pipeline that is not installed is an error, never a download."""
    with pytest.raises(ModuleNotFoundError, match="not installed"):
        people_finder("xx_no_such_pipeline")
