import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.review.suite_text import is_changed, suite_as_text, suite_from_text
from tests.builders import a_case, a_suite, shipped_references

TEXT = """TC-001 [positive, high] List shows only products within the price range
Given: The list holds products at €10.00, €20.00 and €30.00
1. Enter "15" in "From"
2. Press "Filter"
Expected: The list shows the products at €20.00 and €30.00"""


def without_claims(cases):
    """The cases as they come back from text."""
    return tuple(case.model_copy(update={"quality_score": 0}) for case in cases)


def test_a_case_as_text():
    """Head, preconditions, numbered steps and the expected result, a line each; no claimed score."""
    assert TEXT == suite_as_text([a_case()])


def test_the_shipped_suites_come_back_as_they_went():
    """What a reviewer leaves alone is what was written."""
    for suite in shipped_references():
        text = suite_as_text(suite.test_cases)

        assert without_claims(suite.test_cases) == suite_from_text(text)
        assert not is_changed(text, suite.test_cases)


LINE = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=40)


@given(LINE, st.lists(LINE, max_size=3), st.lists(LINE, min_size=1, max_size=4), LINE)
def test_any_case_comes_back_as_it_went(title, preconditions, steps, expected):
    """Also where a title looks like a step or a step like a heading."""
    case = a_case(title=title, preconditions=preconditions, steps=steps, expected_result=expected)
    there = suite_as_text([case])

    assert there == suite_as_text(suite_from_text(there))
    assert not is_changed(there, [case])


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_one_line(text):
    """A reviewer may send anything."""
    problem = ""
    try:
        suite_from_text(text)
    except ValueError as error:
        problem = str(error)

    assert len(problem.splitlines()) <= 1


def test_a_reviewer_may_write_by_hand():
    """Case, blanks, a wrapped line and wrong numbers do no harm."""
    typed = TEXT.replace("TC-001 [positive, high]", "tc-001 [ Edge Case ,HIGH ]  ").replace(
        "Given:", "given :"
    )
    typed = typed.replace("2. Press", "7. Press\n   the button").replace("\n", "\r\n")
    (case,) = suite_from_text(typed)

    assert ("TC-001", "edge_case", "high") == (case.id, case.type, case.priority)
    assert 'Press the button "Filter"' == case.steps[1]
    assert a_case().preconditions == case.preconditions


def test_a_removed_case_is_a_change():
    """White space is none."""
    cases = a_suite(3)

    assert is_changed(suite_as_text(cases[:2]), cases)
    assert not is_changed(suite_as_text(cases).replace("\n\n", "\n \n\n"), cases)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no test case; expected lines such as 'TC-001 [positive, high] Title'"),
        ("Fine by me!", "line 1: 'Fine by me!'; expected 'TC-001 [positive, high] Title' first"),
        (
            TEXT.replace("positive", "good"),
            "line 1: 'good'; expected one of positive, negative, edge_case, b",
        ),
        (TEXT.replace("high", "P1"), "line 1: 'p1'; expected one of critical, high, medium, low"),
        (TEXT.replace("Expected:", "Then"), "TC-001: 0 lines with 'Expected:'; expected 1"),
        (f"{TEXT}\nExpected: More", "TC-001: 2 lines with 'Expected:'; expected 1"),
        (f"{TEXT}\n\n{TEXT}", "TC-001: two test cases have this id; expected each once"),
        (
            "TC-001 [positive, high] A title\nExpected: Something",
            "TC-001: steps: Tuple should have at least 1",
        ),
    ],
)
def test_what_cannot_be_read_is_told_by_line_or_case(text, told):
    """The reviewer's message says where to look and what is expected."""
    with pytest.raises(ValueError, match=r".") as error:
        suite_from_text(text)

    assert told in str(error.value)
