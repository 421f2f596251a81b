"""Limits: the figures in a text beyond which something else has to happen, and values on either side."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from casewright.baseline.wording import words


class Kind(StrEnum):
    """What a figure measures."""

    COUNT = "count"
    LENGTH = "length"
    MONEY = "money"
    SHARE = "share"
    SIZE = "size"
    TIME = "time"


@dataclass(frozen=True, kw_only=True)
class Limit:
    """The least and the greatest figure that a text allows; one of them may be open."""

    low: Decimal | None
    high: Decimal | None
    kind: Kind
    unit: str = ""
    """What is counted: `characters`, `units`."""
    currency: str = ""
    decimals: int = 0
    field: str = ""
    """The input that the text names, `Quantity`; empty when it names none."""
    text: str
    """The limit in the text's own words: `2 to 60 characters`."""

    def value(self, figure: Decimal) -> str:
        """A figure with its unit: `£39.99`, `1 unit`, `29 minutes and 59 seconds`."""
        shown = f"{self.currency}{figure:,.{self.decimals}f}"
        unit = self.unit
        if figure == 1 and unit.endswith("s") and not unit.endswith("ss"):
            unit = unit[:-1]
        return f"{shown} {unit}".strip()

    @property
    def step(self) -> Decimal:
        """The smallest difference that matters."""
        return Decimal(1).scaleb(-self.decimals)


@dataclass(frozen=True, kw_only=True)
class Probe:
    """One value on a limit, or just past it."""

    value: str
    allowed: bool
    figure: str
    """The limit itself, as the text writes its number."""


_WORDS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_WORD_NUMBER = re.compile(rf"\b(?:{'|'.join(_WORDS)})(?= +(?:\w+ )?\w+s?\b)", re.IGNORECASE)

_N = r"(?P<{name}>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_HIGH, _LOW = _N.format(name="high"), _N.format(name="low")
_CURRENCY = r"(?P<currency>[£€$]\s?)?"
_UNIT = r"(?:\s*(?P<share>%|per ?cent|percent)|[ -](?P<unit>[a-z][a-z-]*(?: [a-z-]+){0,2}))?"
_RANGE = re.compile(
    rf"(?:\b(?:between|from) +)?{_CURRENCY}{_LOW}(?: ?(?:to|and|-|–|through) ?)[£€$]?{_HIGH}\b"
    rf"(?! or more){_UNIT}",
    re.IGNORECASE,
)
_MOST = re.compile(
    rf"\b(?:up to|at most|no more than|not more than|(?:a )?maximum(?: of)?|max\.|limited to|a limit of"
    rf"|only) +(?:a |the )?{_CURRENCY}{_HIGH}(?![-\d]*[-/])\b{_UNIT}",
    re.IGNORECASE,
)
_LISTED = re.compile(r"[£€$]?\s?[\d.,]+ and [£€$]?\d")
"""Two figures that are no range: the end of "5, 10 and 20"."""
_LEAST = re.compile(
    rf"\b(?:at least|no (?:fewer|less) than|(?:a )?minimum(?: of)?|min\.) +"
    rf"{_CURRENCY}{_LOW}\b(?![.:]\d){_UNIT}",
    re.IGNORECASE,
)
_OR_MORE = re.compile(rf"{_CURRENCY}\b{_LOW}\b(?: (?P<unit>[a-z]+s))? or more\b", re.IGNORECASE)
_OR_LESS = re.compile(rf"{_CURRENCY}\b{_HIGH}\b(?: (?P<unit>[a-z]+s))? or (?:fewer|less)\b", re.IGNORECASE)
_EACH = re.compile(rf"\bwith {_HIGH}\b (?P<unit>[a-z]+s) (?:each|per page)\b", re.IGNORECASE)
_DIGITS = re.compile(r"\b(?P<low>\d+)(?P<high>)-(?P<unit>digit|character|letter)\b", re.IGNORECASE)
_TIME = re.compile(
    rf"\b(?P<how>for|after|within|in|every|last|lasts|of|valid|other|under|at least|up to|than)? ?"
    rf"(?:another )?{_HIGH}[ -](?P<unit>seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b"
    r"(?! (?:old|of the)\b)",
    re.IGNORECASE,
)
_PATTERNS = (_RANGE, _MOST, _LEAST, _OR_MORE, _OR_LESS, _EACH, _DIGITS, _TIME)

_TIME_WORD = re.compile(r"^(?:second|minute|hour|day|week|month|year)s?$", re.IGNORECASE)
_NO_UNIT = words(
    """a an and or to of on off if in is the at from with without by for after before has have each that which
    who when where while per as but then than must can i it are was"""
)
_LENGTH_WORD = re.compile(r"\b(?:characters?|letters?|digits?|signs?|words?)\b", re.IGNORECASE)
_SIZE_WORD = re.compile(r"^(?:[kmgt]i?b|bytes?|megabytes?|kilobytes?|gigabytes?)$", re.IGNORECASE)
_MONTH = re.compile(
    r"^(?:january|february|march|april|may|june|july|august|september|october|november|december)", re.I
)
_DIGIT = re.compile(r"\d")
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
_FIELD = re.compile(r"[\"“](?P<field>[^\"”.<>/]{2,30})[\"”][^.;]{0,40}$")


