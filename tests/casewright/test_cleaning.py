import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.cleaning import Cleaner, Kept
from casewright.errors import DataError
from casewright.params import load_params
from casewright.records import Subset
from casewright.sources import Row
from casewright.text import derived_id
from tests.builders import ROOT, a_suite

ONE = "As a guest, I want to pay by card, so that I need no cash."
TWO = "As a cook, I want to see the next order, so that I start in time."
PERSONAL = "As Marta Kowalczyk, I want my mail at m.kowalczyk@nordfrakt.se, so that I read it."


def rows(*fields, file="data/raw/stories.csv"):
    """Rows of one file, numbered from 1."""
    return [Row(file, number, one) for number, one in enumerate(fields, start=1)]


class Cleaned:
    """What came of rows, in order and sorted into what was kept and what was set aside."""

    def __init__(self, cleaner, items):
        self.cleaner = cleaner
        self.items = list(items)
        self.stories = [item.record for item in self.items if isinstance(item, Kept)]
        self.quarantine = [item.row for item in self.items if not isinstance(item, Kept)]
        self.kinds = [item.kind for item in self.items if not isinstance(item, Kept)]

    @property
    def ignored_columns(self):
        """The columns that were not used."""
        return self.cleaner.ignored_columns


def cleaner(bad_rows="fail", **changes):
    """A cleaner with the shipped settings but for the changes."""
    return Cleaner(load_params(ROOT / "params.yaml").clean.model_copy(update=changes), bad_rows)


def clean(*fields, bad_rows="fail"):
    """What becomes of story rows."""
    one = cleaner(bad_rows)
    return Cleaned(one, one.stories(rows(*fields)))


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
    """What is missing is derived from the words, and the story says so."""
    story = only(clean({"story": ONE}))

    assert (derived_id(ONE), "payment", "easy", (), ()) == (
        story.id,
        story.domain,
        story.difficulty,
        story.acceptance_criteria,
        story.tags,
    )
    assert ("id", "domain", "difficulty") == story.derived


def test_what_is_given_is_not_derived():
    """A domain and a difficulty of the user's own stay, whatever the words suggest."""
    story = only(clean({"story": ONE, "domain": "till", "difficulty": "hard"}))

    assert ("till", "hard", ("id",)) == (story.domain, story.difficulty, story.derived)


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


@pytest.mark.parametrize(
    ("given", "kept"),
    [("US 12", "US-12"), ("REQ#14", "REQ-14"), ("#7", "7"), ("a / b", "a-b"), ("A_1.2:c", "A_1.2:c")],
)
def test_an_id_is_spelt_as_a_url_can_have_it(given, kept):
    """Blanks, number signs and slashes become hyphens, and a reference is still that of its story."""
    one = cleaner()
    (story,) = Cleaned(one, one.stories(rows({"id": given, "story": ONE}))).stories
    suite = {"story_id": given, "test_cases": [case.model_dump() for case in a_suite()]}
    (reference,) = Cleaned(one, one.references(rows(suite), {story.id})).stories

    assert kept == story.id == reference.story_id


@pytest.mark.parametrize(
    "id_",
    [
        "m.kowalczyk@nordfrakt.se",
        "Marta Kowalczyk",
        "+1 415-679-0968",
        "x" * 65,
        "Zażółć-1",
        "a|b",
        "##",
        True,
        ["US-1"],
    ],
)
def test_what_is_no_id_is_an_unusable_row(id_):
    """Validation would refuse it: here the row can be set aside, and no address is written down as its id."""
    cleaned = clean({"id": id_, "story": ONE}, {"story": TWO}, bad_rows="quarantine")
    (row,) = cleaned.quarantine

    assert [TWO] == [story.story for story in cleaned.stories]
    assert row.reason.startswith("id: ")
    assert not [part for part in ("nordfrakt", "Kowalczyk", "0968") if part in row.model_dump_json()]


def test_names_of_ignored_columns_are_scrubbed():
    """A table without a header has values in its place."""
    assert {"Rank", "<EMAIL_1>"} == clean(
        {"story": ONE, "Rank": 1, "m.kowalczyk@nordfrakt.se": 1}
    ).ignored_columns


@pytest.mark.parametrize(
    ("fields", "there"),
    [({"Foo": "1", "Bar": ONE}, "Foo, Bar"), ({"id": "A-1", "story": " "}, "id, story"), ({}, "nothing")],
)
def test_a_row_without_a_story_says_what_it_has_instead(fields, there):
    """Whoever has other names for the columns sees theirs, and those that are read."""
    words = "story: missing; expected text under a name such as story, user_story, description or summary"

    assert f"row 1: {words}; there is {there}; mend the row" in refusal(fields)


def test_a_text_of_megabytes_is_refused_unread():
    """Nobody looks for personal data in what is no story whatever they find, nor quotes it."""
    cleaned = clean({"story": "word " * 5_000}, {"story": f"{ONE}{' ' * 50_000}"}, bad_rows="quarantine")
    (row,) = cleaned.quarantine

    assert ONE == only(cleaned).story
    assert "story: 24999 characters; expected at most 500" == row.reason


