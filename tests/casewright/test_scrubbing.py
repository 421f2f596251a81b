import pytest

from casewright.params import load_params
from casewright.pii import scrub
from casewright.scrubbing import Personal, Scrubbing
from tests.builders import ROOT

MAIL, EXAMPLE = "p.lindqvist@nordfrakt.se", "p.lindqvist@example.com"
EMAIL = scrub(MAIL).text
"""The first placeholder of an address."""


def scrubbing(**changes):
    """The shipped settings but for the changes."""
    return Scrubbing(load_params(ROOT / "params.yaml").clean.model_copy(update=changes))


def test_every_text_of_a_record_is_scrubbed_by_one_numbering():
    """One value has one placeholder in the whole record, however deep; counts come with it."""
    fields, personal = scrubbing().record({"story": f"to {MAIL}", "cases": [{"steps": [f"ask {MAIL}"]}]})

    assert {"story": f"to {EMAIL}", "cases": [{"steps": [f"ask {EMAIL}"]}]} == fields
    assert {"EMAIL": 2} == personal.replaced


def test_another_record_is_numbered_anew():
    """The same placeholder in two records says nothing of the two values."""
    one = scrubbing()
    first, _ = one.record({"story": f"to {MAIL}"})
    second, _ = one.record({"story": "to another.one@nordfrakt.se"})

    assert first == second


@pytest.mark.parametrize("name", ["id", "story_id", "type", "priority", "difficulty", "category"])
def test_names_that_records_refer_to_stay(name):
    """An id is an id, whatever it looks like."""
    assert ({name: MAIL}, Personal()) == scrubbing().record({name: MAIL})


def test_the_policy_of_the_settings_decides_what_stays():
    """Values for examples are kept and counted, or replaced where the settings say so."""
    params = load_params(ROOT / "params.yaml").clean
    strict = params.keep.model_copy(update={"example_hosts": False})
    kept, of_kept = scrubbing().record({"story": EXAMPLE})
    replaced, of_replaced = scrubbing(keep=strict).record({"story": EXAMPLE})

    assert ({"story": EXAMPLE}, {"EMAIL": 1}, {}) == (kept, of_kept.kept, of_kept.replaced)
    assert ({"story": EMAIL}, {}, {"EMAIL": 1}) == (replaced, of_replaced.kept, of_replaced.replaced)


def test_terms_to_keep_are_kept():
    """A brand that looks like a value stays."""
    assert {"tags": [MAIL]} == scrubbing(keep_terms=(MAIL,)).record({"tags": [MAIL]})[0]


def test_where_scrubbing_is_off_nothing_changes():
    """Neither records nor what messages quote."""
    off = scrubbing(scrub_pii=False)

    assert ({"story": MAIL}, Personal()) == off.record({"story": MAIL})
    assert MAIL == off.quoted(MAIL)


def test_a_text_that_comes_again_is_scrubbed_again():
    """What is harmless is looked at once; values are replaced and counted every time they come."""
    one = scrubbing()
    first, second = (one.record({"tags": ["card", MAIL, EXAMPLE]}) for _ in range(2))

    assert first == second
    assert (["card", EMAIL, EXAMPLE], {"EMAIL": 1}) == (first[0]["tags"], first[1].replaced)
    assert {"EMAIL": 1} == first[1].kept


def test_a_placeholder_that_comes_again_keeps_its_number():
    """A value beside a placeholder gets the next number, in the first record and in those after it."""
    one = scrubbing()
    first, second = (one.record({"domain": EMAIL, "story": MAIL})[0] for _ in range(2))

    assert first == second == {"domain": EMAIL, "story": EMAIL.replace("1", "2")}


def test_what_is_no_text_stays():
    """Numbers and nulls are handed on."""
    assert {"a": 1, "b": None, "c": [True]} == scrubbing().record({"a": 1, "b": None, "c": (True,)})[0]


RECORD = {
    "id": MAIL,
    "story": f"As {MAIL}, I want to be called at +1 415-679-0968.",
    "acceptance_criteria": ["Nothing here.", "bob@acme.com gets a copy."],
    "category": None,
}


def test_a_second_look_names_types_and_fields_and_no_value():
    """What is left is told by type and field; an id is no text and is not looked at."""
    assert "EMAIL in story, PHONE in story, EMAIL in acceptance_criteria" == scrubbing().left_in(RECORD)


def test_a_second_look_finds_nothing_in_placeholders():
    """What the scrubber wrote is not found again."""
    one = scrubbing()

    assert "" == one.left_in(one.record(RECORD)[0])


def test_a_second_look_has_the_settings_of_the_first():
    """What was kept by policy or by name is not left over; what the policy drops is."""
    record = {"story": f"As {MAIL}, I want mail from {EXAMPLE}."}
    strict = load_params(ROOT / "params.yaml").clean.keep.model_copy(update={"example_hosts": False})

    assert "" == scrubbing(keep_terms=(MAIL,)).left_in(record)
    assert "EMAIL in story" == scrubbing(keep_terms=(MAIL,), keep=strict).left_in(record)


def test_a_second_look_finds_nothing_where_scrubbing_is_off():
    """Who switched scrubbing off is not told what is there."""
    assert "" == scrubbing(scrub_pii=False).left_in(RECORD)
