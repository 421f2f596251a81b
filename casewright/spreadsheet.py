"""Text that a spreadsheet shows and does not run."""

_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""With one of these in front a spreadsheet takes a text for a formula."""


def inert(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_STARTS) else text
