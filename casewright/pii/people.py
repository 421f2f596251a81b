"""People whose given name or surname is known."""

import re
from collections.abc import Iterator

from casewright.pii.brands import is_brand
from casewright.pii.nametokens import (
    INITIAL,
    PARTICLE,
    WORD,
    Kind,
    Token,
    as_given,
    as_surname,
    is_initial,
    is_ordinary,
    with_suffix,
)
from casewright.pii.recogniser import Found, Needs, Page, Walker, any_of, matches
from casewright.pii.somebody import is_cued, stands_alone

_RUN = re.compile(
    rf"(?<![@#/.$-])(?:{INITIAL}|{WORD})(?:(?: {PARTICLE}){{0,2}} (?:{INITIAL}|{WORD})){{0,7}}(?!\w)"
)
_TOKEN = re.compile(rf"(?P<particle>(?<= ){PARTICLE}(?= ))|(?P<word>{INITIAL}|{WORD})")
_SAINTS = ("St. ", "St ", "Saint ", "San ", "Santa ", "Sankt ", "Port ", "Fort ", "Mount ", "Lake ")
_MAX_TOKENS = 6


def _tokens(text: str, start: int, end: int) -> list[Token]:
    """Start, end, spelling and whether it is a particle."""
    return [(m.start(), m.end(), m[0], m["particle"] is not None) for m in _TOKEN.finditer(text, start, end)]


def _walk(page: Page) -> Iterator[Found]:
    for run in matches(_RUN, page):
        tokens = _tokens(page.text, *run.span())
        at = 0
        while at < len(tokens):
            last = _name_from(page.text, tokens, at)
            if last is None:
                at += 1
                continue
            start, end = (
                tokens[at][0],
                with_suffix(page.text, _without_possessive(page.text, tokens[last][1])),
            )
            if not is_brand(page.text, start, end) and not page.text.endswith(_SAINTS, 0, start):
                yield Found(start, end, "PERSON")
            at = last + 1


def _name_from(text: str, tokens: list[Token], at: int) -> int | None:
    """The last token of the name that starts at token `at`, if one does."""
    if tokens[at][3]:
        return None
    word = tokens[at][2]
    if is_initial(word):
        return _after_initial(tokens, at)
    first = as_given(word)
    last = _longest(tokens, at, first)
    if last is not None and _is_pair(text, tokens, at, last, first):
        return last
    if first >= Kind.DOUBTFUL and stands_alone(text, tokens, at, first):
        return at
    return None


def _longest(tokens: list[Token], at: int, first: Kind) -> int | None:
    """How far words after the first one may belong to a name."""
    last = None
    for index in range(at + 1, min(len(tokens), at + _MAX_TOKENS)):
        _start, _end, word, particle = tokens[index]
        if particle:
            continue
        if is_initial(word):
            continue
        kind = as_surname(word)
        if kind in (Kind.UNKNOWN, Kind.WEAK) and first >= Kind.DOUBTFUL and as_given(word) is Kind.STRONG:
            kind = Kind.DOUBTFUL  # a second given name
        if kind is Kind.ORDINARY and as_given(word) < Kind.DOUBTFUL:
            break
        if kind is Kind.WEAK and (last is not None or first < Kind.DOUBTFUL):
            break
        if kind is Kind.UNKNOWN and first < Kind.DOUBTFUL and last is None:
            break
        last = index
    return last


def _is_pair(text: str, tokens: list[Token], at: int, last: int, first: Kind) -> bool:
    words = [
        word for _s, _e, word, particle in tokens[at + 1 : last + 1] if not particle and not is_initial(word)
    ]
    best = max(as_surname(word) for word in words)
    upper = len(tokens[at][2]) > 1 and tokens[at][2].isupper()
    if upper != words[0].isupper():
        return _has_capital_surname(tokens[at][2], words, first)
    if upper and (min(len(tokens[at][2]), len(words[0])) < 3 or first < Kind.WEAK or best < Kind.WEAK):
        return False
    if first is Kind.STRONG:
        return best >= Kind.UNKNOWN
    if first is Kind.DOUBTFUL and (best >= Kind.DOUBTFUL or any(as_given(w) is Kind.STRONG for w in words)):
        return True
    if first is Kind.DOUBTFUL and best is Kind.UNKNOWN and _is_joined(tokens, at, last):
        return True
    if first is Kind.WEAK:
        return best is Kind.STRONG
    if first is Kind.UNKNOWN and best is Kind.STRONG and as_surname(tokens[at][2]) < Kind.DOUBTFUL:
        return len(tokens[at][2]) > 2 and not is_ordinary(tokens[at][2]) and not upper
    if is_cued(text, tokens[at][0], tokens[last][1]):
        return not is_ordinary(tokens[at][2]) and (first >= Kind.DOUBTFUL or best > Kind.ORDINARY)
    surname_first = as_surname(tokens[at][2]) is Kind.STRONG and as_given(words[0]) is Kind.STRONG
    return surname_first or (as_surname(tokens[at][2]) is Kind.STRONG and best is Kind.STRONG)


