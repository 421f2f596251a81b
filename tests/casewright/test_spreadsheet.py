import pytest

from casewright.spreadsheet import inert


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    """It is shown, and not computed."""
    assert f"'{text}" == inert(text)


@pytest.mark.parametrize("text", ["", "a = b", "1-2", "US-001", "'quoted"])
def test_other_text_is_left_alone(text):
    """Only the first character matters."""
    assert text == inert(text)
