"""Texts that are made to take long."""

import time

import pytest

from casewright.pii.catalogue import finders
from casewright.pii.recogniser import Page

UNITS = [
    "a", "1", "1 ", "Aa ", "a.", "a@", "1.", "+1 ", "(1", "-----BEGIN PRIVATE KEY-----", "http://a:",
    "://", "?a=", "password: ", "Name: Anna ",
    "Mr. ", "Anna, ", "CA 90210 ", "SW1A 1AA ", "Calle A 1, ", "12 Aa ", "dob 1/1/", "user: ", "@a ", "::",
    "aa:", "DE89 ", "eyJa.", "ssn 1 ",
    "4111 ", "|a|\n", "a,b\n", '{"a":"', "e\u0301", "A. ", "van der ", "(at)", "a at b dot ", "/reset/",
    "mysql -u a -", "Résidence Aa, ", "a[.]", "[@]", "<password>", "password a b ", "Anna \"Anna\" ", "Jr. ",
    "code 1", "user / pass: ", "1,", "geboren ", "b. ", "%40", "Xstraße ", "Address: A1 Bb ", "--a ",
]  # fmt: skip


BACKTRACKING_S = 1.0
"""A finder takes less than a tenth of this; one whose pattern backtracks takes many times as much."""


@pytest.mark.parametrize("unit", UNITS)
def test_no_finder_backtracks(unit: str) -> None:
    """A hostile line of 20 kB stays far from what a pattern with nested repeats would take."""
    page = Page((unit * 20_000)[:20_000])
    took = {finder.name: _seconds(finder, page) for finder in finders(None)}

    assert {} == {name: seconds for name, seconds in took.items() if seconds > BACKTRACKING_S}


def _seconds(finder: object, page: Page) -> float:
    started = time.process_time()
    list(finder.find(page))  # type: ignore[attr-defined]
    return time.process_time() - started
