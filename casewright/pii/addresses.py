"""Postal addresses.

A street of a known kind is found by `streetlines`. For others the address is followed from the postcode,
word by word, to the left. Behind a label, whatever has a number and words will do.
"""

import re
from collections.abc import Iterator

from casewright.pii.recogniser import Found, Needs, Page, Walker, any_of
from casewright.pii.streetlines import UK_POSTCODE, walk_streets
from casewright.pii.streets import (
    CERTAIN,
    STATES,
    UNIT,
)

_FAR = re.compile(rf"(?<!\w)(?:(?P<us>[A-Z]{{2}}) \d{{5}}(?:-\d{{4}})?(?![\w-])|{UK_POSTCODE}(?!\w))")
_STATES = frozenset(STATES.split("|"))
_TOKEN = re.compile(r"\S+")
_INNER = re.compile(
    r"(?:[A-ZÀ-Ý0-9#(][\w'.#()/-]*,?|(?:of|the|de|la|le|les|upon|on|and|by|in|under|st\.?|&|-|du|des|del),?)"
)
_FIRST = re.compile(rf"\d{{1,6}}[A-Za-z]?(?:-\d{{1,4}})?,?$|(?:{UNIT})$")


def _walk_postcodes(page: Page) -> Iterator[Found]:
    """From the postcode to the left over words of an address, up to the first number or unit among them."""
    for far in _FAR.finditer(page.text):
        if far["us"] and far["us"] not in _STATES:
            continue
        line = _line(page.text, far.start())
        tokens = list(_TOKEN.finditer(page.text, max(line + 1, far.start() - 120), far.start()))
        start = None
        for token in reversed(tokens[-16:]):
            word = token[0].lstrip("'(")
            if not _INNER.fullmatch(word):
                break
            if _FIRST.match(word.rstrip(",")):
                start = token.end() - len(word)
        if start is None:
            start = _house(page.text, far.start())
        if start is not None and far.start() - start > 5:
            country = re.compile(r", (?:USA|UK|United States|United Kingdom|England|Scotland|Wales)\b").match(
                page.text, far.end()
            )
            yield Found(start, country.end() if country else far.end(), "ADDRESS")


_TOWN_LINE = re.compile(r"[A-ZÀ-Ý][\w'.-]{1,20}(?:[ -][A-Za-zÀ-ý][\w'.-]{1,20}){0,3},?")


def _line(text: str, end: int) -> int:
    """Where the line of a postcode starts; a line above it that is only a town belongs to it."""
    start = _mark(text, end)
    for _ in range(2):
        between = text[start + 1 : end].strip()
        if start < 0 or text[start] != "\n" or (between and not _TOWN_LINE.fullmatch(between)):
            break
        start, end = _mark(text, start), start
    return start


def _mark(text: str, end: int) -> int:
    return max(text.rfind(mark, max(0, end - 120), end) for mark in '\n"|;:')


_HOUSE = re.compile(
    rf"(?:[A-Z][\w']{{1,20}} ){{1,3}}?(?:Cottage|House|Farm|Barn|Rectory|Vicarage|Grange|Manse|Chapel|"
    rf"Croft|Stables|Granary|Bungalow|Priory|Lodge|Hall|Villa|Manor|"
    rf"Court|Mill|{CERTAIN})[,\n] ?(?:[A-Z][\w' -]{{1,30}}[,\n] ?){{0,3}}(?:[A-Z][\w'-]{{1,20}} ?){{0,"
    rf"2}}\n?$"
)


def _house(text: str, end: int) -> int | None:
    """A house that has a name instead of a number."""
    window = text[max(0, end - 90) : end]
    match = _HOUSE.search(window)
    return end - len(window) + match.start() if match else None


_LABEL = re.compile(
    r"(?i)(?<![\w])(?:(?:(?:home|billing|shipping|delivery|mailing|postal|street|residential|"
    r"work|ship[- ]?to|bill[- ]?to|invoice|customer|contact)[ _-]?)?(?:address|addr)(?:[ "
    r"_]?line)?[ _]?\d?|street(?:[ _]?(?:line|name))?[ _]?\d?|"
    r"ship_?to|bill_?to|direcci[oó]n(?: (?:de \w+|postal|fiscal))?|domicilio|(?:liefer|"
    r"rechnungs|post|wohn)?(?:adresse|anschrift)|adresse(?: (?:de \w+|postale))?|wohnort|"
    r"wohnhaft(?: in)?|indirizzo|endereço|morada|adres)"
    r"[\"']?\s{0,2}(?:[:=]|\bis\b|\bes\b|\bist\b|\best\b)\s{0,2}[\"']?(?P<v>(?=[^\n]{0,"
    r"100}\d)[^\n\"|;<>{}@=:]{6,110})"
)
_LABEL_END = re.compile(
    r"(?:\.\s|\.$|,? (?:and|so that|but|when|then|for|in order|y|und|et|with|on)\b| -- |\s\().*"
)


def _walk_labels(page: Page) -> Iterator[Found]:
    """Whatever stands behind `Address:`, as long as it has a number and words."""
    for match in _LABEL.finditer(page.text):
        value = _LABEL_END.sub("", match["v"]).rstrip(" .,'\")")
        if _is_address(value):
            yield Found(match.start("v"), match.start("v") + len(value), "ADDRESS")


def _is_address(value: str) -> bool:
    words = re.findall(r"[A-Za-zÀ-ÿ]{2,}", value)
    if not re.search(r"\d", value) or len(words) < 2 or not re.search(r"[A-ZÀ-Ý]", value):
        return False
    plain = sum(word.islower() for word in words)
    return plain <= len(words) // 2 and not re.search(
        r"(?i)\b(?:must|should|can|characters?|digits?|field|valid|required|max)\b", value
    )


ADDRESS_FINDERS = (
    Walker("street", walk_streets, Needs(digits=1)),
    Walker("postcode", _walk_postcodes, Needs(digits=2)),
    Walker(
        "label",
        _walk_labels,
        Needs(
            hints=any_of(
                "addr|street|ship|bill|direcc|domicil|anschrift|wohn|adres|indirizzo|endereço|morada"
            ),
            digits=1,
        ),
    ),
)
