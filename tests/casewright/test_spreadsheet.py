import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.spreadsheet import inert, plain

HIDDEN = (
    "  =1+1",
    "\n=1+1",
    "\u00a0@SUM(A1)",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "\u3000－1",
    "＠SUM(A1)",
)
"""White space in front, seen or unseen, and the full width that spreadsheets in East Asia read alike."""


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'quoted", *HIDDEN])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    """It is shown, and not computed."""
    assert f"'{text}" == inert(text)


@pytest.mark.parametrize("text", ["", "a = b", "1-2", "US-001", "  a", "é 漢字"])
def test_other_text_is_left_alone(text):
    """Only what it starts with matters."""
    assert text == inert(text)


@given(st.text(max_size=30))
def test_what_is_made_inert_comes_back_as_it_was(text):
    """And no text that a spreadsheet runs is left."""
    assert text == plain(inert(text))
    assert not re.match(r"\s*[=+\-@＝＋－＠]|[\t\r]", inert(text))
