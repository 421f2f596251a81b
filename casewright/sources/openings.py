"""How a user story begins, and what people put in front of it: bullets, numbers and ids."""

import re
from typing import NamedTuple

_ROLE = r"as\s+(?:(?:an?|the|any|one)\b|an?(?=(?-i:[A-Z])))"
_WISH = (
    r"\b(?:i|we)(?:['’]d|\s+would)?(?:\s+\w+)?"
    r"\s+(?:want|need|like|can|could|should|must|may|will|wish|am|have|expect)\b"
)
_MARK = (
    r"(?:(?:[-+•●▪◦‣–—☐]|\*(?=\s))\s*(?:\[[ xX]?\]\s*)?"
    r"|\(?(?:\d{1,4}(?:\.\d{1,4}){0,3}|[a-z])[.):]\s*"
    r"|\#{1,6}\s+|\d{1,4}(?:\.\d{1,4}){0,3}\s+)?"
)
_ID = (
    r"(?:[\[(\#]?(?P<id>[a-z][a-z0-9_]{0,11}[-_ ]?\#?\d{1,7}(?:[.-]\d{1,5}){0,4})[\])]?"
    r"(?:\s*[:.)|–—-]{1,2}\s*|\s+))?"
)
_OPENING = re.compile(
    rf"{_MARK}{_ID}(?P<story>[*_\"'“‘]{{0,3}}(?:{_ROLE}|as\s[^,.;:]{{1,60}}?,?\s{_WISH}"
    r"|(?:i|we)\s+(?:want|need|wish|would\s+like)\b"
    rf"|in\s+order\s+to\s.{{1,200}}?\b{_ROLE}).*)",
    re.IGNORECASE | re.DOTALL,
)
_BULLET = re.compile(r"(?:[-*+•●▪◦‣–—☐]\s+(?:\[[ xX]?\]\s*)?|\(?\d{1,4}(?:\.\d{1,4}){0,3}[.)]\s+|[a-z]\)\s+)")
_WISHES = re.compile(_WISH, re.IGNORECASE)
_NO_ROLE = re.compile(
    r"\W*as\s+an?\s+(?:result|workaround|consequence|reminder|follow|rule|first\s+step|side|part\s+of)\b",
    re.IGNORECASE,
)
_PURPOSE = re.compile(r"\b(?:so\s+that|in\s+order\s+to|so\s+(?:i|we)\b)", re.IGNORECASE)


class Opening(NamedTuple):
    """A text that begins as a user story does."""

    id: str | None
    """The id in front of the story, as it was written."""
    story: str
    """The text from `As a …` on."""


def opening_of(text: str) -> Opening | None:
    """The story that `text` begins with, behind a bullet, a number and an id, or None."""
    if text.startswith(("As a ", "As an ", "As the ")):
        return Opening(None, text)
    found = _OPENING.match(text)
    return Opening(found["id"], found["story"]) if found else None


def has_wish(text: str) -> bool:
    """Whether somebody in `text` wants, needs or can do something (`I want …`)."""
    return _WISHES.search(text) is not None


def reads_as_story(text: str) -> bool:
    """Whether `text` is a user story rather than other prose: a role, and what it wants or why."""
    if opening_of(text.lstrip()) is None or _NO_ROLE.match(text):
        return False
    return has_wish(text) or _PURPOSE.search(text) is not None


def without_bullet(text: str) -> str:
    """`text` without the bullet or number of a list in front of it, where there is more than that."""
    found = _BULLET.match(text)
    return (text[found.end() :] if found else text) or text


def has_bullet(text: str) -> bool:
    """Whether `text` begins as an item of a list does."""
    return _BULLET.match(text) is not None
