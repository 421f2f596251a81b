"""Anatomy: a story's role, wish and benefit, told by the words that announce them."""

import re
from dataclasses import dataclass
from functools import cached_property

from casewright.story_quality.wording import (
    ARTICLES,
    ENGLISH,
    OTHER_LANGUAGES,
    PRONOUNS,
    PUNCTUATION,
    RELATIVES,
    SUBJECTS,
)

_TOKEN = re.compile(r"\w+(?:['’\-]\w+)*|[&+/,.;:!?]")
_WISHES = {"want": "want", "wants": "want", "wanted": "want", "need": "need", "needs": "need", "wish": "wish"}
_LIKES = frozenset(["like", "love", "prefer"])
_MODALS = frozenset(["can", "must", "should", "shall", "could", "may"])
_BETWEEN = frozenset("only also really just still do don't does not would will always never".split())
_SO_WHAT = frozenset(["much", "many", "far", "long", "on", "forth", "few"])
_PEOPLE = frozenset(
    """user admin administrator customer client visitor member manager developer tester owner guest shopper
    buyer seller employee student teacher patient editor author reader player""".split()
)


@dataclass(frozen=True, slots=True)
class Part:
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
    is_action: bool
    """Whether the wish is to do something, rather than for a thing."""

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        return [match.span() for match in _TOKEN.finditer(self.text)]

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Where tokens `begin` up to `end` stand in the text."""
        return self._spans[begin][0], self._spans[end - 1][1]

    def quote(self, begin: int, end: int) -> str:
        """What stands there, in one line of at most about 40 characters."""
        start, stop = self.span(begin, end)
        words = " ".join(self.text[start : min(stop, start + 200)].split())
        return words if len(words) <= 40 else f"{words[:38].rstrip()} …"

    @property
    def is_english(self) -> bool:
        """Whether the rules, which know English alone, have something to say about the text."""
        own = sum(token in ENGLISH for token in self.tokens)
        other = sum(token in OTHER_LANGUAGES for token in self.tokens)
        return own > other and (own > 1 or self.role is not None)

    def of(self, part: Part | None) -> tuple[str, ...]:
        """The words of a part; none where there is no such part."""
        return self.tokens[part.begin : part.end] if part else ()


def read(text: str) -> Anatomy:
    """Find the parts of the story `text`; any text will do."""
    tokens = tuple(token.lower().replace("’", "'") for token in _TOKEN.findall(text))
    role_at = _role_at(tokens)
    leading = role_at is not None and role_at[2]
    wish, is_action = _wish(tokens, role_at[1] if role_at and leading else 0, text)
    benefit = _benefit(tokens, wish)
    return Anatomy(text, tokens, *_bounded(tokens, role_at, wish, benefit), is_action=is_action)


def _role_at(tokens: tuple[str, ...]) -> tuple[int, int, bool] | None:
    """Where the role is announced, where it begins, and whether that is ahead of a wish."""
    for i, token in enumerate(tokens[:-1]):
        if token != "as":
            continue
        following = tokens[i + 1]
        is_first = i == 0 or tokens[i - 1] in PUNCTUATION
        if following in ARTICLES and (is_first or not _has_letters(tokens[:i])):
            return i, i + 2, True
        if i == 0 and following not in {"soon", "far", "long", "well", "if", "needed", "per"}:
            return i, i + 1, True
        if following in ARTICLES and tokens[i + 2 : i + 3] and tokens[i + 2].rstrip("s") in _PEOPLE:
            return i, i + 2, False
    return None


def _has_letters(tokens: tuple[str, ...]) -> bool:
    return any(token[0].isalpha() for token in tokens)


def _wish(tokens: tuple[str, ...], start: int, text: str) -> tuple[Part | None, bool]:
    """The first wish that is no aside ("things I want") and whether it is for an action."""
    for i in range(start, len(tokens)):
        found = _sign(tokens, i, text)
        if found is not None and (i == 0 or tokens[i - 1] not in RELATIVES):
            sign, after, is_action = found
            begin, is_action = _behind_able(tokens, after, is_action)
            return Part(sign, i, begin, len(tokens)), is_action
    return None, False


def _sign(tokens: tuple[str, ...], i: int, text: str) -> tuple[str, int, bool] | None:
    """The sign of a wish that begins at token `i`, where it ends, and whether an action must follow."""
    token = tokens[i]
    if token in PRONOUNS or token == "i'd" or (token[-1] == "i" and is_glued(token, i, text)):
        who, j = ("i" if token not in PRONOUNS else token), i + 1
        while j < len(tokens) and tokens[j] in _BETWEEN:
            j += 1
    elif token in _WISHES or token in _MODALS or token == "would":
        who, j = "…", i + (token == "would")
    else:
        return None
    verb = tokens[j] if j < len(tokens) else ""
    has_would = token == "i'd" or tokens[j - 1] == "would"
    if verb in _WISHES and (who != "…" or tokens[j + 1 : j + 2] == ("to",)):
        return f"{who} {_WISHES[verb]}", j + 1, False
    if verb in _LIKES and has_would:
        return f"{who} would like", j + 1, False
    if verb in _MODALS:
        return f"{who} {verb}", j + 1, True
    if verb == "am" and tokens[j + 1 : j + 2] == ("able",):
        return f"{who} can", j + 1, True
    return None


def is_glued(token: str, i: int, text: str) -> bool:
    """Whether the token is a word run together with "I": `userI want`."""
    if len(token) < 4 or not token.isalpha():
        return False
    original = _TOKEN.findall(text)[i]
    return bool(original[-1] == "I" and original[-2].islower())


def _behind_able(tokens: tuple[str, ...], after: int, is_action: bool) -> tuple[int, bool]:
    """Where the wish's own words begin, behind `to`, `to be able to` and `the ability to`."""
    for lead in (("to",), ("be", "able", "to"), ("able", "to"), ("have",), ("the",), ("ability", "to")):
        if lead in (("have",), ("the",)):
            skip = 2 if lead == ("have",) else 1
            if tokens[after + skip - 1 : after + skip + 1] == ("ability", "to"):
                after += skip
            continue
        if tokens[after : after + len(lead)] == lead:
            after, is_action = after + len(lead), True
    return after, is_action


