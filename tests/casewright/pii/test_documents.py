"""Numbers of documents, told by the word before them."""

import pytest

from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Passport number 583516095 is valid until 09-07-2019.",
            "Passport number <NATIONAL_ID_1> is valid until 09-07-2019.",
        ),
        (
            "Driver's license A595757047241 expires on 06-27-2025.",
            "Driver's license <NATIONAL_ID_1> expires on 06-27-2025.",
        ),
        (
            "social security number 010 56 9648 without dashes",
            "social security number <NATIONAL_ID_1> without dashes",
        ),
        ("Patient NHS number 573 713 1319 is shown", "Patient NHS number <NATIONAL_ID_1> is shown"),
        ("PESEL: 44051401359", "PESEL: <NATIONAL_ID_1>"),
        ("passeport n° 54AP01058 périmé", "passeport n° <NATIONAL_ID_1> périmé"),
        ("Ausweisnr. T60536926 fehlt", "Ausweisnr. <NATIONAL_ID_1> fehlt"),
        ("tarjeta sanitaria NRDH3838313655 caducada", "tarjeta sanitaria <NATIONAL_ID_1> caducada"),
        ("UTR 22171 82438", "UTR <NATIONAL_ID_1>"),
    ],
)
def test_replaces(text: str, expected: str) -> None:
    """The value goes, and what stands around it stays."""
    assert expected == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "The passport must be valid for 6 months.",
        "Enter the SSN in the field.",
        "Tax ID is required since 2019-01-01.",
    ],
)
def test_leaves_alone(text: str) -> None:
    """What only looks like such a value stays."""
    assert text == scrubbed(text)


def test_a_number_is_told_by_a_short_german_word():
    """`Perso` and `Versicherungsnummer` announce what a longer word would."""
    text = "Perso-Nr. LFWZ689JL6, Versicherungsnummer 25131080M949"

    assert "Perso-Nr. <NATIONAL_ID_1>, Versicherungsnummer <NATIONAL_ID_2>" == scrubbed(text)
