"""Anatomy: a story's role, wish and benefit, as token ranges."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from casewright.story_quality.signs import Sign, reason_sign, role_sign, wish_sign
from casewright.story_quality.wording import ENGLISH, OTHER_LANGUAGES, PUNCTUATION, TOKEN

_QUOTED = 40
_REMEMBERED = 256
"""Stories that are not read again when the next question is about the same one."""


class Part(NamedTuple):
    """A part of a story, in tokens."""

    sign: str
    """What announces it, in its plain form: `as a`, `i want`, `so that`."""
    at: int
    begin: int
    """Where its own words begin, behind the sign."""
    end: int


@dataclass(frozen=True)
class Anatomy:
    """A story in tokens and parts. `tokens` are words in lower case, and marks."""

    text: str
    tokens: tuple[str, ...]
    role: Part | None
    wish: Part | None
    benefit: Part | None
    is_action: bool = False
    """Whether the wish is to do something, rather than for a thing."""
    is_glued: bool = False
    """Whether the role runs into the wish: `As a userI want`."""

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        return [match.span() for match in TOKEN.finditer(self.text)]

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Where tokens `begin` up to `end` stand in the text."""
        return self._spans[begin][0], self._spans[end - 1][1]

    def quote(self, begin: int, end: int) -> str:
        """What stands there, in one line of about 40 characters at most."""
        return quoted(self.text, self.span(begin, end))

    @cached_property
    def is_english(self) -> bool:
        """Whether the rules, which know English alone, have something to say about the text."""
        own = len(ENGLISH.intersection(self.tokens))
        return own > (1 if self.role is None else 0) and own > len(OTHER_LANGUAGES.intersection(self.tokens))

    def of(self, part: Part | None) -> tuple[str, ...]:
        """The words of a part; none where there is no such part."""
        return self.tokens[part.begin : part.end] if part else ()


def quoted(text: str, span: tuple[int, int]) -> str:
    """What stands at `span`, in one line of about 40 characters at most."""
    line = " ".join(text[span[0] : min(span[1], span[0] + 200)].split())
    return line if len(line) <= _QUOTED else f"{line[: _QUOTED - 2].rstrip()} …"


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


@lru_cache(maxsize=_REMEMBERED)
def read(text: str) -> Anatomy:
    """Find the parts of the story `text`; any text will do."""
    # Lower case has other words than the text only beyond ASCII: there, it is taken word by word.
    lower = TOKEN.findall(text.lower()) if text.isascii() else [_plain(word) for word in TOKEN.findall(text)]
    tokens = tuple(lower)
    role = role_sign(tokens)
    wish = wish_sign(tokens, text, role.begin if role and role.is_leading else 0)
    benefit = reason_sign(tokens, wish)
    is_glued = wish is not None and wish.is_glued
    begins = [sign.at for sign in (role, wish, benefit) if sign]
    if wish and is_glued:
        begins[begins.index(wish.at)] += 1
    return Anatomy(
        text,
        tokens,
        _part(tokens, role, begins),
        _part(tokens, wish, begins),
        _part(tokens, benefit, begins),
        is_action=wish is not None and wish.is_action,
        is_glued=is_glued,
    )


def _part(tokens: tuple[str, ...], sign: Sign | None, begins: list[int]) -> Part | None:
    """The part behind `sign`, up to where the next one begins."""
    if sign is None:
        return None
    end = len(tokens)
    for at in begins:
        if sign.begin <= at < end:
            end = at
    while end > sign.begin and tokens[end - 1] in PUNCTUATION:
        end -= 1
    return Part(sign.form, sign.at, sign.begin, end)
