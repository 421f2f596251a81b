import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.sources.columns import known_fields, no_story
from tests.casewright.sources.files import ONE, TWO


@pytest.mark.parametrize(
    "column",
    [
        "story", " USER_STORY ", "User Story", "user-story", "\ufeffStory", "Description", "SUMMARY", "Title",
        "Custom field (Story)", "Custom field (User Story)",
    ],
)  # fmt: skip
def test_the_story_is_found_under_any_name(column):
    """Case, spaces, underscores and hyphens do not matter, nor what Jira puts around a name."""
    assert ({"story": ONE}, set()) == known_fields({column: ONE})


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("ID", "id"), ("Key", "id"), ("Issue key", "id"), ("story_id", "id"), ("Story ID", "id"),
        ("Component/s", "domain"), ("Epic Link", "domain"), ("Custom field (Epic Link)", "domain"),
        ("Parent", "domain"), ("category", "category"),
    ],
)  # fmt: skip
def test_the_other_columns_of_trackers(column, field):
    """Each name of a field leads to it."""
    assert {field: "x", "story": ONE} == known_fields({"story": ONE, column: "x"})[0]


def test_the_column_that_reads_as_a_story_is_the_story():
    """A summary with the story goes before a description of the background, which is reported as unused."""
    fields, ignored = known_fields({"Summary": ONE, "Description": "The till takes coins."})

    assert {"story": ONE} == fields
    assert {"Description"} == ignored


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"Title": "c", "Summary": "b", "Description": "a"}, "a"),
        ({"Title": "c", "Summary": "b", "Description": " "}, "b"),
        ({"Title": "c", "Summary": None}, "c"),
        ({"story": ("", TWO), "Summary": ONE}, TWO),
        (
            {"Description": "As a result of the audit, log more.", "Summary": "Log"},
            "As a result of the audit, log more.",
        ),
    ],
)
def test_without_a_story_the_first_text_is_taken(raw, expected):
    """Free words are taken from the story, the description, the summary and the title, in this order."""
    assert expected == known_fields(raw)[0]["story"]


def test_the_first_id_and_domain_that_are_there():
    """A repeated or an empty column gives the first value that is none."""
    fields, ignored = known_fields({"id": " ", "Issue key": "S-1", "Component/s": ("a", "b"), "Epic": "c"})

    assert {"id": "S-1", "domain": "a"} == fields
    assert {"Epic"} == ignored


@pytest.mark.parametrize(
    "criteria",
    [
        ["a", "b"],
        "a\nb",
        "a; b;",
        "- a\n- b",
        "* a\n* b",
        "1. a\n2) b",
        "• a • b",
        ("a", "b"),
        "- [ ] a;\n- [x] b",
    ],
)
def test_criteria_of_every_kind_are_a_list(criteria):
    """A list, repeated columns, and text with line ends, semicolons, bullets or numbers."""
    assert ["a", "b"] == known_fields({"Acceptance Criteria": criteria})[0]["acceptance_criteria"]


@pytest.mark.parametrize("tags", [["a", "b"], "a, b", "a;b", "a\nb", ("a", "b"), ("a", "", "b")])
def test_tags_of_every_kind_are_a_list(tags):
    """A list, repeated columns, and text with commas, semicolons or line ends."""
    assert ["a", "b"] == known_fields({"Labels": tags})[0]["tags"]


def test_the_markup_of_a_wiki_is_no_part_of_a_story():
    """Bold, colour and headings go; stars and braces that mean something stay."""
    text = "h3. User story\n*As a* guest, *I want* {color:red}to pay{color} 2 * 3 {amount} in *.csv files."

    assert (
        "As a guest, I want to pay 2 * 3 {amount} in *.csv files."
        == known_fields({"story": text})[0]["story"]
    )


def test_criteria_below_a_story_are_split_off():
    """A description that holds both is a story and its criteria, added to those of their own column."""
    text = f"{ONE}\n\n*Acceptance criteria:*\n* Cards are taken.\n* Cash is not.\n\nh3. Notes\nAsk the till."
    fields, _ = known_fields({"Description": text, "Acceptance Criteria": "Cash is not."})

    assert f"{ONE}\n\nNotes\nAsk the till." == fields["story"]
    assert ["Cash is not.", "Cards are taken."] == fields["acceptance_criteria"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"difficulty": " Hard "}, {"difficulty": "hard"}),
        ({"story": 7, "tags": 3}, {"story": 7, "tags": 3}),
        ({"id": None, "story": "", "tags": [], "domain": "  ", "difficulty": float("nan")}, {}),
    ],
)
def test_types(raw, expected):
    """Empty values are no fields, and what is wrong is left for the record to refuse."""
    assert (expected, set()) == known_fields(raw)


@pytest.mark.parametrize("kind", ["Epic", "bug", "Sub-task "])
def test_what_is_no_story_is_set_aside_unless_it_reads_as_one(kind):
    """A tracker's other types count as stories only where their text is one."""
    assert no_story({"Issue Type": kind, "Summary": "Till"}).startswith(f"issue type: {kind.strip()}")
    assert no_story({"Issue Type": kind, "Summary": ONE}) is None
    assert no_story({"Issue Type": "Story", "Summary": "Till"}) is None
    assert no_story({"Summary": "Till"}) is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(
    st.dictionaries(
        st.sampled_from(["id", "Story", "story", "tags", "Labels", "criteria", "x"]) | st.text(), VALUES
    )
)
def test_any_row_has_its_columns_used_or_reported(raw):
    """No value of any type breaks it, and a column that is unknown is reported."""
    fields, ignored = known_fields(raw)

    assert ignored <= set(raw)
    assert set(fields) <= {"id", "story", "domain", "difficulty", "acceptance_criteria", "tags", "category"}
