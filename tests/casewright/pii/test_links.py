"""Credentials inside links."""

import pytest

from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "GET postgres://report:K36V8tBsqeBm@db.beck.io:3306/prod",
            "GET postgres://<URL_SECRET_1>@db.beck.io:3306/prod",
        ),
        (
            "Open https://qa.acme.net/c?user=9&token=JpLNAELIGWlwHK&x=1",
            "Open https://qa.acme.net/c?user=9&token=<URL_SECRET_1>&x=1",
        ),
        (
            "https://hooks.slack.com/services/TWWP0YW5G/BZJRE0C5F/D9ZNbigM0",
            "https://hooks.slack.com/services/<URL_SECRET_1>",
        ),
        (
            "https://qa.acme.net/password/reset/4eca722a1e91336dd6da211e",
            "https://qa.acme.net/password/reset/<URL_SECRET_1>",
        ),
    ],
)
def test_replaces(text: str, expected: str) -> None:
    """The value goes, and what stands around it stays."""
    assert expected == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "GET https://api.acme.com/v1/orders/A8384-81?page=2&sort=asc returns 200.",
        "https://github.com/acme/shop/commit/698344b19cd4d068df4986281619bb46096acd6d",
        "Open https://acme.com/password/reset and wait.",
    ],
)
def test_leaves_alone(text: str) -> None:
    """What only looks like such a value stays."""
    assert text == scrubbed(text)