def test_a_derived_id_outlives_lines_inserted_above_it():
    """The id depends on the words only: not on place, case, white space or the final stop."""
    (story,) = clean({"story": ONE}).stories
    before, after = clean({"story": TWO}, {"story": ONE}).stories

    assert story.id == after.id != before.id
    assert story.id == derived_id(f"  {ONE.upper()[:-1]} .")


def test_every_text_is_normalised():
    """Story, domain, criteria, tags and id lose what is invisible; see `casewright.text`."""
    fields = {"id": "US\u200b-1", "story": f"{ONE}\u00a0 ", "domain": "“pay”", "tags": ["ａ\u0007b"]}
    story = only(clean(fields | {"acceptance_criteria": ["Cafe\u0301  bills"]}))

    assert ("US-1", ONE, '"pay"', ("ab",)) == (story.id, story.story, story.domain, story.tags)
    assert ("Café bills",) == story.acceptance_criteria


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
        ("at most 500 characters", {"story": "x" * 501}),
        ("difficulty: Input should be 'easy', 'medium' or 'hard'; got 'tough'", {"difficulty": "tough"}),
        ("story: Input should be a valid string", {"story": 7}),
        ("story: String should have at least 20 characters", {"story": "half \ud800" * 3, "id": "US-1"}),
        ("tags.0: Input should be a valid string", {"tags": [7]}),
    ],
)
def test_each_fault_is_named(words, fields):
    """The field that is wrong is in the message, in one line."""
    message = refusal({"story": ONE} | fields)

    assert words in message
    assert "\n" not in message


def test_a_row_that_could_not_be_parsed_is_refused():
    """The reader's problem is the message."""
    with pytest.raises(DataError, match=r"a.jsonl: row 3: not JSON: Expecting value; mend the row"):
        list(cleaner().stories([Row("a.jsonl", 3, {}, "not JSON: Expecting value")]))


def test_what_is_no_story_and_no_mistake_never_fails():
    """A heading is set aside with its reason also where a bad row ends the run."""
    (item,) = cleaner().stories([Row("a.txt", 1, {"story": "# Users"}, aside="heading: underlined")])

    assert ("heading", "heading: underlined", 1) == (item.kind, item.row.reason, item.row.row)


@pytest.mark.parametrize(
    "fields",
    [
        {"story": PERSONAL, "difficulty": "m.kowalczyk@nordfrakt.se"},
        {"story": PERSONAL * 9},
        {"story": ["m.kowalczyk@nordfrakt.se"]},
        {"story": ONE, "tags": [{"m.kowalczyk@nordfrakt.se": 1}]},
        {"story": ONE, "difficulty": f"{'x' * 60} m.kowalczyk@nordfrakt.se"},
    ],
)
def test_a_reason_shows_no_personal_data(fields):
    """What a message quotes of the input was scrubbed before it was cut to length."""
    (bad,) = clean(fields, bad_rows="quarantine").quarantine

    assert "kowalczyk" not in bad.reason.lower()


@pytest.mark.parametrize(
    "row",
    [
        Row("a.jsonl", 1, {}, "not JSON: m.kowalczyk@nordfrakt.se"),
        Row("a.jsonl", 1, {"story": ONE}, aside="heading: m.kowalczyk@nordfrakt.se"),
    ],
)
def test_a_readers_words_show_no_personal_data(row):
    """What the reader quotes is scrubbed as well."""
    (item,) = cleaner("quarantine").stories([row])

    assert "kowalczyk" not in item.row.reason


def test_bad_rows_go_to_quarantine_and_good_ones_go_on():
    """With `quarantine` the same rows end the run no more: each is kept with place, id and reason."""
    cleaned = clean({"Key": "US-1", "Story": "too short"}, {"story": ONE}, bad_rows="quarantine")
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


def test_a_story_that_becomes_the_same_by_scrubbing_is_a_duplicate():
    """Two stories that differ only in a value that is replaced are one story."""
    cleaned = clean(
        {"id": "US-1", "story": PERSONAL}, {"id": "US-2", "story": PERSONAL.replace("m.k", "anna.k")}
    )

    assert ["duplicate"] == cleaned.kinds


def test_the_category_of_a_users_story_is_ignored():
    """Only edge cases have one; the column is reported."""
    cleaned = clean({"story": ONE, "category": "bulk"})

    assert (None, Subset.DEV) == (only(cleaned).category, only(cleaned).subset)
    assert {"category"} == cleaned.ignored_columns


def edge_cases(*fields, bad_rows="quarantine"):
    """What becomes of edge-case rows after one story with the id US-1."""
    one = cleaner(bad_rows)
    list(one.stories(rows({"id": "US-1", "story": ONE})))
    return Cleaned(one, one.edge_cases(rows(*fields, file="data/raw/edge_cases.json")))


