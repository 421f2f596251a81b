"""IP and hardware addresses."""

import pytest

from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The request from 8.173.132.216 is blocked", "The request from <IP_ADDRESS_1> is blocked"),
        ("Open 119.121.194.253:50487 now", "Open <IP_ADDRESS_1>:50487 now"),
        ("See 176[.]61[.]140[.]74 there", "See <IP_ADDRESS_1> there"),
        ("Ping 2a02:887e:1466::80de twice", "Ping <IP_ADDRESS_1> twice"),
        ("Device BF:BA:CA:0C:DD:D7 and 524a.c1e2.63eb", "Device <MAC_ADDRESS_1> and <MAC_ADDRESS_2>"),
        ("MAC a45e60112233 found", "MAC <MAC_ADDRESS_1> found"),
    ],
)
def test_replaces(text: str, expected: str) -> None:
    """The value goes, and what stands around it stays."""
    assert expected == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Section 4.12.5.3 of ISO 27001:2013 applies.",
        "Dell Latitude version 17.4.9.165",
        "Wait 04:33:10 and check.",
        "std::vector is used",
        "The build 2021.5.55.7214 was released",
        "roll back from 4.12.0.3 to 4.11.9.27",
        "it fails since 4.2.0.1",
    ],
)
def test_leaves_alone(text: str) -> None:
    """What only looks like such a value stays."""
    assert text == scrubbed(text)
