import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.cleaning import Cleaned, Rules, clean_references, clean_stories, derived_id, normalise
from casewright.errors import DataError
from casewright.sources import Row
from tests.builders import a_suite

ONE = "As a guest, I want to pay by card, so that I need no cash."
TWO = "As a cook, I want to see the next order, so that I start in time."
STORIES = Path("data/raw/stories.csv")
FAIL, QUARANTINE = Rules(True, (), "fail"), Rules(True, (), "quarantine")


def rows(*fields, file="data/raw/stories.csv"):
    """Rows of one file, numbered from 1."""
    return [Row(file, number, one) for number, one in enumerate(fields, start=1)]


def clean(*fields, rules=FAIL):
    """What becomes of story rows."""
    cleaned = Cleaned()
    clean_stories(STORIES, rows(*fields), rules, cleaned)
    return cleaned


def only(cleaned):
    """The one story that was kept."""
    (story,) = cleaned.stories
    return story


def refusal(*fields):
    """The message that story rows are refused with."""
    with pytest.raises(DataError) as error:
        clean(*fields)
    return str(error.value)


def test_a_story_with_every_field():
    """All six fields are kept as they come."""
    story = only(
        clean(
            {
                "id": "US-7",
                "story": ONE,
                "domain": "payment",
                "difficulty": "Hard ",
                "acceptance_criteria": ["Cards are taken.", "Cash is not."],
                "tags": ["card"],
            }
        )
    )

    assert ("US-7", ONE, "payment", "hard") == (story.id, story.story, story.domain, story.difficulty)
    assert ("Cards are taken.", "Cash is not.") == story.acceptance_criteria
    assert ("card",) == story.tags


def test_a_story_alone_is_enough():
    """Everything but the story has a default, and the id comes from its words."""
    story = only(clean({"story": ONE}))

    assert (derived_id(ONE), "general", "medium", (), ()) == (
        story.id,
        story.domain,
        story.difficulty,
        story.acceptance_criteria,
        story.tags,
    )


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_field_is_no_field(empty):
    """A null or a blank stands for the default, and never becomes an id or a domain of its own."""
    fields = {"id": empty, "domain": empty, "difficulty": empty, "tags": empty}

    assert only(clean({"story": ONE})) == only(clean(fields | {"story": ONE}))


@pytest.mark.parametrize("column", ["story", "Story", " USER_STORY ", "User Story", "Description", "SUMMARY"])
def test_columns_are_found_in_any_case(column):
    """Exports of other tools need no renaming."""
    assert ONE == only(clean({column: ONE})).story


def test_the_columns_of_a_jira_export():
    """Key, Description, Component and Labels are known; the other columns are reported."""
    fields = {
        "Issue Key": "SHOP-12",
        "Summary": "Pay by card",
        "Description": ONE,
        "Component": "payment",
        "Labels": "card; checkout",
        "Acceptance Criteria": "Cards are taken.\nCash is not.",
        "Assignee": "",
        "Sprint": "12",
    }
    cleaned = clean(fields)

    assert ("SHOP-12", ONE, "payment") == (only(cleaned).id, only(cleaned).story, only(cleaned).domain)
    assert ("card", "checkout") == only(cleaned).tags
    assert ("Cards are taken.", "Cash is not.") == only(cleaned).acceptance_criteria
    assert {"Summary", "Assignee", "Sprint"} == cleaned.ignored_columns


def test_a_number_is_an_id():
    """An id that JSON has as a number is kept as text."""
    assert "12" == only(clean({"id": 12, "story": ONE})).id


def test_a_derived_id_outlives_lines_inserted_above_it():
    """The id depends on the words only: not on place, case, white space or the final stop."""
    (story,) = clean({"story": ONE}).stories
    before, after = clean({"story": TWO}, {"story": ONE}).stories

    assert story.id == after.id != before.id
    assert story.id == derived_id(f"  {ONE.upper()[:-1]} .")


def test_white_space_and_invisible_characters_are_normalised():
    """Zero-width characters vanish, white space of every kind becomes one space, accents are composed."""
    messy = "\ufeffAs a\u00a0gu\u200best,\tI\x0bwant to pay\r\nby  car\u00add,"
    messy += "\x07 so that the\u2028cafe\u0301 is\x85fine."

    assert (
        "As a guest, I want to pay by card, so that the café is fine." == only(clean({"story": messy})).story
    )


@given(st.text(max_size=80))
def test_normalising_twice_is_normalising_once(text):
    """The result is NFC, has single spaces only, and stays as it is."""
    once = normalise(text)

    assert once == normalise(once) == unicodedata.normalize("NFC", once)
    assert " ".join(once.split()) == once


def test_nineteen_characters_are_refused_with_place_field_value_and_expectation():
    """One line names file, row, field, value, expectation and the way out."""
    message = refusal({"story": ONE}, {"id": "US-2", "story": "x" * 19})

    assert (
        "data/raw/stories.csv: row 2: story: String should have at least 20 characters; "
        "got 'xxxxxxxxxxxxxxxxxxx'; mend the row, or set data.bad_rows to quarantine"
    ) == message


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ("story: Field required", {"id": "US-1"}),
        ("at most 500 characters", {"story": "x" * 501}),
        ("difficulty: Input should be 'easy', 'medium' or 'hard'; got 'tough'", {"difficulty": "tough"}),
        ("story: Input should be a valid string", {"story": 7}),
        ("story: String should have at least 20 characters", {"story": "half \ud800" * 3, "id": "US-1"}),
        ("tags.0: Input should be a valid string", {"tags": [7]}),
    ],
)
def test_each_fault_is_named(words, fields):
    """The field that is wrong is in the message, in one line."""
    message = refusal(({} if words.startswith("story: Field") else {"story": ONE}) | fields)

    assert words in message
    assert "\n" not in message


