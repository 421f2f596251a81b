"""Text that a spreadsheet shows and does not run."""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")
"""With one of these in front a spreadsheet takes a text for a formula, or the apostrophe away."""


def inert(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would not show it as it is."""
    return f"'{text}" if text.startswith(_STARTS) else text


def plain(text: str) -> str:
    """What `inert` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_STARTS) else text