def _has_capital_surname(word: str, words: list[str], first: Kind) -> bool:
    """`Antoine GIRARD` and `GIRARD Antoine`, as forms in French have it."""
    if word.isupper():
        return len(word) > 2 and as_surname(word) >= Kind.DOUBTFUL and as_given(words[0]) is Kind.STRONG
    return len(words[0]) > 2 and first is Kind.STRONG and as_surname(words[0]) >= Kind.DOUBTFUL


def _is_joined(tokens: list[Token], at: int, last: int) -> bool:
    """Whether an initial or a particle makes a name of words that are none by themselves."""
    return any(particle or is_initial(word) for _s, _e, word, particle in tokens[at + 1 : last])


_NICKNAME = re.compile(r"[\"'(][A-ZÀ-Þ][\w'-]+[\"')] [A-ZÀ-Þ]")
_NICKNAMED = re.compile(rf"(?P<g>{WORD}) [\"'(]{WORD}[\"')] (?P<s>{WORD})(?!\w)")


def _walk_nicknamed(page: Page) -> Iterator[Found]:
    """A nickname in quotes between the given name and the surname."""
    for match in matches(_NICKNAMED, page) if _NICKNAME.search(page.plain) else ():
        if as_given(match["g"]) >= Kind.DOUBTFUL and as_surname(match["s"]) >= Kind.DOUBTFUL:
            yield Found(*match.span(), "PERSON")


_REVERSED = re.compile(
    rf"(?<![@#/.$,-])(?<![\w], )(?P<v>(?P<s>{WORD}(?:[ -]{WORD})?), (?P<g>{WORD})(?: "
    rf"{INITIAL})?)(?!\w|,? [A-ZÀ-Þ][a-z]|, )"
)


def _walk_reversed(page: Page) -> Iterator[Found]:
    """The surname first, and a comma."""
    for match in matches(_REVERSED, page):
        surname = min(as_surname(word) for word in re.split("[ -]", match["s"]))
        given = as_given(match["g"])
        quoted = page.text[match.start() - 1 : match.start()] in ("'", '"') and page.text[
            match.end() : match.end() + 1
        ] in ("'", '"')
        if quoted and given is Kind.STRONG and surname is Kind.UNKNOWN:
            yield Found(*match.span("v"), "PERSON")
        elif min(surname, given) >= Kind.DOUBTFUL and (
            Kind.STRONG in (surname, given) or page.text[match.start() - 1 : match.start()] in ("'", '"')
        ):
            yield Found(match.start("v"), _without_possessive(page.text, match.end("v")), "PERSON")


def _after_initial(tokens: list[Token], at: int) -> int | None:
    for index in range(at + 1, min(len(tokens), at + 5)):
        _start, _end, word, particle = tokens[index]
        if particle or is_initial(word):
            continue
        if as_surname(word) >= Kind.DOUBTFUL or (
            tokens[at][2].endswith(".")
            and as_surname(word) > Kind.ORDINARY
            and as_given(word) != Kind.ORDINARY
        ):
            return index
        return None
    return None


def _without_possessive(text: str, end: int) -> int:
    return end - 2 if text[end - 2 : end] == "'s" else end - 1 if text[end - 1] == "'" else end


NICKNAMES = (Walker("nicknamed", _walk_nicknamed, Needs(named=True, hints=any_of("\"|'|("))),)
PEOPLE = (
    Walker("reversed", _walk_reversed, Needs(named=True, hints=(", ",))),
    Walker("known", _walk, Needs(named=True)),
)