def test_a_row_that_could_not_be_parsed_is_refused():
    """The reader's problem is the message."""
    with pytest.raises(DataError, match=r"a.jsonl: row 3: not JSON: Expecting value; mend the row"):
        clean_stories(STORIES, [Row("a.jsonl", 3, {}, "not JSON: Expecting value")], FAIL, Cleaned())


def test_bad_rows_go_to_quarantine_and_good_ones_go_on():
    """With `quarantine` the same rows end the run no more: each is kept with place, id and reason."""
    cleaned = clean({"Key": "US-1", "Story": "too short"}, {"story": ONE}, rules=QUARANTINE)
    (bad,) = cleaned.quarantine

    assert [ONE] == [story.story for story in cleaned.stories]
    assert ("data/raw/stories.csv", 1, "US-1") == (bad.file, bad.row, bad.id)
    assert bad.reason.startswith("story: String should have at least 20 characters")


def test_a_duplicate_is_set_aside_with_the_id_it_repeats():
    """The same words under another id: the first stays, and no rule makes it an error."""
    cleaned = clean({"id": "US-1", "story": ONE}, {"id": "US-2", "story": f" {ONE.upper()[:-1]}! "})
    (duplicate,) = cleaned.quarantine

    assert ["US-1"] == [story.id for story in cleaned.stories]
    assert ("US-2", "duplicate: the same story as US-1") == (duplicate.id, duplicate.reason)


def test_an_id_used_twice_is_refused():
    """Two stories with one id cannot both be kept."""
    message = refusal({"id": "US-1", "story": ONE}, {"id": "US-1", "story": TWO})

    assert "row 2: id: 'US-1' is taken by another story; expected a unique id" in message


@pytest.mark.parametrize("fields", [[], [{"story": "short"}]])
def test_without_a_usable_story_there_is_nothing_to_do(fields):
    """No story at all is an error whatever is done with bad rows."""
    with pytest.raises(
        DataError, match=r"stories.csv: no usable story in it; expected at least one of 20 to 500"
    ):
        clean(*fields, rules=QUARANTINE)


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["US-1", "US-2", 3, None, "", [], "\ud800"]),
        "story": st.sampled_from([ONE, TWO, ONE.upper(), "short", "x" * 501, None, 7, "\ud800" * 25]),
        "difficulty": st.sampled_from(["easy", "EASY", "tough", None, 3]),
        "tags": st.sampled_from([[], ["a"], "a;b", [None], 4]),
        "note": st.text(max_size=5),
    },
)


@given(st.lists(FIELDS, max_size=8))
def test_every_row_is_kept_or_in_quarantine(fields):
    """Rows in = stories kept + rows in quarantine, ids are unique, and so are the stories."""
    cleaned = clean(
        {"id": "US-0", "story": "As a tester, I want one row that is always good."}, *fields, rules=QUARANTINE
    )

    assert len(fields) + 1 == len(cleaned.stories) + len(cleaned.quarantine)
    assert len(cleaned.stories) == len({story.id for story in cleaned.stories})
    assert len(cleaned.stories) == len({story.story.casefold() for story in cleaned.stories})


def of_references(*fields, rules=FAIL, ids=("US-1",)):
    """What becomes of reference rows beside stories with these ids."""
    cleaned = clean(*({"id": id_, "story": f"{ONE} ({id_})"} for id_ in ids), rules=rules)
    clean_references(rows(*fields, file="data/raw/references.json"), rules, cleaned)
    return cleaned


def a_reference(story_id="US-1", **changes):
    """A reference as raw JSON; the changes go into each of its cases."""
    cases = [case.model_dump(mode="json") | changes for case in a_suite(2)]
    return {"story_id": story_id, "test_cases": cases}


def test_a_reference_is_kept():
    """A suite of a story that is there is kept, normalised."""
    cleaned = of_references(a_reference(title="  Price\u200b filter \n of the list "))

    assert [] == cleaned.quarantine
    assert "Price filter of the list" == cleaned.references[0].test_cases[0].title


def test_a_reference_of_an_unknown_story_is_set_aside():
    """Other stories need no change to the references: those without a story wait in quarantine."""
    cleaned = of_references(a_reference(), a_reference("US-9"))
    (orphan,) = cleaned.quarantine

    assert ["US-1"] == [suite.story_id for suite in cleaned.references]
    assert ("US-9", "reference of a story that is not among the stories") == (orphan.id, orphan.reason)


@pytest.mark.parametrize(
    ("words", "second"),
    [
        ("story_id: 'US-1' has a reference already", a_reference()),
        ("test_cases.0.priority: Input should be 'critical'", a_reference(priority="urgent")),
        ("test_cases: Tuple should have at least 1 item", {"story_id": "US-1", "test_cases": []}),
        ("note: Extra inputs are not permitted", a_reference() | {"note": "x"}),
    ],
)
def test_a_bad_reference_fails_or_goes_to_quarantine(words, second):
    """What is wrong is named, and `bad_rows` decides."""
    with pytest.raises(DataError) as error:
        of_references(a_reference(), second)
    cleaned = of_references(a_reference(), second, rules=QUARANTINE)

    assert str(error.value).startswith("data/raw/references.json: row 2: ")
    assert words in str(error.value)
    assert ["US-1"] == [row.id for row in cleaned.quarantine]
    assert 1 == len(cleaned.references)


def test_a_reference_that_could_not_be_parsed_keeps_its_problem():
    """The reader's problem goes before what the schema says of an empty row."""
    cleaned = clean({"story": ONE}, rules=QUARANTINE)
    clean_references([Row("a.json", 2, {}, "expected an object, got int")], QUARANTINE, cleaned)

    assert "expected an object, got int" == cleaned.quarantine[0].reason