def find_limits(texts: Iterable[str]) -> list[Limit]:
    """The limits in `texts`, those first that say most; a figure that another limit holds is left out."""
    found = [limit for text in texts for limit in _in_text(text)]
    found.sort(
        key=lambda limit: (
            limit.low is None or limit.high is None,
            limit.kind is Kind.TIME,
            not (limit.unit or limit.currency),
        )
    )
    kept: list[Limit] = []
    for limit in found:
        figures = {limit.low, limit.high} - {None}
        if not any(figures <= {other.low, other.high} for other in kept):
            kept.append(limit)
    return kept


def _in_text(text: str) -> list[Limit]:
    text = _WORD_NUMBER.sub(lambda match: _WORDS[match[0].lower()], text)
    if not _DIGIT.search(text):
        return []
    # A message repeats a limit; blanks keep every position.
    searched = _QUOTED.sub(lambda match: " " * len(match[0]), text)
    limits = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(searched):
            # Each figure is read once, by the pattern that understands most of it.
            searched = searched[: match.start()] + "#" * len(match[0]) + searched[match.end() :]
            if limit := _limit(match):
                field = _FIELD.search(text[: match.start()])
                limits.append(replace(limit, field=field["field"]) if field else limit)
    return limits


def _limit(match: re.Match[str]) -> Limit | None:
    parts = match.groupdict(default="")
    unit = _unit(parts.get("unit", ""))
    low, high = (_figure(parts.get(name, "")) for name in ("low", "high"))
    if match.re is _DIGITS:
        high, unit = low, f"{unit}s"
    if _MONTH.match(unit) or (low is not None and high is not None and low > high):
        return None
    if _LISTED.match(match[0]):
        return None
    currency = parts.get("currency", "").strip()
    unit = "" if currency else unit  # an amount is complete: what follows belongs to the sentence
    share = bool(parts.get("share"))
    kind = Kind.COUNT if match.re is _RANGE and _TIME_WORD.match(unit) else _kind(currency, share, unit)
    if (
        match.re is _RANGE
        and not (unit or share or currency)
        and not match[0].lower().startswith(("between", "from"))
    ):
        return None
    if match.re is _TIME and (high is None or parts["how"].lower() in ("last", "than", "under", "every")):
        return None
    if match.re in (_OR_MORE, _OR_LESS) and not (unit or currency):
        return None
    figures = parts.get("low", "") + " " + parts.get("high", "")
    return Limit(
        low=low,
        high=high,
        kind=kind,
        unit="per cent" if share else unit,
        currency=currency,
        decimals=2 if "." in figures else 0,
        text=_wording(match[0], parts.get("unit", ""), unit),
    )


def _wording(matched: str, read: str, unit: str) -> str:
    """The matched text without words that were read behind the unit."""
    return (
        matched[: len(matched) - len(read) + len(unit)] if matched.endswith(read) and read else matched
    ).strip(" ,-")


def _figure(text: str) -> Decimal | None:
    return Decimal(text.replace(",", "")) if text else None


def _unit(words: str) -> str:
    """What is counted, of the words behind the figure: they end with the first plural."""
    kept: list[str] = []
    for word in words.split():
        if word.lower() in _NO_UNIT:
            break
        kept.append(word)
        if word.endswith("s"):
            return " ".join(kept)
    return kept[0] if kept else ""


def _kind(currency: str, share: bool, unit: str) -> Kind:
    if currency:
        return Kind.MONEY
    if share:
        return Kind.SHARE
    for kind, pattern in ((Kind.TIME, _TIME_WORD), (Kind.SIZE, _SIZE_WORD), (Kind.LENGTH, _LENGTH_WORD)):
        if pattern.search(unit):
            return kind
    return Kind.COUNT


def probes(limit: Limit) -> list[Probe]:
    """Values on and just past each end of `limit`, the upper end first."""
    if limit.kind is Kind.TIME:
        return _time_probes(limit)
    found: list[Probe] = []
    for end, outwards in ((limit.high, 1), (limit.low, -1)):
        if end is None:
            continue
        figure = f"{end:,.{limit.decimals}f}"
        found.append(Probe(value=limit.value(end), allowed=True, figure=figure))
        past = end + outwards * limit.step
        if limit.kind is Kind.SIZE:
            value = f"1 byte {'more' if outwards > 0 else 'less'} than {limit.value(end)}"
            found.append(Probe(value=value, allowed=False, figure=figure))
        elif past >= 0:
            found.append(Probe(value=limit.value(past), allowed=False, figure=figure))
    return list(dict.fromkeys(found))  # "6-digit" has one value on both its ends


def _time_probes(limit: Limit) -> list[Probe]:
    end = limit.high if limit.high is not None else limit.low
    assert end is not None
    span = limit.value(end)
    small = "0.1 seconds" if limit.unit.lower().startswith("second") else "1 second"
    return [
        Probe(value=f"{small} less than {span}", allowed=True, figure=f"{end}"),
        Probe(value=f"{small} more than {span}", allowed=False, figure=f"{end}"),
    ]
