import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.sources.text import rows_of
from tests.casewright.sources.files import ONE, TWO


def read(text):
    """The rows of a text."""
    return list(rows_of("a.txt", text.splitlines(keepends=True)))


def found(text):
    """Line and story, or line and None where it is set aside, of each row."""
    return [(row.row, row.fields.get("story")) for row in read(text)]


def test_a_story_a_line():
    """Trailing tabs, blank lines and a missing final line end change nothing."""
    assert [(1, ONE), (2, TWO), (5, ONE)] == found(f"{ONE}\t\t\n  {TWO}\n\n \t\n{ONE}")


def test_free_words_are_stories():
    """A line of a story's length needs no `As a`, in whatever case the file is kept."""
    capital = "Export all invoices as PDF files\nImport the customers of the old shop\n"

    assert [(1, capital.splitlines()[0]), (2, capital.splitlines()[1])] == found(capital)
    assert [(1, capital.lower().splitlines()[0]), (2, capital.lower().splitlines()[1])] == found(
        capital.lower()
    )


@pytest.mark.parametrize(
    ("heading", "reason"),
    [
        ("# Payments", "heading: marked as one"),
        ("h2. Payments", "heading: marked as one"),
        ("Epic: Payments and refunds of customers", "heading: marked as one"),
        ("Epic 3 - Payments", "heading: marked as one"),
        ("Stories of the people at the till:", "heading: ends in a colon"),
        ("========", "heading: a line without words"),
        ("* * *", "heading: a line without words"),
        ("Payments", "heading: too short for a story, and without a verb"),
        ("2. Payments", "heading: too short for a story, and without a verb"),
        ("Customer Account Management", "heading: a title above a story"),
        ("CUSTOMERS AND THEIR ACCOUNTS", "heading: a title above a story"),
    ],
)
def test_headings_are_set_aside(heading, reason):
    """A heading is a row with its reason, and the stories around it are whole."""
    first, aside, last = read(f"{ONE}\n\n{heading}\n{TWO}\n")

    assert (3, reason) == (aside.row, aside.aside)
    assert "story" not in aside.fields
    assert [(1, ONE), (4, TWO)] == [(row.row, row.fields["story"]) for row in (first, last)]


def test_an_underline_belongs_to_its_heading():
    """Two lines, one row; a rule under a story is a row of its own."""
    rows = read(f"The backlog of our small shop\n=====\n{ONE}\n-----\n{TWO}\n")

    assert [(1, "heading: underlined"), (3, None), (4, "heading: a line without words"), (5, None)] == [
        (row.row, row.aside) for row in rows
    ]


def test_a_short_line_with_a_verb_is_no_heading():
    """It is a story that is too short, which is for the cleaning to say."""
    assert [(1, "Pay by card"), (2, "Done at last.")] == found("Pay by card\nDone at last.\n")


@pytest.mark.parametrize(
    "wrapped",
    [
        "As a cook, I want to see\n   Orders of the day.",
        "As a cook, I want to see\norders of the day.",
        "As a cook, I want to see orders\nso that I start.",
        "As a cook.\nI want to see orders.\nSo that I start.",
        "As a cook\nI want to see orders\nIn order to start",
        "As a cook, I want to\nPDF orders, so that I start.",
        "As a cook,\nI want to save an order\nas a PDF",
        "- As a cook, I want to see\n  orders of the day",
        "The cook should see the orders of\nMonday and of Sunday",
    ],
)
def test_a_wrapped_story_is_one_row(wrapped):
    """Indented, begun in lower case, by its purpose or wish, or after a word that ends no sentence."""
    text = re.sub(r"\s+", " ", wrapped).removeprefix("- ")

    assert [(2, ONE), (3, text), (3 + wrapped.count("\n") + 1, TWO)] == found(f"\n{ONE}\n{wrapped}\n{TWO}\n")


