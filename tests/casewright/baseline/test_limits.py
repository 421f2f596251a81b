import pytest

from casewright.baseline.limits import find_limits, probes


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a title of 5 to 80 characters", ["80 characters", "81 characters", "5 characters", "4 characters"]),
        ("transfer between £20 and £1,000", ["£1,000", "£1,001", "£20", "£19"]),
        ("a basket of £40.00 or more", ["£40.00", "£39.99"]),
        ("save up to 5 delivery addresses", ["5 delivery addresses", "6 delivery addresses"]),
        ("no more than three tickets", ["3 tickets", "4 tickets"]),
        ("a maximum of 20 guests", ["20 guests", "21 guests"]),
        ("a password of at least 8 characters", ["8 characters", "7 characters"]),
        ("at least 1 item", ["1 item", "0 item"]),
        ("a file of up to 5 MB", ["5 MB", "1 byte more than 5 MB"]),
        ("a discount of 5 to 70 per cent", ["70 per cent", "71 per cent", "5 per cent", "4 per cent"]),
        ("a 6-digit code", ["6 digits", "7 digits", "5 digits"]),
        ("pages with 24 products each", ["24 products", "25 products"]),
        ("within 30 minutes", ["1 second less than 30 minutes", "1 second more than 30 minutes"]),
        ("a write-off of up to €500.00 takes effect", ["€500.00", "€500.01"]),
        ("keep it for 10 years", ["1 second less than 10 years", "1 second more than 10 years"]),
        ("valid for 14 days", ["1 second less than 14 days", "1 second more than 14 days"]),
    ],
)
def test_values(text: str, values: list[str]) -> None:
    """Each kind of limit gives values on it and just past it, the upper end first."""
    assert values == [probe.value for limit in find_limits([text]) for probe in probes(limit)]


@pytest.mark.parametrize(
    "text",
    [
        "move on to round 2 of the edits",
        "from 1 March to 31 March",
        "load all data since 2007",
        "a session of the last 30 days",
        'refused with "Use up to 5 letters."',
        "no figure at all",
        "a contrast of at least 4.5:1",
        "the amounts €10.00, €15.00 and €500.00",
    ],
)
def test_no_limit(text: str) -> None:
    """A figure that limits nothing is left alone, and so is one that a message only repeats."""
    assert find_limits([text]) == []


def test_field() -> None:
    """A limit knows the input that the text names before it."""
    (limit,) = find_limits(['The "Search" box takes 2 to 60 characters'])

    assert (limit.field, limit.text) == ("Search", "2 to 60 characters")


def test_said_twice() -> None:
    """A limit that the story repeats counts once."""
    assert len(find_limits(["whole numbers from 1 to 10 units", "up to 10 units per line"])) == 1
