"""A second look finds personal data that scrubbing left, and never says the value."""

import pytest

from casewright.leftovers import personal_data
from casewright.params import CleanParams, load_params

RECORD = {
    "id": "ana@acme.com",
    "story": "As ana@acme.com, I want to be called at +1 415-679-0968.",
    "acceptance_criteria": ["Nothing here.", "bob@acme.com gets a copy."],
    "difficulty": "easy",
    "category": None,
}


@pytest.fixture
def clean() -> CleanParams:
    """The settings of params.yaml."""
    return load_params().clean


def test_types_and_fields_are_named_and_no_value(clean: CleanParams) -> None:
    """What is left is told by type and field; an id is no text and is not looked at."""
    assert "EMAIL in story, PHONE in story, EMAIL in acceptance_criteria" == personal_data(RECORD, clean)


def test_placeholders_are_nothing_personal(clean: CleanParams) -> None:
    """What the scrubber wrote is not found again."""
    assert "" == personal_data({"story": "As <PERSON_1>, I want mail at <EMAIL_1>."}, clean)


def test_the_settings_of_the_scrubber_are_those_of_the_second_look(clean: CleanParams) -> None:
    """What was kept by policy or by name is not left over; what the policy drops is."""
    record = {"story": "As ana@acme.com, I want mail from help@example.com."}
    named = clean.model_copy(update={"keep_terms": ("ana@acme.com",)})
    strict = named.model_copy(update={"keep": clean.keep.model_copy(update={"example_hosts": False})})

    assert "" == personal_data(record, named)
    assert "EMAIL in story" == personal_data(record, strict)


def test_nothing_is_looked_for_where_scrubbing_is_off(clean: CleanParams) -> None:
    """Who switched scrubbing off is not told what is there."""
    assert "" == personal_data(RECORD, clean.model_copy(update={"scrub_pii": False}))