def _benefit(tokens: tuple[str, ...], wish: Part | None) -> Part | None:
    """The first benefit behind the wish, or the one that the story begins with."""
    start = wish.begin if wish else 0
    for i in range(start, len(tokens)):
        if found := _reason(tokens, i):
            return Part(found[0], i, i + found[1], len(tokens))
    if wish and tokens:
        if found := _reason(tokens, 0):
            return Part(found[0], 0, found[1], wish.at)
        if tokens[0] == "to" and wish.at > 2:
            return Part("to", 0, 1, wish.at)
    return None


def _reason(tokens: tuple[str, ...], i: int) -> tuple[str, int] | None:
    """The sign of a benefit at token `i`, and its length in tokens."""
    token = tokens[i]
    following = tokens[i + 1] if i + 1 < len(tokens) else ""
    if token == "so":
        if following.startswith("that"):
            return "so that", 2
        return ("so that", 1) if following in SUBJECTS and following not in _SO_WHAT else None
    if token == "sothat":
        return "so that", 1
    if token == "in" and following == "order" and tokens[i + 2 : i + 3] in (("to",), ("that",), ("for",)):
        return "in order to", 3
    if token == "because" or (token == "since" and following in SUBJECTS):
        return "because", 1
    if token == "such" and following == "that":
        return "so that", 2
    if token == "to" and following == "avoid" and i > 0:
        return "to", 1
    return ("so that", 1) if token == "thereby" else None


def _bounded(
    tokens: tuple[str, ...],
    role_at: tuple[int, int, bool] | None,
    wish: Part | None,
    benefit: Part | None,
) -> tuple[Part | None, Part | None, Part | None]:
    """Role, wish and benefit, each up to where the next begins."""
    begins = sorted(
        at for at in (role_at and role_at[0], wish and wish.at, benefit and benefit.at) if at is not None
    )
    role = Part("as a", role_at[0], role_at[1], len(tokens)) if role_at else None

    def cut(part: Part | None) -> Part | None:
        if part is None:
            return None
        end = next((at for at in begins if at > part.at), len(tokens))
        while end > part.begin and tokens[end - 1] in PUNCTUATION:
            end -= 1
        return Part(part.sign, part.at, part.begin, max(part.begin, end))

    return cut(role), cut(wish), cut(benefit)
