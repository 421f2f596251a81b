"""Dates of birth."""

import pytest

from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Date of birth: 1998-03-28", "Date of birth: <DATE_OF_BIRTH_1>"),
        (
            "a patient born on 24.12.2001 who registered on 2020-12-13",
            "a patient born on <DATE_OF_BIRTH_1> who registered on 2020-12-13",
        ),
        ("Fecha de nacimiento: 1 de enero de 2002", "Fecha de nacimiento: <DATE_OF_BIRTH_1>"),
        ("geboren am 3. März 1970 in Bonn", "geboren am <DATE_OF_BIRTH_1> in Bonn"),
        ("née le 14 juillet 1980", "née le <DATE_OF_BIRTH_1>"),
        (
            '{"dateOfBirth": "1990-01-31", "joined": "2020-01-01"}',
            '{"dateOfBirth": "<DATE_OF_BIRTH_1>", "joined": "2020-01-01"}',
        ),
        ("wurde am 10.01.1970 geboren", "wurde am <DATE_OF_BIRTH_1> geboren"),
        ("née à Lyon le 25/06/2002", "née à Lyon le <DATE_OF_BIRTH_1>"),
        ("birth_dt: 2003-09-25", "birth_dt: <DATE_OF_BIRTH_1>"),
    ],
)
def test_replaces(text: str, expected: str) -> None:
    """The value goes, and what stands around it stays."""
    assert expected == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "The deletions of 01-18-2020 are processed.",
        "Enter 12 characters in the Date Of Birth field; the maximum is 255.",
        "The feature was born in version 2.10.2014.",
    ],
)
def test_leaves_alone(text: str) -> None:
    """What only looks like such a value stays."""
    assert text == scrubbed(text)
