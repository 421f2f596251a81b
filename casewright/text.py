"""Text as everything after `clean` sees it, and what two texts have in common that say the same."""

import hashlib
import re
import unicodedata
from typing import Any

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"  # control characters, half characters
    "|[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    "|[\U000e0000-\U000e007f]"  # tags: text that only a machine reads
)
"""Characters that show nothing and separate nothing; control characters that end a line are white space."""

_JOINERS = re.compile(r"(?:\A|(?<=[\x00-\u024f]))[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\u024f]|\Z)")
"""Zero-width joiners beside Latin text, where they are noise; they shape emoji and other scripts."""

_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛❛❜", "'"),
        **dict.fromkeys("“”„‟❝❞", '"'),
        **dict.fromkeys("\u2800\u3164\uffa0", " "),  # blank, and letters by name
        **{chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F)},  # full-width forms
        **{chr(code): unicodedata.normalize("NFKC", chr(code)) for code in (0xFFE0, 0xFFE1, 0xFFE5, 0xFFE6)},
    }
)
_BLANKS_AT_LINE_END = re.compile(r"[^\S\n]+(?=\n|\Z)")
_NOT_IN_IDS = re.compile(r"[-\s]*[\s#/][-\s#/]*")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def normalise(text: str) -> str:
    """One line: Unicode NFC, straight quotes, no invisible characters, white space runs as one space."""
    while True:
        plain = " ".join(_plain(text).split())
        if plain == text:
            return text
        text = plain


def normalise_document(text: str) -> str:
    """As `normalise`, but lines, their indents and the blank lines between paragraphs stay."""
    while True:
        plain = _BLANKS_AT_LINE_END.sub("", _plain(_LINE_ENDS.sub("\n", text)))
        if plain == text:
            return text
        text = plain


def _plain(text: str) -> str:
    text = _INVISIBLE.sub("", text)
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _JOINERS.sub("", text).translate(_STRAIGHT))


def folded(text: str) -> str:
    """What two texts have in common that are the same: no case, no final stop."""
    return " ".join(text.casefold().rstrip(" .!").split())


def spelt_id(value: Any) -> Any:
    """An id without blanks, `#` and `/`, which no URL has: `US 12` and `US#12` are `US-12`; a number as text.

    What is neither text nor a number stays as it is.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return _NOT_IN_IDS.sub("-", value).strip("-") if isinstance(value, str) else value


def derived_id(story: str) -> str:
    """An id from the story's own words, so that a line inserted above it renames nothing."""
    return f"US-{hashlib.sha256(folded(story).encode()).hexdigest()[:8]}"
