"""E-mail addresses."""

import pytest

from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Login as ana.ruiz+qa@mail.acme.co.uk; expect 200.", "Login as <EMAIL_1>; expect 200."),
        ("Write to 'j.o'neil@acme.io' now", "Write to '<EMAIL_1>' now"),
        ('Send to "ana ruiz"@acme.com today', "Send to <EMAIL_1> today"),
        ("Enter ana (at) acme (dot) com here", "Enter <EMAIL_1> here"),
        ("Mail ana.ruiz at acme dot com again", "Mail <EMAIL_1> again"),
        ("Use ana@müller-söhne.de twice", "Use <EMAIL_1> twice"),
        ("Use ana@[81.12.33.4] twice", "Use <EMAIL_1> twice"),
        ("a.b@acme.com,c.d@acme.com", "<EMAIL_1>,<EMAIL_2>"),
        ("To ana%40acme.com now", "To <EMAIL_1> now"),
        ("To ana _at_ acme.com now", "To <EMAIL_1> now"),
        ("To ana[.]ruiz[@]acme[.]com now", "To <EMAIL_1> now"),
        ("To ana.ruizATacmeDOTcom now", "To <EMAIL_1> now"),
        ("To ana @ acme . com now", "To <EMAIL_1> now"),
    ],
)
def test_replaces(text: str, expected: str) -> None:
    """The value goes, and what stands around it stays."""
    assert expected == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Enter an invalid email such as 'abc' or 'a@'.",
        "Install @angular/core 8.24.1.",
        "Clone git@github.com:acme/shop.git first.",
        "We meet at noon. Dot the lines.",
    ],
)
def test_leaves_alone(text: str) -> None:
    """What only looks like such a value stays."""
    assert text == scrubbed(text)
