"""Telephone numbers."""

import pytest

from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call +1 415-679-0968 to unlock", "Call <PHONE_1> to unlock"),
        ("SMS to +34 612 91 27 59 2024-10-01", "SMS to <PHONE_1> 2024-10-01"),
        ("WhatsApp (497)885-9419x2227 for questions", "WhatsApp <PHONE_1> for questions"),
        ("Llamar al teléfono 612 47 66 74 antes", "Llamar al teléfono <PHONE_1> antes"),
        ("Appelez le 01 23 24 97 20 demain", "Appelez le <PHONE_1> demain"),
        ("Rückruf unter 0171/1234568 erbeten", "Rückruf unter <PHONE_1> erbeten"),
        ("tel:+44 (0)7400 691307", "tel:<PHONE_1>"),
        ("Tél. : 0977615174", "Tél. : <PHONE_1>"),
        ("Tel. 957.521.513", "Tel. <PHONE_1>"),
        ("| phone |\n| 652190986 |", "| phone |\n| <PHONE_1> |"),
    ],
)
def test_replaces(text: str, expected: str) -> None:
    """The value goes, and what stands around it stays."""
    assert expected == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Phone number field accepts 7 to 15 digits only.",
        "Order 2016-8202-749 is shown.",
        "on 02-14-2015 and 2019.01.02",
        "Tracking number 8953-3116-574",
        "Coordinates 40.416775, -3.703790",
        "barcode 0068526780271",
    ],
)
def test_leaves_alone(text: str) -> None:
    """What only looks like such a value stays."""
    assert text == scrubbed(text)
