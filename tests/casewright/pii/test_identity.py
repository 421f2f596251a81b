"""Numbers of persons, told by shape and checksum."""

import pytest

from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Type 006-27-4783 into the box", "Type <NATIONAL_ID_1> into the box"),
        ("The employee JK 74 32 82 B is missing", "The employee <NATIONAL_ID_1> is missing"),
        ("Enter 89235324-Q and NIE Y9545907R", "Enter <NATIONAL_ID_1> and NIE <NATIONAL_ID_2>"),
        ("Assuré 156050639575044 accepté", "Assuré <NATIONAL_ID_1> accepté"),
        ("Print 95 892 971 468 here", "Print <NATIONAL_ID_1> here"),
        ("CPF 046.240.242-81 works", "CPF <NATIONAL_ID_1> works"),
    ],
)
def test_replaces(text: str, expected: str) -> None:
    """The value goes, and what stands around it stays."""
    assert expected == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "The limit is 999-99-9999 for the mask and 000-000 for the prefix.",
        "SKU 123-45-6789 is sold out.",
        "The regex ^\\d{3}-\\d{2}-\\d{4}$ validates the SSN field.",
        "Enter 89235324-A to see an error.",
    ],
)
def test_leaves_alone(text: str) -> None:
    """What only looks like such a value stays."""
    assert text == scrubbed(text)
