"""What the tests of the recognisers share."""

from casewright.pii import scrub


def scrubbed(text: str) -> str:
    """The text after scrubbing."""
    return scrub(text).text
