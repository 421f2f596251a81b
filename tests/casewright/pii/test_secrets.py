"""Secrets told by what stands before them."""

import pytest

from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Precondition: Password = GNzZl$Gi5PO", "Precondition: Password = <SECRET_1>"),
        ('export api_key="bolsaQLAlaai9fc7Xx0FL6oW"', 'export api_key="<SECRET_1>"'),
        (
            "Authorization: Basic eHFrcWlqOks1eFVRdUhMSUs4eA== is sent",
            "Authorization: Basic <SECRET_1> is sent",
        ),
        ("run --password Zx81Spectrum --dry", "run --password <SECRET_1> --dry"),
        ("the password is Tr0ub4dor!", "the password is <SECRET_1>"),
        ("contraseña: Zx81Spectrum", "contraseña: <SECRET_1>"),
        ("-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----\nThen", "<SECRET_1>\nThen"),
        ("Cookie: session=abc123def456; Path=/", "Cookie: session=<SECRET_1>; Path=/"),
        ("DB_PASS=Soleil?69x in the file", "DB_PASS=<SECRET_1> in the file"),
        ("<password>Hund#645Ab</password>", "<password><SECRET_1></password>"),
        ("contraseña temporal: monkey?67x", "contraseña temporal: <SECRET_1>"),
        ("the one-time code 417443 is sent", "the one-time code <SECRET_1> is sent"),
        ("mysql -uroot -ptiger#5384 shop", "mysql -uroot <SECRET_1> shop"),
        ("user/pass: admin / tiger$019", "user/pass: admin / <SECRET_1>"),
        ("ALTER USER a IDENTIFIED BY 'Hund!9738'", "ALTER USER a IDENTIFIED BY '<SECRET_1>'"),
        ("Use Dkyqs16$$ as the password for demo", "Use <SECRET_1> as the password for demo"),
        ("the pwd for the staging host: kx7Trm!29q", "the pwd for the staging host: <SECRET_1>"),
        ("his password (Letmein_6903Ab) is old", "his password (<SECRET_1>) is old"),
    ],
)
def test_replaces(text: str, expected: str) -> None:
    """The value goes, and what stands around it stays."""
    assert expected == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Password: at least 8 characters",
        "password: ******** is masked",
        "token=<token> must be replaced",
        "Token lifetime is 30 minutes",
        "The secret question is optional",
        "Password must be at least 1024 characters and contain 1 digit.",
        "a wrong password 1024 times",
        "CVV 123 is asked for",
        "The verification code expires after 10 minutes",
        'A change needs the password ("Password is incorrect.")',
    ],
)
def test_leaves_alone(text: str) -> None:
    """What only looks like such a value stays."""
    assert text == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "After the right password /login/2fa asks for a code",
        "The password of shopper15@example.com is long enough",
    ],
)
def test_neither_a_path_nor_an_address_is_the_password_before_it(text: str) -> None:
    """What follows the word may be where it is asked for, or whose it is."""
    assert scrubbed(text) == text
