"""People told by what stands around their name: a title, a greeting, a label, a signature, a heading."""

import re
from collections.abc import Iterator
from functools import lru_cache

from casewright.pii import namecues as cue
from casewright.pii.brands import is_brand
from casewright.pii.nametokens import (
    INITIAL,
    PARTICLE,
    WORD,
    Kind,
    as_given,
    as_surname,
    is_ordinary,
    with_suffix,
)
from casewright.pii.recogniser import Found, Needs, Page, Walker, any_of, matches
from casewright.pii.tables import cells


def _plausible(name: str) -> bool:
    """No word of an interface or a sentence in it, unless a known name makes up for that."""
    words = [
        word for word in re.findall(rf"{INITIAL}|{WORD}", name) if len(word) > 1 and not word.endswith(".")
    ]
    if not words:
        return False
    ordinary = [word for word in words if is_ordinary(word)]
    known = max(max(as_given(word), as_surname(word)) for word in words)
    if len(words) == 1:
        return bool(not ordinary) or known >= Kind.DOUBTFUL
    return not ordinary or (
        known is Kind.STRONG
        and len(ordinary) < len(words)
        and all(max(as_given(w), as_surname(w)) > Kind.UNKNOWN for w in ordinary)
    )


def _clipped(name: str) -> str:
    """The name up to the first word that cannot belong to it."""
    end = 0
    for token in re.finditer(rf"{INITIAL}|{WORD}|{PARTICLE}", name):
        word = token[0]
        if (
            end
            and is_ordinary(word)
            and max(as_given(word), as_surname(word)) < Kind.WEAK
            and word[0].isupper()
            and len(word) > 1
        ):
            break
        end = token.end()
    return re.sub(rf"(?:\s{PARTICLE})+$", "", name[:end].rstrip(" ,")).removesuffix("'s").rstrip("'")


def _walk_titles(page: Page) -> Iterator[Found]:
    """The title belongs to what is replaced: with the name it may tell who it is."""
    for match in matches(cue.TITLE, page):
        name = _clipped(match["n"])
        if match["v"].startswith(("M.", "D.")) and re.search(
            rf"(?:{WORD}|{INITIAL}) $", page.before(match.start("v"), 30)
        ):
            continue
        words = re.findall(WORD, name)
        if is_brand(page.text, match.start("v"), match.start("n") + len(name)):
            continue
        if (
            name
            and words
            and not all(
                is_ordinary(word) and max(as_given(word), as_surname(word)) < Kind.WEAK for word in words[:1]
            )
        ):
            yield Found(match.start("v"), with_suffix(page.text, match.start("n") + len(name)), "PERSON")


_BIRTH = Needs(hints=(" born", " naci", " geb", " né", "b. ", "(born", "(geb"))


def _walk_surrounded(page: Page) -> Iterator[Found]:
    """Above an address, before a birth, or within a tag that says what it holds."""
    patterns = [cue.BORN] if _BIRTH.met(page) else []
    patterns += [cue.ENVELOPE] if "<ADDRESS_" in page.text else []
    for match in (match for pattern in patterns for match in matches(pattern, page)):
        name = _clipped(match["v"])
        if " " in name and name == match["v"] and _is_somebody(page.text, match.start("v"), name):
            yield Found(*match.span("v"), "PERSON")
    for match in cue.TAGGED.finditer(page.text) if "</" in page.text else ():
        if _is_key(match["k"]) and _is_somebody(page.text, match.start("v"), match["v"]):
            yield Found(*match.span("v"), "PERSON")


_LABELS = Needs(hints=(":", "="))
_CUES = (
    (cue.SIGNATURE, Needs(hints=("\n",))),
    (cue.DASHED, Needs(hints=("-", "~"))),
    (
        cue.GREETING,
        Needs(
            hints=any_of(
                "hi |hi,|hello|hey|dear|good |welcome|thank|cheers|hola|estimad|querid|"
                "buen|bienven|gracias|hallo|lieb|guten|moin|servus|danke|willkommen|"
                "bonj|bonsoir|salut|cher|chèr|coucou|merci|ciao|gentile|car|olá|oi "
                "|prezad|beste|hoi|cze|drog|hej"
            )
        ),
    ),
    (
        cue.SAID,
        Needs(
            hints=any_of(
                "nam|call|known as|llam|nombre|hei|ich bin|appell|nom|chiam|chamo|apellido|"
                " by |by:|by\n|this is|behalf|care of|c/o|assigned to| por |firma| "
                "von |par |attn|regards to|naam"
            )
        ),
    ),
)


def _walk_cues(page: Page) -> Iterator[Found]:
    for pattern, needs in _CUES:
        for match in pattern.finditer(page.text) if needs.met(page) else ():
            name = _clipped(match["v"])
            if _is_somebody(page.text, match.start("v"), name) and (
                pattern is not cue.DASHED or _is_known(name)
            ):
                yield Found(match.start("v"), with_suffix(page.text, match.start("v") + len(name)), "PERSON")


def _walk_labels(page: Page) -> Iterator[Found]:
    """What stands behind `Name:`, `"fullName":` or `Assignee =`."""
    for match in cue.SEPARATED.finditer(page.text):
        name = _clipped(match["v"])
        if _is_somebody(page.text, match.start("v"), name) and _is_key(page.key(match.start())):
            yield Found(match.start("v"), with_suffix(page.text, match.start("v") + len(name)), "PERSON")
    for match in cue.LOWER.finditer(page.text):
        first, *rest = match["v"].split()
        known = min(as_given(first), as_surname(rest[-1])) >= Kind.DOUBTFUL
        if known and _is_key(page.key(match.start())):
            yield Found(*match.span("v"), "PERSON")


@lru_cache(maxsize=4096)
def _is_key(before: str) -> bool:
    return cue.KEY.search(before) is not None and not cue.NOT_A_PERSON.search(before)


def _is_somebody(text: str, start: int, name: str) -> bool:
    return bool(name) and _plausible(name) and not is_brand(text, start, start + len(name))


def _is_known(name: str) -> bool:
    words = re.findall(WORD, name)
    return as_given(words[0]) >= Kind.DOUBTFUL


def _walk_cells(page: Page) -> Iterator[Found]:
    for heading, start, end in cells(page.text):
        if not cue.HEADING.fullmatch(heading) or cue.NOT_A_PERSON.fullmatch(heading):
            continue
        if cue.CELL.fullmatch(page.text, start, end) and _plausible(page.text[start:end]):
            yield Found(start, end, "PERSON")


ADDRESSEES = (
    Walker("title", _walk_titles, Needs(named=True)),
    Walker("cell", _walk_cells, Needs(named=True, hints=("\n", "insert"))),
    Walker("cue", _walk_cues, Needs(named=True)),
    Walker("surrounded", _walk_surrounded, Needs(named=True, hints=("<>", "</", *_BIRTH.hints))),
    Walker("label", _walk_labels, _LABELS),
)