def test_an_edge_case_knows_what_it_is():
    """It has its subset and its category."""
    story = only(edge_cases({"id": "EC-1", "story": TWO, "category": "multi_role"}))

    assert (Subset.EDGE_CASE, "multi_role") == (story.subset, story.category)


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ("id: 'US-1' is taken by another story", {"id": "US-1", "story": TWO, "category": "a"}),
        ("category: missing; expected the kind of hard case", {"id": "EC-1", "story": TWO}),
    ],
)
def test_a_bad_edge_case_is_a_bad_row(words, fields):
    """The edge case is refused and not the story that it collides with."""
    (bad,) = edge_cases(fields).quarantine
    with pytest.raises(DataError) as error:
        edge_cases(fields, bad_rows="fail")

    assert words in bad.reason
    assert words in str(error.value)


def test_an_edge_case_that_the_user_has_gives_way():
    """The same words as a story of the user's: the edge case is the duplicate."""
    cleaned = edge_cases({"id": "EC-1", "story": ONE, "category": "a"})

    assert ["duplicate: the same story as US-1"] == [row.reason for row in cleaned.quarantine]


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
    """Each row comes out once, in its place; ids are unique, and so are the stories."""
    cleaned = clean(*fields, bad_rows="quarantine")
    places = [item.row if isinstance(item, Kept) else item.row.row for item in cleaned.items]

    assert list(range(1, len(fields) + 1)) == places
    assert len(cleaned.stories) == len({story.id for story in cleaned.stories})
    assert len(cleaned.stories) == len({story.story.casefold() for story in cleaned.stories})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["id", "story", "domain", "difficulty", "acceptance_criteria", "tags", "category"])


@given(st.dictionaries(NAMES | st.text(max_size=5), VALUES, max_size=7))
def test_no_row_crashes_cleaning(fields):
    """Whatever a row holds, it becomes a record, or a line in the quarantine that can be written."""
    one = cleaner("quarantine")
    (story,) = one.stories(rows(fields))
    (reference,) = one.references(rows(fields), {"US-1"})

    for item in (story, reference):
        record = item.record if isinstance(item, Kept) else item.row
        assert json.loads(record.model_dump_json())


@pytest.mark.parametrize("value", [10**5000, json.loads("[" * 900 + "]" * 900)], ids=["digits", "lists"])
@pytest.mark.parametrize("name", ["id", "story", "tags"])
def test_values_beyond_all_measure_are_bad_rows(name, value):
    """A number of thousands of digits and lists in lists in lists are refused like any other value."""
    assert ["unusable"] == clean({"story": ONE, name: value}, bad_rows="quarantine").kinds


TEXTS = st.sampled_from([ONE, TWO, PERSONAL, f"{ONE}\u200b (“call 0171 2345678”)", f"- {ONE}"]) | st.text(
    min_size=20, max_size=60
)


@given(TEXTS, st.lists(st.text(min_size=1, max_size=20), max_size=2))
def test_cleaning_what_is_clean_changes_nothing(text, tags):
    """A clean story comes out of a second cleaning as it went in."""
    first = clean({"story": text, "tags": tags, "difficulty": "easy"}, bad_rows="quarantine")
    again = clean(*(story.model_dump(mode="json") for story in first.stories))

    assert [story.model_copy(update={"derived": ()}) for story in first.stories] == again.stories


def of_references(*fields, bad_rows="fail", ids=("US-1",)):
    """What becomes of reference rows beside stories with these ids."""
    one = cleaner(bad_rows)
    return Cleaned(one, one.references(rows(*fields, file="data/raw/references.json"), ids))


def a_reference(story_id="US-1", **changes):
    """A reference as raw JSON; the changes go into each of its cases."""
    cases = [case.model_dump(mode="json") | changes for case in a_suite(2)]
    return {"story_id": story_id, "test_cases": cases}


def test_a_reference_is_kept():
    """A suite of a story that is there is kept, normalised."""
    cleaned = of_references(a_reference(title="  Price\u200b filter \n of the list "))

    assert [] == cleaned.quarantine
    assert "Price filter of the list" == cleaned.stories[0].test_cases[0].title


def test_a_reference_of_an_unknown_story_is_set_aside():
    """Other stories need no change to the references: those without a story wait in quarantine."""
    cleaned = of_references(a_reference(), a_reference("US-9"))
    (orphan,) = cleaned.quarantine

    assert ["US-1"] == [suite.story_id for suite in cleaned.stories]
    assert ("US-9", "no such story: a reference of a story that is not among the stories") == (
        orphan.id,
        orphan.reason,
    )


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
    cleaned = of_references(a_reference(), second, bad_rows="quarantine")

    assert str(error.value).startswith("data/raw/references.json: row 2: ")
    assert words in str(error.value)
    assert ["US-1"] == [row.id for row in cleaned.quarantine]
    assert 1 == len(cleaned.stories)


def test_a_reference_that_could_not_be_parsed_keeps_its_problem():
    """The reader's problem goes before what the schema says of an empty row."""
    (item,) = cleaner("quarantine").references([Row("a.json", 2, {}, "expected an object, got int")], ())

    assert "expected an object, got int" == item.row.reason
