"""Cells told by their heading."""

import pytest

from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| city | phone |\n| Leeds | 123 456 789 |", "| city | phone |\n| Leeds | <PHONE_1> |"),
        ("login,plan\njdoe_7,gold", "login,plan\n<USERNAME_1>,gold"),
        ("| X | birthdate |\n| 1 | 13 02 1974 |", "| X | birthdate |\n| 1 | <DATE_OF_BIRTH_1> |"),
    ],
)
def test_replaces(text: str, expected: str) -> None:
    """The value goes, and what stands around it stays."""
    assert expected == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "| role | limit |\n| Nurse | 30 |",
        "| email | valid |\n| <email> | yes |",
    ],
)
def test_leaves_alone(text: str) -> None:
    """What only looks like such a value stays."""
    assert text == scrubbed(text)
