"""Put typed placeholders in place of personal data."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from casewright.pii.catalogue import TYPES, finders
from casewright.pii.placeholders import PLACEHOLDER, Numbering
from casewright.pii.policy import Policy
from casewright.pii.recogniser import Found, Page
from casewright.pii.shadow import shadow
from casewright.pii.spans import Span, merge, replace

_DEFAULT = Policy()


@dataclass(frozen=True, kw_only=True)
class Scrubbed:
    """A text without personal data."""

    text: str

    counts: dict[str, int]
    """How many placeholders were put, by type."""

    kept: dict[str, int]
    """How many values were recognised and stayed by policy or by request, by type."""

    spans: tuple[Span, ...]
    """What was replaced, in order. Holds no values."""


def scrub(
    text: str, *, keep_terms: Sequence[str] = (), policy: Policy = _DEFAULT, ner: str | None = None
) -> Scrubbed:
    """Scrub one text.

    `keep_terms` are names that must stay, such as those of products. `ner` names an installed spaCy
    pipeline that shall help to find people.
    """
    return Scrubber(keep_terms=keep_terms, policy=policy, ner=ner).scrub(text)


class Scrubber:
    """Scrubs the texts of one document: the same value gets the same placeholder in all of them."""

    def __init__(
        self, *, keep_terms: Sequence[str] = (), policy: Policy = _DEFAULT, ner: str | None = None
    ) -> None:
        self._policy = policy
        self._finders = finders(ner)
        self._few = finders(ner, quiet=True)
        self._keep = _any_of(tuple(keep_terms))
        self._numbering = Numbering(TYPES)

    def scrub(self, text: str) -> Scrubbed:
        """Replace what is found until nothing is found any more.

        A placeholder changes what its neighbours look like. Going on until nothing changes is what makes
        scrubbing a scrubbed text change nothing.
        """
        self._numbering.skip(text)
        spans: list[Span] = []
        kept: Counter[str] | None = None
        while True:
            found, stayed = self._pass(text)
            kept = stayed if kept is None else kept
            if not found:
                break
            spans = merge(spans, found)
            text = replace(text, found)
        counts = Counter(span.type for span in spans)
        return Scrubbed(text=text, counts=dict(counts), kept=dict(kept), spans=tuple(spans))

    def _pass(self, text: str) -> tuple[list[Span], Counter[str]]:
        """What one reading of the text finds, and what it keeps."""
        plain = shadow(text)
        page = Page(plain.text)
        taken = bytearray(len(plain.text))
        for mark in PLACEHOLDER.finditer(plain.text) if "<" in plain.text else ():
            taken[slice(*mark.span())] = b"\1" * len(mark[0])
        values: list[tuple[int, int, str, str]] = []
        kept: Counter[str] = Counter()
        terms: list[tuple[int, int]] | None = None
        for found in self._find(page):
            if found.end <= found.start or taken.find(1, found.start, found.end) >= 0:
                continue
            start, end = plain.original(found.start, found.end)
            if _splits_a_word(text, start, end):
                continue
            value = page.text[found.start : found.end]
            taken[found.start : found.end] = b"\1" * len(value)
            if terms is None:  # looked for only when something is found, which is seldom
                terms = [m.span() for m in self._keep.finditer(plain.text)] if self._keep else []
            if _asked_for(found, terms) or self._policy.keeps(found.type, value, _host(page.text, found)):
                kept[found.type] += 1
            else:
                values.append((start, end, found.type, value))
        number = self._numbering.placeholder
        return [
            Span(start, end, type_, number(type_, value)) for start, end, type_, value in sorted(values)
        ], kept

    def _find(self, page: Page) -> Iterator[Found]:
        return (
            found for finder in (self._few if page.quiet else self._finders) for found in finder.find(page)
        )


@lru_cache(maxsize=64)
def _any_of(terms: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for all terms; made once, as each record has a scrubber of its own."""
    plain = sorted({shadow(term).text.strip() for term in terms} - {""}, key=len, reverse=True)
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, plain))})(?!\w)") if plain else None


def _asked_for(found: Found, terms: list[tuple[int, int]]) -> bool:
    """Whether the value lies within a term to keep; a person also when it only overlaps one."""
    if found.type == "PERSON":
        return any(start < found.end and found.start < end for start, end in terms)
    return any(start <= found.start and found.end <= end for start, end in terms)


def _host(text: str, found: Found) -> str:
    """The host that a secret of a link belongs to."""
    if found.type != "URL_SECRET":
        return ""
    if text[found.end : found.end + 1] == "@":
        return re.split(r"[\s/?#]", text[found.end : found.end + 120], maxsplit=1)[0]
    scheme = text.rfind("://", max(0, found.start - 500), found.start)
    return re.split(r"[\s/?#]", text[scheme + 3 : found.start], maxsplit=1)[0] if scheme >= 0 else "-"


def _splits_a_word(text: str, start: int, end: int) -> bool:
    return (start > 0 and _in_word(text[start - 1]) and _in_word(text[start])) or (
        end < len(text) and _in_word(text[end - 1]) and _in_word(text[end])
    )


def _in_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"
