"""Phrases: an action taken apart into its verb, what it acts on, and the qualifiers behind."""

import re

from casewright.baseline.families import VERBS
from casewright.baseline.wording import shorten, words

CORE_LENGTH = 70
"""Characters up to which a whole action is repeated inside other sentences."""

_THING_LENGTH = 60
_PARTICLES = words("to for in out up on off into through at about over after back with directly away")
_CUTS = words(
    """by from in on at with within via through using without until after before when whenever while once
    if so that which who where whose because since as between during to for into onto across about around
    under over per near based against including even rather instead regardless prior whether how what
    why than whom such surrounded outside"""
)
_ENDS_IN_LY = words("apply reply supply comply rely multiply")
_DETERMINERS = re.compile(
    r"^(?:(?:an?|the|my|our|any|each|every|all|some|this|these|those|one|of|specific|only|their|own"
    r"|up to|at least|at most|no more than|\d[\d,.]*) )+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?: (?:and )?(?:\w+ly|online)| (?:up|and|or|but|is|are)| (?:of|with|worth|the|a))+$"
    r"|(?<=\w) (?:(?:already|currently|automatically|being) )*(?:\w{3,}ed|sent|shown|kept)$"
)
_LIMIT = re.compile(
    r"[\s,]+(?:(?:of|with|in|on|at|to|for|from|between|within)\s+)?"
    r"(?:up to|at most|at least|no more than)?\s*[£€$]?\d"
)


def verb_of(phrase: str) -> str:
    """The first word that is no adverb."""
    tokens = [token.strip(",;:").lower() for token in phrase.split(" ")]
    return next((token for token in tokens if token and not _is_adverb(token)), tokens[0]) or "do"


def _is_adverb(word: str) -> bool:
    return word == "better" or (word.endswith("ly") and word not in _ENDS_IN_LY)


def core_of(phrase: str) -> str:
    """The action short enough to be repeated: its verb and object, when all of it would be too long."""
    if len(phrase) <= CORE_LENGTH:
        return phrase
    head, acted_on, _ = _parts(phrase)
    if not acted_on:
        return shorten(phrase, CORE_LENGTH + 30)
    return shorten(_trim(" ".join(head + acted_on)), CORE_LENGTH + 30)


def without_limit(phrase: str) -> str:
    """The action without the figure that limits it: `open an account with a password`."""
    if match := _LIMIT.search(phrase):
        head = " ".join(_parts(phrase)[0])
        if match.start() > len(head):
            before = re.sub(r" (?:that|which) (?:is|are|stays?|works?)\b.*$", "", phrase[: match.start()])
            return core_of(_trim(before) if len(before) > len(head) + 3 else phrase)
        phrase = re.sub(r" ?\b(?:between|from) [£€$]?\d[\d,.]* (?:and|to) [£€$]?\d[\d,.]*", "", phrase)
        phrase = re.sub(r"(?:up to|at most|at least|no more than) (?=\d)|(?<=\s)\d[\d,.]* ", "", phrase)
    return core_of(phrase)


def thing_of(phrase: str) -> str:
    """What an action acts on, definite: `the product`; `the result` when it names nothing."""
    _, acted_on, was_cut = _parts(phrase)
    return definite(" ".join(acted_on), was_cut)


def definite(noun_phrase: str, was_cut: bool = False) -> str:
    """The noun phrase with `the`; a name keeps standing alone. `was_cut`: a qualifier went on behind it."""
    text = noun_phrase.strip(" ,;:.")
    bare = _trim(_DETERMINERS.sub("", text + " "), was_cut)
    if len(bare) < 2 or re.match(
        r"(?:it|them|themselves|there|no one|nobody|this|that)\b", bare, re.IGNORECASE
    ):
        return "the result"
    is_name = bare == text and all(word[:1].isupper() or word[:1].isdigit() for word in bare.split(" "))
    return shorten(bare if is_name else f"the {bare}", _THING_LENGTH)


def _trim(text: str, was_cut: bool = True) -> str:
    """`text` without an adverb or a loose participle at its end."""
    text = text.strip(" ,;:.")
    # Of "codes derived from names" the qualifier is gone, and "derived" hangs in the air.
    trimmed = _TAIL.sub("", text) if was_cut else re.sub(r"(?: (?:and )?(?:\w+ly|online))+$", "", text)
    return trimmed if len(trimmed) > 3 else text


def _parts(phrase: str) -> tuple[list[str], list[str], bool]:
    """The verb with its particles, what it acts on, and whether a qualifier follows."""
    tokens = phrase.split(" ")
    plain = [word.strip(",;:").lower() for word in tokens]
    start = plain.index(verb_of(phrase)) + 1 if verb_of(phrase) in plain else 1
    while start < len(tokens) and _belongs_to_verb(tokens, plain, start):
        start += 1
    end = start
    while (
        end < len(tokens)
        and (tokens[end] not in _CUTS or plain[end - 1 : end + 1] == ["up", "to"])
        and not _starts_new_action(plain, end)
    ):
        end += 1
        if tokens[end - 1].endswith((",", ";", ":", ".")):
            break
    return tokens[:start], tokens[start:end], end < len(tokens)


def _belongs_to_verb(tokens: list[str], plain: list[str], i: int) -> bool:
    if plain[i : i + 2] == ["up", "to"]:
        return False
    joins = plain[i - 1] in ("and", "or") or tokens[i - 1].endswith(",")
    opens_join = plain[i] in ("and", "or") and i + 1 < len(plain)
    return plain[i] in _PARTICLES or opens_join or (joins and plain[i] in VERBS)


def _starts_new_action(plain: list[str], i: int) -> bool:
    return (
        plain[i] in ("and", "or") and i + 1 < len(plain) and plain[i + 1] in VERBS | {"can", "be", "include"}
    )
