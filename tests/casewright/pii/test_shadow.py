"""The plain spelling of a text."""

import pytest

from casewright.pii.shadow import shadow
from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u200bb", "ab"),
        ("４２", "42"),
        ("٤٢", "42"),
        ("a\u2013b\u00a0c", "a-b c"),
        ("сорe", "cope"),
        ("e\u0301", "é"),
    ],
)
def test_spells_plainly(text: str, expected: str) -> None:
    """Invisible characters go, digits, dashes, spaces and look-alikes are plain, accents are composed."""
    assert expected == shadow(text).text


def test_finds_the_way_back() -> None:
    """A stretch of the plain text stands for all characters that it was made of."""
    plain = shadow("x e\u0301\u200b1 y")

    assert (2, 6) == plain.original(plain.text.index("é"), plain.text.index("1") + 1)


def test_evasion_is_seen_through() -> None:
    """A value with invisible characters and foreign digits goes as a whole."""
    assert "SSN <NATIONAL_ID_1>." == scrubbed("SSN ７１３\u201126\u2011２\u200b788.")
