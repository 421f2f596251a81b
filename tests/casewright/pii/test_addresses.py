"""Postal addresses."""

import pytest

from tests.casewright.pii.table import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ship to 346 Schmidt Road Suite 622, New Meredith, NM 40467.", "Ship to <ADDRESS_1>."),
        (
            "Ship order 413507 to 906 Marsden Lake, West Kathleen, S4 6ZP.",
            "Ship order 413507 to <ADDRESS_1>.",
        ),
        ("to Calle Mayor 39, 28014 Madrid.", "to <ADDRESS_1>."),
        ("to Ottostraße 2-5, 28856 Bützow so that", "to <ADDRESS_1> so that"),
        ("to 8, chemin Agnès Ledoux, 87619 Lyon on", "to <ADDRESS_1> on"),
        ("to P.O. Box 3421, Austin, TX 78701 now", "to <ADDRESS_1> now"),
        (
            "Street line 1 is 380 Gregory Terrace Apt. 512 and the parcel",
            "Street line 1 is <ADDRESS_1> and the parcel",
        ),
        ("to Résidence Linden, bât. C, 12 rue du Port, 06347 Nice", "to <ADDRESS_1>"),
        ("to The Old Rectory, Church Lane, Ely CB7 1HN", "to <ADDRESS_1>"),
        ("to Ctra. de Ronda km 92, 18018 Granada", "to <ADDRESS_1>"),
        ("to 9390 County Road 92, Waco, TX 76456", "to <ADDRESS_1>"),
        ("at lieu-dit Le Moulin, 24710 Sarlat", "at <ADDRESS_1>"),
    ],
)
def test_replaces(text: str, expected: str) -> None:
    """The value goes, and what stands around it stays."""
    assert expected == scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bill To and Ship To addresses must be different.",
        "Address: at most 100 characters",
        "Row 64-255 of 8 is displayed in Dashboard.",
        "Show 5 Search Results on the Landing Page",
    ],
)
def test_leaves_alone(text: str) -> None:
    """What only looks like such a value stays."""
    assert text == scrubbed(text)
