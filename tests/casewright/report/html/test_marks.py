from hypothesis import given
from hypothesis import strategies as st

from casewright.report.html.marks import Mark, Piece, found, pieces

SPANS = st.lists(
    st.builds(
        Mark,
        st.integers(-3, 30),
        st.integers(-3, 30),
        st.sampled_from(["error", "warning", "info", "assumption"]),
        st.text(max_size=5),
    )
)


def test_a_finding_is_marked_where_it_is():
    """The text before and after it stays as it is."""
    assert [Piece("Enter "), Piece("valid data", "warning", "vague"), Piece(" here")] == pieces(
        "Enter valid data here", [Mark(6, 16, "warning", "vague")]
    )


def test_where_findings_overlap_the_gravest_shows_and_all_are_told():
    """The shared part has the kind of the error and both notes."""
    cut = pieces("abcdef", [Mark(0, 4, "info", "one"), Mark(2, 6, "error", "two")])

    assert [("ab", "info"), ("cd", "error"), ("ef", "error")] == [(one.text, one.kind) for one in cut]
    assert "one; two" == cut[1].note


@given(st.text(max_size=25), SPANS)
def test_joined_the_pieces_are_the_text(text, marks):
    """No span, however wrong, loses or doubles a character."""
    assert text == "".join(piece.text for piece in pieces(text, marks))


def test_an_assumption_is_found_whatever_its_case():
    """It names a text and no place; where the text does not have it, nothing is marked."""
    assert [Mark(6, 12, "assumption", "n")] == found("Press Filter", "filter", "assumption", "n")
    assert [] == found("Press it", "filter", "assumption", "n")