@pytest.mark.parametrize(
    "text",
    [f"{ONE}\n{TWO}", "as a cook i want food\nas a guest i want food", "I want to pay\nI want to eat"],
)
def test_a_new_story_continues_none(text):
    """Two lines that each say who wants what are two stories, with or without full stops and capitals."""
    text = text.replace(".", "")

    assert text.splitlines() == [story for _, story in found(text)]


def test_a_blank_line_ends_a_story():
    """Lower case after it begins a row."""
    assert 2 == len(found("As a cook, I want to see\n\norders of the day and more\n"))


def test_a_row_does_not_swallow_a_file():
    """Below one line with a capital, lines in lower case go on with it only as long as a story may be."""
    rows = read("The things that we want in the shop\n" + "pay by card and without any cash\n" * 100)

    assert 80 < len(rows)


def test_an_id_in_front_is_the_id():
    """What stands before the story is kept as its id."""
    rows = read(f"US-12: {ONE}\n- PROJ-7 {TWO}\n")

    assert [{"id": "US-12", "story": ONE}, {"id": "PROJ-7", "story": TWO}] == [row.fields for row in rows]


@pytest.mark.parametrize(
    "below",
    [
        "Acceptance criteria:\n- Cards are taken.\n- Cash\n  is not.",
        "\nAcceptance Criteria\n\nCards are taken.\nCash is not.",
        "  - Cards are taken.\n  - Cash is not.",
        "AC: Cards are taken.; Cash is not.",
    ],
)
def test_criteria_below_a_story(below):
    """They belong to the story above, up to the next story."""
    first, second = read(f"{ONE}\n{below}\n{TWO}\n")

    assert {"story": ONE} | {"acceptance_criteria": first.fields["acceptance_criteria"]} == first.fields
    assert "Cards are taken." == first.fields["acceptance_criteria"][0]
    assert "Cards are taken. Cash is not." == " ".join(first.fields["acceptance_criteria"])
    assert {"story": TWO} == second.fields


LINE = st.sampled_from(
    [
        "As a guest, I want {}", "as a guest i want {}", "- As a cook {}.", "US-1: As a {}", "I want {}",
        "so that {}", "  indented {}", "\t- point {}", "# head {}", "Epic: {}", "Acceptance criteria:{}",
        "{}:",
        "Free words that are long enough {}", "lower words {},", "{}", "1. {}", "* {}", "Given {}",
        "and {}", "",
    ]
)  # fmt: skip


@given(st.lists(LINE, max_size=12))
def test_every_line_is_in_exactly_one_row(lines):
    """What a line says is found once, in the row that began last before it."""
    rows = read("\n".join(line.format(f"w{number}w") for number, line in enumerate(lines, start=1)))
    tokens = {token: row for row in rows for token in re.findall(r"w(\d+)w", str(row.fields))}
    expected = [number for number, line in enumerate(lines, start=1) if line]
    starts = [row.row for row in rows]

    assert expected == sorted(int(token) for row in rows for token in re.findall(r"w(\d+)w", str(row.fields)))
    assert all(
        tokens[str(number)].row == max(start for start in starts if start <= number) for number in expected
    )


@given(st.text() | st.text(alphabet="-*[ ]x1.)#:=a\n\t•"))
def test_any_text_is_accounted_for(text):
    """A text has rows just where it has lines that are not blank, and none is empty."""
    rows = read(text.replace("\x0b", " "))

    assert bool(text.strip()) == bool(rows)
    assert all(any(row.fields.values()) for row in rows)


def test_a_role_in_lower_case_that_is_indented_deeper_is_the_rest_of_a_story():
    """`as a CSV file …`, deeper than an unfinished story, goes on with it; at its margin it does not."""
    first, rest = "As a manager, I want to export all orders", "as a CSV file, so that I can check them."

    (wrapped,) = rows_of("x.txt", [first, f"    {rest}"])
    apart = list(rows_of("x.txt", [first, rest]))

    assert f"{first} {rest}" == wrapped.fields["story"]
    assert 2 == len(apart)
