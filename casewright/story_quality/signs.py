"""Signs: the words that announce a role, a wish or a benefit."""

from typing import NamedTuple

from casewright.story_quality.wording import (
    ARTICLES,
    PRONOUNS,
    PUNCTUATION,
    RELATIVES,
    SUBJECTS,
    TOKEN,
    words,
)

Tokens = tuple[str, ...]


class Sign(NamedTuple):
    """The words that announce a part, in tokens."""

    form: str
    at: int
    begin: int
    """Where what is announced begins."""
    is_leading: bool = True
    """Of a role: whether the wish follows it."""
    is_action: bool = False
    """Of a wish: whether a verb must follow."""
    is_glued: bool = False


_WISHES = {"want": "want", "wants": "want", "wanted": "want", "need": "need", "needs": "need", "wish": "wish"}
_LIKES = words("like love prefer")
_MODALS = words("can must should shall could may")
_BETWEEN = words("only also really just still do don't does not would will always never")
_OPENERS = PRONOUNS | _MODALS | _WISHES.keys() | {"i'd", "would"}
_NO_SUBJECTS = RELATIVES | PRONOUNS
_AS_WHAT = words(
    """soon far long well if needed per expected described shown above mentioned discussed always usual"""
)
"""What follows "as" where no role does."""
_PEOPLE = words(
    """user admin administrator customer client visitor member manager developer tester owner guest shopper
    buyer seller employee student teacher patient editor author reader player"""
)
_TO = tuple(
    tuple(lead.split())
    for lead in (
        "to have the ability to",
        "to be able to",
        "have the ability to",
        "be able to",
        "the ability to",
        "the possibility to",
        "ability to",
        "able to",
        "to",
    )
)
_LEADS = frozenset(lead[0] for lead in _TO)


def role_sign(tokens: Tokens) -> Sign | None:
    """`As a …` ahead of everything or behind a comma; elsewhere only with one of the usual people."""
    is_begun = False
    for i in range(len(tokens) - 1):
        if tokens[i] != "as":
            is_begun = is_begun or tokens[i][0].isalpha()
            continue
        following = tokens[i + 1]
        if following in ARTICLES and (not is_begun or tokens[i - 1] in PUNCTUATION):
            return Sign("as a", i, i + 2)
        if i == 0 and following not in _AS_WHAT:
            return Sign("as a", i, i + 1)
        if following in ARTICLES and i + 2 < len(tokens) and tokens[i + 2].rstrip("s") in _PEOPLE:
            return Sign("as a", i, i + 2, is_leading=False)
        is_begun = True
    return None


def wish_sign(tokens: Tokens, text: str, start: int) -> Sign | None:
    """The first wish from token `start` on that is no aside, as in "things that I want"."""
    written: list[str] = []
    for i in range(start, len(tokens)):
        if tokens[i] not in _OPENERS:
            continue
        if i > start and tokens[i - 1][-1] == "i" and len(tokens[i - 1]) > 3:
            written = written or TOKEN.findall(text)
            if _is_glued(written[i - 1]) and (sign := _wish_at(tokens, i - 1, is_glued=True)):
                return _behind_to(tokens, sign)
        if i and tokens[i - 1] in (RELATIVES if tokens[i] in PRONOUNS else _NO_SUBJECTS):
            continue
        if sign := _wish_at(tokens, i):
            return _behind_to(tokens, sign)
    return None


def _is_glued(word: str) -> bool:
    """Whether `word` is run together with "I": `userI`."""
    return word[-1] == "I" and word[-2].islower() and word.isalpha()


def _wish_at(tokens: Tokens, i: int, is_glued: bool = False) -> Sign | None:
    token, end = tokens[i], len(tokens)
    if token in PRONOUNS or token == "i'd" or is_glued:
        who, j = (token if token in PRONOUNS else "i"), i + 1
        while j < end and tokens[j] in _BETWEEN:
            j += 1
    else:
        who, j = "…", i + (token == "would")
    verb = tokens[j] if j < end else ""
    if verb in _WISHES and (who != "…" or (j + 1 < end and tokens[j + 1] == "to")):
        return Sign(f"{who} {_WISHES[verb]}", i, j + 1, is_glued=is_glued)
    if verb in _LIKES and (token == "i'd" or tokens[j - 1] == "would"):
        return Sign(f"{who} would like", i, j + 1, is_glued=is_glued)
    if verb in _MODALS:
        return Sign(f"{who} {verb}", i, j + 1, is_action=True, is_glued=is_glued)
    if verb == "am" and j + 1 < end and tokens[j + 1] == "able":
        return Sign(f"{who} can", i, j + 1, is_action=True, is_glued=is_glued)
    return None


def _behind_to(tokens: Tokens, sign: Sign) -> Sign:
    """`sign` with what leads on to an action: `to`, `to be able to`, `the ability to`."""
    if sign.begin >= len(tokens) or tokens[sign.begin] not in _LEADS:
        return sign
    for lead in _TO:
        if tokens[sign.begin : sign.begin + len(lead)] == lead:
            return Sign(sign.form, sign.at, sign.begin + len(lead), is_action=True, is_glued=sign.is_glued)
    return sign


def reason_sign(tokens: Tokens, wish: Sign | None) -> Sign | None:
    """The first benefit behind the wish, or the one that the story begins with."""
    for i in range(wish.begin if wish else 0, len(tokens)):
        if tokens[i] in _REASONS and (found := _reason_at(tokens, i)):
            return Sign(found[0], i, i + found[1])
    if wish is None:
        return None
    if found := _reason_at(tokens, 0):
        return Sign(found[0], 0, found[1])
    return Sign("to", 0, 1) if tokens[0] == "to" and wish.at > 2 else None


_REASONS = words("so sothat such in because since to for")
_SAKES = words("clarity consistency convenience compliance transparency reference safety security")


def _reason_at(tokens: Tokens, i: int) -> tuple[str, int] | None:
    """The form of the benefit's sign at token `i`, and its length in tokens."""
    token = tokens[i]
    following = tokens[i + 1] if i + 1 < len(tokens) else ""
    match token:
        case "so" if following.startswith("that"):
            return "so that", 2
        case "so" if following in SUBJECTS:
            return "so that", 1
        case "such" if following == "that":
            return "so that", 2
        case "sothat":
            return "so that", 1
        case "in" if following == "order" and "".join(tokens[i + 2 : i + 3]) in ("to", "that", "for"):
            return "in order to", 3
        case "because":
            return "because", 1
        case "since" if following in SUBJECTS:
            return "because", 1
        case "to" if i and (following == "avoid" or (following == "make" and _is_better(tokens, i))):
            return "to", 1
        case "for" if following in _SAKES and i + 2 == len(tokens):
            return "for", 1
    return None


def _is_better(tokens: Tokens, i: int) -> bool:
    """`to make the data set more useful`, but not as the wish itself."""
    return tokens[i - 1] not in ("want", "need", "like", "able") and any(
        token in ("more", "easier", "better", "faster") for token in tokens[i + 3 : i + 8]
    )
