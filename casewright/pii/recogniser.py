"""What a recogniser is, and what it reads."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from casewright.pii.nametokens import may_name
from casewright.pii.placeholders import PLACEHOLDER

Check = Callable[[re.Match[str]], bool]


class Found(NamedTuple):
    """A value in a page."""

    start: int
    end: int
    type: str


class Page:
    """A text to search, with facts that spare most recognisers the search.

    The facts are those of the text without its placeholders: nothing in a placeholder is a value.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = PLACEHOLDER.sub(",", text) if "<" in text else text
        """The text without what its placeholders say."""

    @cached_property
    def lower(self) -> str:
        """The plain text in lower case; only good for asking whether something occurs in it."""
        return self.plain.lower()

    @cached_property
    def digits(self) -> int:
        """How many digits the text has."""
        return sum(map(self.plain.count, "0123456789"))

    @cached_property
    def number(self) -> int:
        """How many digits the longest number has, over separators such as those of a telephone."""
        if self.digits < 2:
            return self.digits
        return max((len(run.translate(_PUNCTUATION)) for run in _NUMBERS.findall(self.plain)), default=0)

    @cached_property
    def unbroken(self) -> int:
        """How long the longest piece without a blank is."""
        return max(map(len, self.plain.split()), default=0)

    @cached_property
    def dense(self) -> bool:
        """Whether a piece is long enough for a key or a token, and neither a word nor a number."""
        return self.unbroken >= _KEY_LENGTH and any(map(_is_mixed, _DENSE.findall(self.plain)))

    @cached_property
    def capitals(self) -> list[int]:
        """Where a word starts with a capital letter."""
        return [match.start() for match in _CAPITAL.finditer(self.text)]

    @cached_property
    def named(self) -> bool:
        """Whether a word in capitals, or with one, could belong to a name."""
        return any(map(may_name, _CAPITALISED.findall(self.plain)))

    @cached_property
    def odd(self) -> bool:
        """Whether anything stands in the text besides words, joined ones too, and the marks of a sentence."""
        return _ODD.search(self.plain) is not None

    @cached_property
    def quiet(self) -> bool:
        """Whether the text is made of ordinary words and the marks of a sentence, and of nothing else."""
        return _LOUD.search(self.plain) is None and not self.named

    def before(self, start: int, width: int = 40) -> str:
        """What stands before `start` on the same line, at most `width` characters."""
        return self.text[max(0, start - width) : start].rpartition("\n")[2]

    def key(self, start: int, width: int = 34) -> str:
        """What stands before a colon or an equals sign at `start`, without a closing quote."""
        return self.before(start, width).rstrip(" \t\"'`")


_NUMBERS = re.compile(r"\d[\d ()./+_-]*")
_PUNCTUATION = str.maketrans("", "", " ()./+_-")
_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w'-]*")
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž](?<!\w.)")
_KEY_LENGTH = 14
_DENSE = re.compile(r"[\w$+/=~-]{14,}")
_LOUD = re.compile(r"[^\w\s.,;!?()'-]|[\d_]|['-](?:(?<!\w.)|(?!\w))")
_ODD = re.compile(r"[^a-zA-Z\s.,;:!?()'-]|['-](?:(?<![a-zA-Z].)|(?![a-zA-Z]))")


def _is_mixed(piece: str) -> bool:
    lower = piece.lower()
    return lower != piece.upper() and (len(piece) > 40 or lower != piece or any(map(str.isdigit, piece)))


class Finder(Protocol):
    """Anything that finds values of one or more types in a page."""

    @property
    def name(self) -> str:
        """What it looks for."""
        ...

    def find(self, page: Page) -> Iterable[Found]:
        """The values, in order of their start."""
        ...


def _always(_match: re.Match[str]) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What a text must have for a finder to be tried: cheap to ask, and mostly absent."""

    hints: tuple[str, ...] = ()
    """One of these, in the lower-cased text."""

    marks: str = ""
    """One of these characters."""

    digits: int = 0
    """That many digits."""

    number: int = 0
    """That many digits in one number."""

    unbroken: int = 0
    """That many characters without a blank."""

    dense: bool = False
    """A piece that could be a key or a token."""

    named: bool = False
    """A word that could belong to a name."""

    odd: bool = False
    """Anything besides words and the marks of a sentence."""

    cue: re.Pattern[str] | None = None
    """This, in the lower-cased text: a part of a finder's own pattern, without its flag for case.

    That flag keeps `re` from skipping the branches of an alternation by their first letters.
    """

    def met(self, page: Page) -> bool:
        """Whether the page has all of it."""
        if (self.digits and page.digits < self.digits) or (self.number and page.number < self.number):
            return False
        if (self.named and not page.named) or (self.odd and not page.odd):
            return False
        if (self.unbroken and page.unbroken < self.unbroken) or (self.dense and not page.dense):
            return False
        if self.marks and not any(map(page.plain.__contains__, self.marks)):
            return False
        lower = page.lower
        for hint in self.hints:  # a loop, because a generator takes three times as long
            if hint in lower:
                return self.cue is None or self.cue.search(lower) is not None
        return not self.hints


def any_of(hints: str) -> tuple[str, ...]:
    """Hints out of one string, with | between them."""
    return tuple(hints.split("|"))


def matches(pattern: re.Pattern[str], page: Page) -> Iterator[re.Match[str]]:
    """The matches of a pattern that starts with a capitalised word; tried at such words only."""
    done = 0
    for start in page.capitals:
        if start >= done and (match := pattern.match(page.text, start)):
            done = match.end()
            yield match


@dataclass(frozen=True)
class Recogniser:
    """A finder made of one pattern. The value is the group `v` of it."""

    name: str

    type: str

    pattern: re.Pattern[str]

    check: Check = _always
    """Tells a value from something that only has its shape."""

    needs: Needs = Needs()

    def find(self, page: Page) -> Iterable[Found]:
        """What matches and passes the check."""
        if not self.needs.met(page):
            return ()
        matches = self.pattern.finditer(page.text)
        return [Found(*match.span("v"), self.type) for match in matches if self.check(match)]


@dataclass(frozen=True)
class Walker:
    """A finder that needs more than a pattern."""

    name: str

    walk: Callable[[Page], Iterator[Found]]

    needs: Needs = Needs()

    def find(self, page: Page) -> Iterable[Found]:
        """What the walk yields."""
        return self.walk(page) if self.needs.met(page) else ()


@dataclass(frozen=True)
class Group:
    """Finders that most texts can do without, all at once."""

    name: str

    members: tuple[Finder, ...]

    needs: Needs

    def find(self, page: Page) -> Iterable[Found]:
        """What the members find, one member after the other."""
        if not self.needs.met(page):
            return ()
        return [found for member in self.members for found in member.find(page)]
