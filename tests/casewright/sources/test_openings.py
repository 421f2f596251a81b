import pytest

from casewright.sources.openings import opening_of, reads_as_story

STORY = "As a guest, I want to pay."


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        (STORY, None), (f"- {STORY}", None), (f"* {STORY}", None), (f"• {STORY}", None), (f"-{STORY}", None),
        (f"- [ ] {STORY}", None), (f"1. {STORY}", None), (f"2) {STORY}", None), (f"(3) {STORY}", None),
        (f"1.2.3 {STORY}", None), (f"7 {STORY}", None), (f"a) {STORY}", None), (f"# {STORY}", None),
        (f"US-12: {STORY}", "US-12"), (f"PROJ-7 {STORY}", "PROJ-7"), (f"[US-3] {STORY}", "US-3"),
        (f"us_4 - {STORY}", "us_4"), (f"US5\t{STORY}", "US5"), (f"1. US-6 – {STORY}", "US-6"),
        (f"Story 7: {STORY}", "Story 7"), (f"REQ-1.2: {STORY}", "REQ-1.2"), (f"(US-8) {STORY}", "US-8"),
    ],
)  # fmt: skip
def test_what_stands_in_front_of_a_story(text, id_):
    """Bullets, numbers and ids are told from the story."""
    assert (id_, STORY) == opening_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "As an Admin, I want", "as the editor I want", "As anInspector I want", "As user, I want",
        "I want to pay", "We need a till", "I would like a till", "In order to pay, as a guest I want a till",
        "*As a* user",
        "“As a user", "As a l Staff member I want",
    ],
)  # fmt: skip
def test_ways_to_begin(text):
    """Roles with any article or none, wishes without a role, and the purpose first."""
    assert (None, text) == opening_of(text)


@pytest.mark.parametrize(
    "text", ["", "Export as a PDF", "Assign it", "I am", "US-12: Export", "In order", "As is"]
)
def test_other_words(text):
    """What is free text has no opening."""
    assert opening_of(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (STORY, True), ("As a guest, so that I pay", True), ("As a guest", False), ("I want a till", True),
        ("As a workaround I can restart", False), ("The till is slow", False), (f"\n US-1: {STORY}", True),
    ],
)  # fmt: skip
def test_what_reads_as_a_story(text, expected):
    """A role alone is a title, and `as a result` is no role."""
    assert expected is reads_as_story(text)
