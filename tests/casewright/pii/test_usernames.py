"""User names."""

import pytest

from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Login with username alain-chau0 and wait", "Login with username <USERNAME_1> and wait"),
        ("user: tristan_chauvet, role: editor", "user: <USERNAME_1>, role: editor"),
        ("cc @diazs please check", "cc @<USERNAME_1> please check"),
        ("Given the user 'brian.everett' is logged in", "Given the user '<USERNAME_1>' is logged in"),
        ("Sign in as CORP\\jsmith here", "Sign in as <USERNAME_1> here"),
        ("See /home/jsmith4/notes", "See /home/<USERNAME_1>/notes"),
        ("github.com/anna-ramsey here", "github.com/<USERNAME_1> here"),
        ("uid=8298(asmith) gid=7", "uid=8298(<USERNAME_1>) gid=7"),
        ("ssh ana.navarro@web-2 fails", "ssh <USERNAME_1>@web-2 fails"),
    ],
)
def test_replaces(text: str, expected: str) -> None:
    """The value goes, and what stands around it stays."""
    assert expected == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Use the @Test and @BeforeEach annotations",
        "@smoke @regression",
        "user: admin, role: editor",
        "Log in as administrator",
        "The username must be unique",
        "npm i @types/node",
        "github.com/features is linked",
        "account summary and profile page",
    ],
)
def test_leaves_alone(text: str) -> None:
    """What only looks like such a value stays."""
    assert text == scrubbed(text)
