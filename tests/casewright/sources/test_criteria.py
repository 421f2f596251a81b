import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.sources.criteria import cut_criteria, split_criteria

WORDS = st.lists(st.from_regex(r"[b-f]{1,6}", fullmatch=True), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- one\n  more\n- two", ["one more", "two"]),
        (
            "Given a\nWhen b\nThen c\nAnd d\n\nGiven e\nWhen f",
            ["Given a When b Then c And d", "Given e When f"],
        ),
        ("Scenario: x\nGiven a\nThen b\nScenario: y", ["Scenario: x Given a Then b", "Scenario: y"]),
        ("- Given a\n- When b\n- Given c", ["Given a When b", "Given c"]),
        ("# one\n## more of it\n# two", ["one", "more of it", "two"]),
        ("  ;\n ", []),
    ],
)
def test_splitting(text, expected):
    """Wrapped items stay whole, and so does a scenario."""
    assert expected == split_criteria(text)


@pytest.mark.parametrize(
    "label",
    ["Acceptance criteria:", "## Acceptance Criteria", "ACCEPTANCE CRITERIA:", "AC:", "acceptance tests:"],
)
def test_labels(label):
    """The words for criteria, with or without a heading's mark."""
    assert ("A story.", ["one", "two"]) == cut_criteria(f"A story.\n\n{label}\n- one\n- two")


@pytest.mark.parametrize("text", ["A story.", "", "Acceptance criteria:\n- one", "The AC unit: cool it."])
def test_a_text_without_a_section_of_criteria_stays_whole(text):
    """Nothing is cut without a label below a story."""
    assert (text, []) == cut_criteria(text)


def test_criteria_in_the_same_line():
    """A label may stand in the middle of a line."""
    assert ("A story.", ["one", "two"]) == cut_criteria("A story. Acceptance criteria: one; two")


@pytest.mark.parametrize("notes", ["h3. Notes", "Notes:"])
def test_a_numbered_list_of_jira_is_no_heading(notes):
    """`# ` begins an item where the criteria begin with it; another heading still ends them."""
    text = f"A story.\n\nAcceptance Criteria\n\n# one\n# two\n{notes}\nnot this"

    assert (f"A story.\n\n{notes}\nnot this", ["one", "two"]) == cut_criteria(text)


def test_a_heading_of_markdown_ends_the_criteria():
    """Where the criteria are no numbered list, `# ` is a heading."""
    text = "A story.\nAcceptance Criteria:\n- one\n# Notes\nnot this"

    assert ("A story.\n# Notes\nnot this", ["one"]) == cut_criteria(text)


@given(WORDS, WORDS)
def test_no_word_is_lost(story, criteria):
    """What is cut off the story is in the criteria."""
    text = " ".join(story) + "\nAcceptance criteria:\n" + "\n".join(criteria)

    assert (" ".join(story), criteria) == cut_criteria(text)
