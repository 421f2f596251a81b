"""People told by what stands around their name."""

import pytest

from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi Zoraida, review", "Hi <PERSON_1>, review"),
        ("Prof. van der Meer approved it", "<PERSON_1> approved it"),
        ("My name is Xyla Brontë and I", "My name is <PERSON_1> and I"),
        ("Kind regards,\nXyla Brontë", "Kind regards,\n<PERSON_1>"),
        ("Name: Xyla Brontë\nRole: visitor", "Name: <PERSON_1>\nRole: visitor"),
        ("first name Matthieu and last name Moore.", "first name <PERSON_1> and last name <PERSON_2>."),
        ("| customer | plan |\n| Xyla Brontë | gold |", "| customer | plan |\n| <PERSON_1> | gold |"),
    ],
)
def test_replaces(text: str, expected: str) -> None:
    """The value goes, and what stands around it stays."""
    assert expected == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hi Team, please",
        "Dear Customer, welcome",
        "Name: Test Project",
        "Owner: Data Team",
        "Dr Pepper is sold",
        "productName: Blue Shirt",
    ],
)
def test_leaves_alone(text: str) -> None:
    """What only looks like such a value stays."""
    assert text == scrubbed(text)
