"""How much a capitalised word is like a name."""

import re
from enum import IntEnum
from functools import lru_cache

from casewright.pii import names

PARTICLE = (
    r"(?:van der|van den|van de|van|von der|von dem|von und zu|von|vom|zu|zum|zur|de la|"
    r"de las|de los|de|del|della|dell'|di|da|dos|das|do|du|des|la|le|el|al|bin|ibn|bint|"
    r"ben|ter|ten|y|e|i|af|av|d'|d|al-|san|st\.|De la|De La|De los|De Los|Del|De|La|Los|"
    r"Van der|Van Der|Van|Von|Da|Dos|Di|Du|El|Al|Ben)"
)
WORD = (
    r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž][a-zß-öø-ÿā-ž']{1,24}(?:[A-ZÀ-Þ][a-zß-ÿ]{1,20})?(?:['-][A-Za-zÀ-ž][a-zß-ž]{1,"
    r"20}){0,3}|[A-ZÀ-Þ][a-zß-ÿ]{1,24}-[DOLM]'[A-ZÀ-Þ][a-zà-ÿ]{1,20}|d'[A-ZÀ-Þ][a-zà-ÿ]{1,20}|"
    r"[DOLM]'[A-ZÀ-Þ][a-zà-ÿ]{1,20}(?:-[A-Z][a-zà-ÿ]{1,20})?|"
    r"[A-ZÀ-ÞĞİŁŃŚŞŠŹŻŽČŐŘ]{2,20}(?:[-'][A-ZÀ-Þ]{2"
    r",20}){0,2})"
)
INITIAL = r"(?:[A-ZÀ-Þ]\.(?:[ -]?[A-ZÀ-Þ]\.){0,2}|[A-ZÀ-Þ](?= [A-ZÀ-Þ][a-zà-ÿ]))"
_ORDINARY_END = re.compile(
    r"(?:tion|sion|ment|ness|ship|ible|able|ization|ology|ware|ings|ering|ating|ating|"
    r"ality|ility|icity|ivity|ance|ence|ization|board|"
    r"ción|sión|dad|miento|ung|heit|keit|schaft|tät|nummer|liste|seite|eur|euse|trice|ité)s?$"
)


class Kind(IntEnum):
    """Kinds of capitalised words, from the least to the most like a name."""

    ORDINARY = 0
    UNKNOWN = 1
    WEAK = 2
    """A name that is also an ordinary word."""
    DOUBTFUL = 3
    """A name that is also a place, a product or a rarer word."""
    STRONG = 4


@lru_cache(maxsize=20_000)
def as_given(word: str) -> Kind:
    """How much `word` is like a given name."""
    return _kind(word, names.given())


@lru_cache(maxsize=20_000)
def as_surname(word: str) -> Kind:
    """How much `word` is like a surname."""
    return _kind(word, names.surnames())


def is_ordinary(word: str) -> bool:
    """Whether `word` belongs to a sentence or to an interface."""
    low = names.fold(word)
    return low in names.words() or (
        _ORDINARY_END.search(low) is not None and low not in names.surnames() and low not in names.given()
    )


@lru_cache(maxsize=20_000)
def may_name(word: str) -> bool:
    """Whether a capitalised word could be a part of a name; false only when it surely is none."""
    if not word.isalpha():
        return True
    return len(word) > 1 and max(as_given(word), as_surname(word)) > Kind.ORDINARY


def is_initial(word: str) -> bool:
    """Whether it stands for a given name."""
    return re.fullmatch(r"(?:[A-ZÀ-Þ]\.?)(?:[ -]?[A-ZÀ-Þ]\.)*", word) is not None


def _kind(word: str, known: frozenset[str]) -> Kind:
    low = names.fold(word.removesuffix("'s"))
    bare = low.replace("'", "")
    parts = [part for part in low.split("-") if part]
    found = low in known or bare in known or (len(parts) > 1 and all(part in known for part in parts))
    if not found:
        if len(parts) > 1 and any(part in known and part not in names.ambiguous() for part in parts):
            found = not any(part in names.words() for part in parts)
        if not found:
            return Kind.ORDINARY if is_ordinary(word) else Kind.UNKNOWN
    if low in names.words():
        return Kind.WEAK
    return Kind.DOUBTFUL if low in names.ambiguous() else Kind.STRONG


_SUFFIX = re.compile(r",? (?:(?:Jr|Sr|Esq|PhD|Ph\.D|M\.?D)\b\.?|(?:II|III|IV)\b)")


def with_suffix(text: str, end: int) -> int:
    """Where a name ends, with a `Jr.` behind it."""
    if text[end - 3 : end + 1] in (" Jr.", " Sr."):
        return end + 1
    suffix = _SUFFIX.match(text, end)
    return suffix.end() if suffix else end


Token = tuple[int, int, str, bool]
"""Start, end, spelling, and whether it is a particle."""
