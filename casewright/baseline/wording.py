"""Wording: small repairs of English that let a story's own words stand in another sentence."""

import re


def words(text: str) -> frozenset[str]:
    """The words of `text`, as a set to look up in."""
    return frozenset(text.split())


_ACRONYM = re.compile(r"[A-Z]{2,}")
_SOUNDS_LIKE_YOU = re.compile(r"(?i)us[aeu]|uni(?!n|m)|eu|one\b|once\b")
_WRONG_AN = re.compile(r"\b([Aa])n(?= (?:[b-df-gj-np-tv-zB-DF-GJ-NP-TV-Z][a-z]|[BCDGJKPQTVWYZ]))")
_SILENT_H = re.compile(r"(?i)hour|honest|honou?r|heir")
_SPELLED_WITH_VOWEL = "AEFHILMNORSX"

_LAST_WORDS_TO_DROP = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "to",
        "for",
        "in",
        "on",
        "at",
        "by",
        "with",
        "from",
        "that",
        "which",
        "who",
        "when",
        "while",
        "if",
        "so",
        "as",
        "is",
        "are",
        "be",
        "into",
        "than",
        "their",
        "its",
        "my",
        "this",
        "each",
        "every",
        "any",
        "not",
        "such",
    ]
)

_PAST_FORMS = frozenset(
    [
        "was",
        "were",
        "had",
        "did",
        "went",
        "bought",
        "found",
        "made",
        "got",
        "sent",
        "chose",
        "wrote",
        "left",
        "kept",
        "held",
        "paid",
        "lost",
        "saw",
        "took",
        "gave",
        "set",
        "put",
        "read",
        "forgot",
        "began",
    ]
)
_MODALS = frozenset(
    ["can", "could", "will", "would", "shall", "should", "may", "might", "must", "cannot", "can't", "won't"]
)
_THIRD_PERSON = {"have": "has", "be": "is", "am": "is", "do": "does", "go": "goes", "don't": "does not"}
_ADVERB = r"(?:\w+ly|also|already|always|never|often|just|once|then|first|only|still)"
_I_AND_VERB = re.compile(rf"\bi\s+((?:{_ADVERB}\s+)*)([a-z]+(?:['’]t)?)", re.IGNORECASE)

_AFTER_HEAD = re.compile(
    r",| (?:of|for|in|on|at|from|with|above|below|over|under|that|which|who|to|by|related|associated"
    r"|submitted|currently)\b",
    re.IGNORECASE,
)
_PLURALS = frozenset({"people", "children", "criteria", "media"})


def squeeze(text: str) -> str:
    """`text` on one line; a double space inside a sentence stands for a comma that an export has lost."""
    text = re.sub(r"\s*[\r\n\t]+\s*", " ", text.strip())
    text = re.sub(r"(?<=[\w)'’*]) {2,}(?=\S)", ", ", text)
    text = re.sub(r" +", " ", text)
    return re.sub(r",(?: ?,)+", ",", text).strip(" ,;")


def capital(text: str) -> str:
    """`text` with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """`text` with a small first letter when its first word is an ordinary one: no name, no acronym."""
    return text[:1].lower() + text[1:] if text.split(" ")[0].istitle() else text


def shorten(text: str, length: int) -> str:
    """`text` in at most `length` characters, cut at the end of a word that can end a phrase."""
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    if " " in kept:
        kept = kept.rpartition(" ")[0]
    words = kept.split(" ")
    while len(words) > 2 and words[-1].strip(",;:(").lower() in _LAST_WORDS_TO_DROP:
        words.pop()
    return " ".join(words).rstrip(" ,;:.(-–") + "…"


def mend_article(text: str) -> str:
    """`text` with "an" made "a" before what is plainly a consonant."""
    return _WRONG_AN.sub(r"\1", text)


def with_article(noun: str, stated: str = "") -> str:
    """`noun` after a or an. `stated` is the author's article: only a speaker knows how "FABS" sounds."""
    first = noun.split(" ")[0]
    stated = stated.lower()
    if _ACRONYM.match(first) and stated in ("a", "an"):
        return f"{stated} {noun}"
    return f"{'an' if _starts_with_vowel_sound(first) else 'a'} {noun}"


def _starts_with_vowel_sound(word: str) -> bool:
    if _ACRONYM.fullmatch(word):
        return word[0] in _SPELLED_WITH_VOWEL
    if _SILENT_H.match(word):
        return True
    return word[:1].lower() in "aeiou" and not _SOUNDS_LIKE_YOU.match(word)


def is_plural(noun_phrase: str) -> bool:
    """Whether a verb after `noun_phrase` is in the plural, as far as its head tells."""
    head = _AFTER_HEAD.split(noun_phrase)[0]
    word = head.split(" ")[-1]
    last = word.lower()
    if " and " in head or last == "data" or last in _PLURALS:
        return True
    return last.endswith("s") and not last.endswith(("ss", "us", "is", "ics")) and not word.isupper()


def third_person(verb: str) -> str:
    """The verb as it follows a singular subject: `carry` gives `carries`; past and modal verbs stay."""
    lower = verb.lower().replace("’", "'")
    if lower in _THIRD_PERSON:
        return _THIRD_PERSON[lower]
    if lower in _MODALS or lower in _PAST_FORMS or (lower.endswith("ed") and len(lower) > 4):
        return verb
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ies"
    return verb + ("es" if re.search(r"(s|x|z|ch|sh|o)$", verb) else "s")


def third_person_clause(text: str, role: str) -> str:
    """`text` with every first person made the role: "I view my data" gives "the user views the data"."""
    if not _FIRST_PERSON.search(text):
        return text
    the_role = f"the {role}"

    def named(match: re.Match[str]) -> str:
        return f"{the_role} {match[1]}{third_person(match[2])}"

    text = re.sub(r"\bi['’]m\b", "I am", text, flags=re.IGNORECASE)
    text = re.sub(r"\bi['’]ve\b", "I have", text, flags=re.IGNORECASE)
    text = re.sub(r"\bi['’]d\b", "I would", text, flags=re.IGNORECASE)
    text = re.sub(r"\bi['’]ll\b", "I will", text, flags=re.IGNORECASE)
    text = re.sub(r"\bi do not\b", "I don't", text, flags=re.IGNORECASE)
    text = _I_AND_VERB.sub(named, text)
    for pattern, replacement in _PRONOUNS:
        text = pattern.sub(replacement.replace("{role}", the_role), text)
    return text


_FIRST_PERSON = re.compile(
    r"\b(?:i|me|my|mine|myself|we|us|our|ours|ourself|ourselves|your)\b", re.IGNORECASE
)
_PRONOUNS = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"without my(?= \w+ing)", "without"),
        ("my own", "their own"),
        ("our own", "their own"),
        ("(?:my|our)self|ourselves", "themselves"),
        ("mine|ours", "theirs"),
        ("my|our|your", "the"),
        ("me", "{role}"),
        ("we are", "the team is"),
        ("we", "the team"),
        ("us", "the team"),
    )
)
