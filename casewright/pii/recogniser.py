"""What a recogniser is, and what it reads."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

Check = Callable[[re.Match[str]], bool]


class Found(NamedTuple):
    """A value in a page."""

    start: int
    end: int
    type: str


class Page:
    """A text to search, with facts that spare most recognisers the search."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lower(self) -> str:
        """The text in lower case; only good for asking whether something occurs in it."""
        return self.text.lower()

    @cached_property
    def digits(self) -> int:
        """How many digits the text has."""
        return len(self.text) - len(self.text.translate(_NO_DIGITS))

    @cached_property
    def number(self) -> int:
        """How many digits the longest number has, over separators such as those of a telephone."""
        return max((len(run.translate(_PUNCTUATION)) for run in _NUMBERS.findall(self.text)), default=0)

    @cached_property
    def unbroken(self) -> int:
        """How long the longest piece without a blank is."""
        return max(map(len, self.text.split()), default=0)

    def before(self, start: int, width: int = 40) -> str:
        """What stands before `start` on the same line, at most `width` characters."""
        return self.text[max(0, start - width) : start].rpartition("\n")[2]


_NUMBERS = re.compile(r"\d[\d ()./+_-]*")
_PUNCTUATION = str.maketrans("", "", " ()./+_-")
_NO_DIGITS = str.maketrans("", "", "0123456789")


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

    digits: int = 0
    """That many digits."""

    number: int = 0
    """That many digits in one number."""

    unbroken: int = 0
    """That many characters without a blank."""

    def met(self, page: Page) -> bool:
        """Whether the page has all of it."""
        if page.digits < self.digits or page.unbroken < self.unbroken:
            return False
        if self.number and page.number < self.number:
            return False
        lower = page.lower
        for hint in self.hints:  # a loop, because a generator takes three times as long
            if hint in lower:
                return True
        return not self.hints


def any_of(hints: str) -> tuple[str, ...]:
    """Hints out of one string, with | between them."""
    return tuple(hints.split("|"))


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
