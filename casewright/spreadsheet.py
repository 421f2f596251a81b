"""Text that a spreadsheet shows and does not run."""

import re

_RUN = re.compile(r"[\s\u200b-\u200f\u2060-\u2064\ufeff]*[=+\-@＝＋－＠]|[\t\r\n']")
"""What starts like this a spreadsheet takes for a formula, behind white space and in full width as well; or
it takes the apostrophe away.
"""


def inert(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would not show it as it is."""
    return f"'{text}" if _RUN.match(text) else text


def plain(text: str) -> str:
    """What `inert` was given."""
    return text[1:] if text.startswith("'") and _RUN.match(text[1:]) else text
