"""Tokens that their issuer made recognisable."""

import pytest

from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Use AKIAMPXWS7PPRQTQMJIB here", "Use <SECRET_1> here"),
        ("revoke ghp_GM2UzVfMe1w1dkftvUQWyPIJOFaXTs1K2qEh now", "revoke <SECRET_1> now"),
        ("revoke sk-proj-36Ipo94wP9wuJ5JmnYA7bTdl_zCSbwQuhhWT8EJ now", "revoke <SECRET_1> now"),
        ("JWT eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcDEF123_-x expired", "JWT <SECRET_1> expired"),
        ("bot 123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1 runs", "bot <SECRET_1> runs"),
    ],
)
def test_replaces(text: str, expected: str) -> None:
    """The value goes, and what stands around it stays."""
    assert expected == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Commit 698344b19cd4d068df4986281619bb46096acd6d broke search.",
        "The sk-button-primary-outline-large class",
        "checksum 713456288a4273d1c89439c49ef42a85",
        "id 3ccad878-a8f1-ce96-6493-e362df010930",
    ],
)
def test_leaves_alone(text: str) -> None:
    """What only looks like such a value stays."""
    assert text == scrubbed(text)
