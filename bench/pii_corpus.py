"""A labelled set for `bench.pii`, generated from fixed seeds; rows look like those of a labelled JSONL file.

Each row: kind (pos, neg, evasion), split (seen, held), text, spans (start, end, must, type), keep.
A row is *held* as soon as its value form or its sentence is.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any

import bench.pii_forms  # noqa: F401  (registers the forms)
from bench.pii_sentences import FILLS, HELD, NEGATIVE_HELD, NEGATIVE_SEEN, SEEN
from bench.pii_values import FORMS, Form, digits, shape, some

Row = dict[str, Any]
SEED = 20261123
PER_PAIR = 3
SLOT = re.compile(r"\{(\w+)\}")
CUE_IN_FORM = re.compile(r"^(?:tel:|[A-Za-z-]{3,}(?: [A-Za-z.-]+){0,3}[:.]? (?=\S*\d))")


def corpus() -> list[Row]:
    """All rows, always the same."""
    rng = Random(SEED)
    return [*_positives(rng), *_negatives(rng), *_evasions(rng)]


def _fill(rng: Random, name: str) -> str:
    """A value for a slot that must survive."""
    if name in FILLS:
        return rng.choice(FILLS[name])
    day = (rng.randint(1, 28), rng.randint(1, 12), rng.randint(2012, 2026))
    return {
        "n": lambda: str(rng.choice([2, 5, 8, 10, 30, 64, 128, 255, 1000])),
        "date": lambda: rng.choice(["{0:02}/{1:02}/{2}", "{2}-{1:02}-{0:02}", "{0:02}.{1:02}.{2}"]).format(
            *day
        ),
        "order": lambda: shape(
            rng, rng.choice(["2024-####-###", "A####-##", "4###############", "########", "PO-#####"])
        ),
        "version": lambda: f"{rng.randint(1, 20)}.{rng.randint(0, 30)}.{rng.randint(0, 30)}",
        "sha": lambda: some(rng, "0123456789abcdef", rng.choice([7, 32, 40])),
        "ticket": lambda: shape(rng, rng.choice(["QA-####", "PROJ-###", "US-####"])),
        "price": lambda: f"{digits(rng, 3, '123')}.{digits(rng, 2)} USD",
    }[name]()


def _render(rng: Random, sentence: str, value: str | None) -> tuple[str, list[list[int]], list[list[Any]]]:
    """The text, where the value stands, and what must survive."""
    out, at = "", 0
    spans: list[list[Any]] = []
    keep: list[list[Any]] = []
    for slot in SLOT.finditer(sentence):
        out += _plain(sentence[at : slot.start()])
        at = slot.end()
        name = slot[1]
        text = value if name == "v" and value is not None else _fill(rng, name)
        (spans if name == "v" else keep).append([len(out), len(out) + len(text), name])
        out += text
    return out + _plain(sentence[at:]), [s[:2] for s in spans], keep


def _plain(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def _must(form: Form, text: str, start: int, end: int) -> list[list[int]]:
    """The characters that must be gone: of a keyed or linked value, only its confidential part."""
    value = text[start:end]
    if form.type == "SECRET" and form.name != "pem":
        parts = (
            re.findall(r"[^\s\"'{}<>;=:]{8,}", value) if "=" in value or ":" in value else [value.split()[-1]]
        )
        part = (
            max(parts, key=lambda p: (any(c.isdigit() for c in p), len(p)))
            if form.name != "telegram"
            else value
        )
    elif form.type == "URL_SECRET":
        pieces = re.findall(r"(?<=:)[^/:@]{8,}(?=@)|[A-Za-z0-9_-]{12,}", value)
        part = max(pieces, key=lambda p: (any(c.isdigit() for c in p), len(p)))
    elif form.type in {"NATIONAL_ID", "MAC_ADDRESS", "PHONE"} and (cue := CUE_IN_FORM.match(value)):
        part = value[cue.end() :]
    elif form.name == "pem":
        part = value.split("\n")[1]
    else:
        part = value
    at = text.index(part, start)
    return [[at, at + len(part)]]


def _row(
    rng: Random, kind: str, form: Form, sentence: str, split: str, change: Callable[[str], str] = str
) -> Row:
    value = change(form.make(rng))
    text, spans, keep = _render(rng, sentence[3:], value)
    labels = [
        {"start": s, "end": e, "must": _must(form, text, s, e), "type": form.type, "subtype": form.name}
        for s, e in spans
    ]
    return {"kind": kind, "split": split, "lang": sentence[:2], "text": text, "spans": labels, "keep": keep}


def _positives(rng: Random) -> Iterator[Row]:
    for form in FORMS:
        options = [(s, False) for s in SEEN[form.type]] + [(s, True) for s in HELD[form.type]]
        options = [(s, held) for s, held in options if not form.lang or s.startswith(form.lang)]
        for sentence, held in options:
            for _ in range(PER_PAIR):
                yield _row(rng, "pos", form, sentence, "held" if held or form.held else "seen")


def _negatives(rng: Random) -> Iterator[Row]:
    for split, sentences in (("seen", NEGATIVE_SEEN), ("held", NEGATIVE_HELD)):
        for sentence in sentences:
            for _ in range(40):
                text, _spans, keep = _render(rng, sentence, None)
                yield {"kind": "neg", "split": split, "text": text, "spans": [], "keep": keep}


def _insert(rng: Random, text: str, what: str) -> str:
    at = rng.randint(1, len(text) - 1)
    return text[:at] + what + text[at:]


CYRILLIC = str.maketrans("aeopc", "аеорс")
GREEK = str.maketrans("ovAEBKM", "ονΑΕΒΚΜ")


def _bold(text: str) -> str:
    return "".join(chr(0x1D7CE + int(c)) if c in string.digits else c for c in text)


NUMBERS = ("PHONE", "CREDIT_CARD", "IBAN", "NATIONAL_ID", "IP_ADDRESS")
EVASIONS: tuple[tuple[str, bool, tuple[str, ...], Callable[[Random, str], str]], ...] = (
    (
        "zero_width",
        False,
        (*NUMBERS, "EMAIL", "PERSON"),
        lambda r, t: _insert(r, t, r.choice("\u200b\u2060\ufeff\xad")),
    ),
    (
        "full_width",
        False,
        NUMBERS,
        lambda r, t: t.translate({ord(c): ord(c) + 0xFEE0 for c in string.digits}),
    ),
    ("en_dash", False, ("CREDIT_CARD", "NATIONAL_ID", "PHONE"), lambda r, t: t.replace("-", "\u2013")),
    ("nbsp", False, (*NUMBERS, "PERSON"), lambda r, t: t.replace(" ", "\xa0")),
    ("cyrillic", False, ("EMAIL",), lambda r, t: t.translate(CYRILLIC)),
    ("decomposed", False, ("PERSON",), lambda r, t: unicodedata.normalize("NFD", t)),
    (
        "arabic_digits",
        True,
        NUMBERS,
        lambda r, t: t.translate({ord(c): 0x660 + int(c) for c in string.digits}),
    ),
    ("bold_digits", True, NUMBERS, lambda r, t: _bold(t)),
    ("variation", True, (*NUMBERS, "EMAIL"), lambda r, t: _insert(r, t, "\ufe0f")),
    ("ideographic_space", True, (*NUMBERS, "PERSON"), lambda r, t: t.replace(" ", "\u3000")),
    ("minus", True, ("CREDIT_CARD", "NATIONAL_ID", "PHONE"), lambda r, t: t.replace("-", "\u2212")),
    ("greek", True, ("EMAIL", "PERSON"), lambda r, t: t.translate(GREEK)),
    ("bidi", True, (*NUMBERS, "EMAIL", "PERSON"), lambda r, t: _insert(r, t, r.choice("\u202a\u200e\u2066"))),
)


def _evasions(rng: Random) -> Iterator[Row]:
    for name, held, types, change in EVASIONS:
        for type_ in types:
            forms = [
                f
                for f in FORMS
                if f.type == type_ and not f.held and not CUE_IN_FORM.match(f.make(Random(1)))
            ]
            for _ in range(8):
                form = Form(type_, name, rng.choice(forms).make, held)
                sentence = rng.choice(SEEN[type_])
                yield _row(rng, "evasion", form, sentence, "held" if held else "seen", partial(change, rng))
