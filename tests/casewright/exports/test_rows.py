import pytest

from casewright.exports.rows import csv_text, header, issue_key, steps
from tests.builders import a_case


def test_no_cell_is_a_formula():
    """A spreadsheet shows it; quotes, commas and line breaks stay in their cell."""
    text = csv_text(["a", "b"], [{"a": "=1+1", "b": 'x, "y"\nz'}, {"b": "-"}])

    assert text == '\'=1+1,"x, ""y""\nz"\r\n,\'-\r\n'
    assert "a,b\r\n" == header(["a", "b"])


def test_the_expected_result_is_that_of_the_last_step():
    """A case has one."""
    assert [("a", ""), ("b", "c")] == list(steps(a_case(steps=["a", "b"], expected_result="c")))


@pytest.mark.parametrize(
    ("story_id", "key"),
    [
        ("SHOP-7", "SHOP-7"),
        ("US-001", ""),
        ("shop-7", ""),
        ("7", ""),
        ("A1_B-10", "A1_B-10"),
        ("SHOP-7\n", ""),
    ],
)
def test_an_issue_key_is_one_that_jira_could_have_given(story_id, key):
    """Numbers of issues have no leading zeros."""
    assert key == issue_key(story_id)
