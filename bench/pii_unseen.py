"""A set for `bench.pii` in forms that the recognisers were not written for: split `unseen`, from a fixed seed.

Rows look like those of `bench.pii_corpus`.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from bench.pii_unseen_negatives import NEGATIVES
from bench.pii_unseen_sentences import POSITIVES
from bench.pii_unseen_values import MAKERS, shape

Row = dict[str, Any]
SEED = 7311
PER_SENTENCE = 3
SLOT = re.compile(r"\{([A-Z]+)\}|\{([=~])([^{}]+)\}|⟦([^⟧]+)⟧")
EVADED = {"EMAIL", "PHONE", "CREDIT_CARD", "IBAN", "NATIONAL_ID", "IP_ADDRESS", "PERSON"}


def unseen() -> list[Row]:
    """All rows, always the same."""
    rng = Random(SEED)
    sentences = [line for group in POSITIVES.values() for line in lines(group)]
    rows = [render(rng, "pos", line) for line in sentences for _ in range(PER_SENTENCE)]
    rows += [render(rng, "neg", line) for line in lines(NEGATIVES) for _ in range(2)]
    rows += evasions(rng, sentences)
    return [{**row, "split": "unseen"} for row in rows]


def lines(text: str) -> list[str]:
    """The sentences of a block."""
    return [line for line in text.split("\n") if line]


def render(rng: Random, kind: str, line: str, change: Callable[[str], str] = str) -> Row:
    """One row: the sentence with values in its slots; `change` disguises each value."""
    lang, sentence = line[:2], line[3:].replace("⏎", "\n").replace("⇥", "\t")
    text, at = "", 0
    spans: list[dict[str, Any]] = []
    keep: list[list[Any]] = []
    for found in SLOT.finditer(sentence):
        text += sentence[at : found.start()]
        at = found.end()
        start = len(text)
        if found[1]:
            type_, make = MAKERS[found[1]]
            value = make(rng, lang)
            text, must = _place(text, value if "⟪" in value else change(value))
            spans.append(
                {"start": start, "end": len(text), "must": [must], "type": type_, "subtype": found[1]}
            )
        else:
            text += found[4] or shape(rng, found[3])
            if found[2] != "~":
                keep.append([start, len(text), "kept"])
    return {"kind": kind, "lang": lang, "text": text + sentence[at:], "spans": spans, "keep": keep}


def _place(text: str, value: str) -> tuple[str, list[int]]:
    """The text with the value after it, and which part of it must go."""
    before, mark, rest = value.partition("⟪")
    if not mark:
        return text + value, [len(text), len(text) + len(value)]
    inner, _mark, after = rest.partition("⟫")
    start = len(text) + len(before)
    return text + before + inner + after, [start, start + len(inner)]


def evasions(rng: Random, sentences: list[str]) -> Iterator[Row]:
    """Sentences with disguised values."""
    usable = [
        line
        for line in sentences
        if (slots := re.findall(r"\{([A-Z]+)\}", line)) and all(MAKERS[s][0] in EVADED for s in slots)
    ]
    for disguise in DISGUISES:
        for line in rng.sample(usable, 30):
            row = render(rng, "evasion", line, lambda value, d=disguise: d(rng, value))
            yield row


def _sprinkle(rng: Random, value: str, marks: str) -> str:
    at = rng.randint(1, len(value) - 1)
    return value[:at] + rng.choice(marks) + value[at:]


LOOKALIKES = str.maketrans("aeopcxyiABEKMHOPCT", "аеорсхуіАВЕКМНОРСТ")
DIGITS = {ord(c): 0x1D7F6 + int(c) for c in string.digits}
DEVANAGARI = {ord(c): 0x966 + int(c) for c in string.digits}
DISGUISES: tuple[Callable[[Random, str], str], ...] = (
    lambda rng, value: _sprinkle(rng, value, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e"),
    lambda rng, value: value.replace(" ", rng.choice("\u2009\u202f\u00a0\u2007")),
    lambda rng, value: value.replace("-", rng.choice("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d")),
    lambda rng, value: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value),
    lambda rng, value: value.translate(LOOKALIKES),
    lambda rng, value: value.translate(DIGITS),
    lambda rng, value: value.translate(DEVANAGARI),
    lambda rng, value: unicodedata.normalize("NFD", value),
    lambda rng, value: value.replace(".", "\u2024").replace("@", "\ufe6b"),
)
