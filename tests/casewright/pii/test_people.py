"""People whose name is known."""

import pytest

from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Assign PROJ-1093 to Esmeralda Cervantes so that", "Assign PROJ-1093 to <PERSON_1> so that"),
        ("Fatima Al-Sayed's account is locked", "<PERSON_1>'s account is locked"),
        ("Search for 'Smith, Russell' in the directory", "Search for '<PERSON_1>' in the directory"),
        ("As Martín, I want to export", "As <PERSON_1>, I want to export"),
        ("Ask Bertrand Bègue and Anna van der Berg about it", "Ask <PERSON_1> and <PERSON_2> about it"),
        ("The contract of MARIA LOPEZ is closed", "The contract of <PERSON_1> is closed"),
        ("Ask Antoine GIRARD about it", "Ask <PERSON_1> about it"),
        ('With Robert "Bob" Miller today', "With <PERSON_1> today"),
        ("Ask Jack Miller Jr. about it", "Ask <PERSON_1> about it"),
    ],
)
def test_replaces(text: str, expected: str) -> None:
    """The value goes, and what stands around it stays."""
    assert expected == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "As a Store Manager, I want to Mark as Read a message.",
        "the Victoria Metrics and Grafana Loki dashboards",
        "Buy a Calvin Klein shirt and Jack Daniel's.",
        "Mark Complete and Grant Access",
        "Search for 'Paris, France'",
        "Noël, Pâques et la Toussaint sont fériés.",
    ],
)
def test_leaves_alone(text: str) -> None:
    """What only looks like such a value stays."""
    assert text == scrubbed(text)
