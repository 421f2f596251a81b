"""Payment cards and bank accounts."""

import pytest

from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pay with card 4067 3454 6247 5253, expiry 11/29", "Pay with card <CREDIT_CARD_1>, expiry 11/29"),
        ("| pan | 3705-179782-48313 |", "| pan | <CREDIT_CARD_1> |"),
        ("Pay 4067.3454.6247.5253 now", "Pay <CREDIT_CARD_1> now"),
        ("Refund to GB13 VMYH 0578 4293 7481 08 within 3 days", "Refund to <IBAN_1> within 3 days"),
        ("iban es9085804699430895708913.", "iban <IBAN_1>."),
        ("From DE63-8926-4543-5164-9811-14 on", "From <IBAN_1> on"),
    ],
)
def test_replaces(text: str, expected: str) -> None:
    """The value goes, and what stands around it stays."""
    assert expected == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Card number must have 16 digits; 15 digits shows an error.",
        "Order 4135079827514134 is shipped.",
        "The card is charged for order 4018376689556096.",
        "Card 4067 3454 6247 5254 fails the checksum.",
        "Use GB14 VMYH 0578 4293 7481 08 to see an error.",
    ],
)
def test_leaves_alone(text: str) -> None:
    """What only looks like such a value stays."""
    assert text == scrubbed(text)
