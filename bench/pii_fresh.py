"""Rows of the fresh sets: forms and frames written after the recognisers, filled in from a fixed seed.

In a form, `<...>` is filled in and `[[...]]` is what must go, when that is not all of it. In a frame `{v}`
takes the form and `{{...}}` must stay.
"""

# ruff: noqa: ARG005, E501, SIM905 (tables of slots, each with the same signature; lists of words)

import base64
import re
import string
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from types import ModuleType
from typing import Any

from stdnum.es import nie
from stdnum.fr import nir
from stdnum.gb import nhs

from bench.pii_values import ALNUM, card, digits, german_tax_id, group, iban, secret, some, spanish_dni

Row = dict[str, Any]
PER_TYPE = 150

_GIVEN = (
    "Emily Jack Sophie Raymond Tina Kyle Heather Oliver Poppy Declan Carlos Lucía Álvaro Inés Marta Rubén "
    "Lukas Hanna Klaus Sabine Jörg Greta Chloé Mathieu Élodie Antoine Margot Sylvain Aarav Fatou Keisha"
).split()
_FAMILY = (
    "Thompson Hughes Whitaker Fletcher Donnelly Ramsey Garrison Navarro Ibáñez Castillo Ortega Soler Redondo "
    "Krüger Zimmermann Vogt Hartmann Seidel Dubois Moreau Girard Perrin Chevalier Okonkwo Banerjee Petrov"
).split()
_STREETS = "Maple Willow Lincoln Harbour Station Goethe Linden Serrano Colón Victor Voltaire Kepler".split()
_DOMAINS = (
    "contoso-mail.com fabrikam.co.uk gmail.com posteo.de correo-sur.es free.fr hotmail.com web.de".split()
)
_TOPS = "com net org de es fr io eu".split()
_LETTERS = string.ascii_uppercase
_FLAT = str.maketrans("áàâäéèêëíîïóôöúùûüñçß", "aaaaeeeeiiiooouuuuncs")
_SHAPES = {
    "DE": "##################", "ES": "####################", "FR": "#####################5#",
    "GB": "MIDL##############", "IT": "X######################", "NL": "RABO##########",
    "CH": "#################", "PT": "#####################",
}  # fmt: skip
_MONTHS = {
    "": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_LONG = {"": "{m} {d}, {y}", "es": "{d} de {m} de {y}", "de": "{d}. {m} {y}", "fr": "{d} {m} {y}"}


def rows(module: ModuleType, split: str, seed: int, per_type: int = PER_TYPE) -> list[Row]:
    """All rows of a set, always the same."""
    rng = Random(seed)
    return [*_positives(rng, module, split, per_type), *_negatives(rng, module, split)]


def _positives(rng: Random, module: ModuleType, split: str, per_type: int) -> Iterator[Row]:
    for type_, forms in module.FORMS.items():
        frames = [*module.FRAMES.get(type_, ()), *(module.FRAMES[""] if type_ in module.ALONE else ())]
        pairs = [(form, frame) for form in forms for frame in frames]
        rng.shuffle(pairs)
        each = -(-per_type // len(forms))
        for form in forms:
            for frame in [frame for other, frame in pairs if other == form][:each]:
                yield _row(rng, split, type_, form, frame)


def _negatives(rng: Random, module: ModuleType, split: str) -> Iterator[Row]:
    for frame in module.NEGATIVES:
        yield _row(rng, split, "", "", frame)


def _row(rng: Random, split: str, type_: str, form: str, frame: str) -> Row:
    text, keep, spans, ignore = "", [], [], []
    for piece in re.split(r"(\{\{.*?\}\}|\{v\})", frame[3:]):
        if piece == "{v}":
            value, must = _fill(rng, form)
            start = len(text)
            ignore = [[start, start + must[0]], [start + must[1], start + len(value)]]
            spans = [
                {
                    "start": start,
                    "end": start + len(value),
                    "must": [[start + must[0], start + must[1]]],
                    "type": type_,
                    "subtype": form,
                }
            ]
            text += value
        elif piece.startswith("{{"):
            keep.append([len(text), len(text) + len(piece) - 4, "keep"])
            text += piece[2:-2]
        else:
            text += piece
    kind = "pos" if type_ else "neg"
    return {
        "kind": kind,
        "split": split,
        "lang": frame[:2],
        "text": text,
        "spans": spans,
        "keep": keep,
        "ignore": ignore,
    }


def _fill(rng: Random, form: str) -> tuple[str, tuple[int, int]]:
    """The value, and which part of it must go."""
    context = {"g": rng.choice(_GIVEN), "f": rng.choice(_FAMILY)}
    filled = re.sub(
        r"<([A-Za-z0-9]{1,9}[ .:/_-]{0,2}|iban[a-z_. -]?:[A-Z]{2})>",
        lambda slot: _slot(rng, slot[1], context),
        form,
    )
    inner = re.search(r"\[\[(.*)\]\]", filled, re.DOTALL)
    if inner is None:
        return filled, (0, len(filled))
    return filled[: inner.start()] + inner[1] + filled[inner.end() :], (
        inner.start(),
        inner.start() + len(inner[1]),
    )


def _slot(rng: Random, name: str, context: dict[str, str]) -> str:
    if counted := re.fullmatch(r"([dnahHLsA])(\d+)", name):
        return _counted(rng, counted[1], int(counted[2]))
    if name.startswith("iban"):
        return _iban(rng, name[4:].partition(":")[0], name[-2:])
    if made := _NAMED.get(name):
        return made(rng, context)
    for stem, make in _GROUPED:
        if name.startswith(stem):
            return make(rng, name[len(stem) :])
    return f"<{name}>"


def _counted(rng: Random, kind: str, size: int) -> str:
    if kind == "n":
        return digits(rng, size, "23456789")
    if kind == "a":
        return secret(rng, size)
    if kind == "s":
        return secret(rng, size, ALNUM + "/+")
    alphabets = {"d": string.digits, "h": "0123456789abcdef", "H": "0123456789ABCDEF", "L": _LETTERS}
    return some(rng, alphabets[kind], size)


def _flat(text: str) -> str:
    return text.lower().translate(_FLAT)


def _password(rng: Random) -> str:
    words = ("Summer", "tiger", "Azul", "Winter", "monkey", "Soleil", "Hund", "qwerty", "Letmein")
    marks = ("!", "#", "$", "_", "?")
    return (
        rng.choice(words)
        + rng.choice(marks)
        + digits(rng, rng.choice([2, 3, 4]))
        + rng.choice(["", "x", "Ab"])
    )


def _ssn(rng: Random) -> tuple[str, str, str]:
    return f"{rng.randint(100, 650)}", f"{rng.randint(10, 98)}", f"{rng.randint(1000, 9899)}"


def _born(rng: Random) -> date:
    return date(1940, 1, 1) + timedelta(days=rng.randint(0, 24_000))


def _long(rng: Random, lang: str) -> str:
    day = _born(rng)
    month = _MONTHS[lang].split()[day.month - 1]
    return _LONG[lang].format(d=day.day, m=month, y=day.year)


def _iban(rng: Random, style: str, country: str) -> str:
    plain = iban(rng, country, _SHAPES[country])
    if style == "l":
        return plain.lower()
    mark = {"g": " ", "": ""}.get(style, style)
    return mark.join(re.findall(".{1,4}", plain)) if mark else plain


def _octets(rng: Random) -> list[str]:
    return [str(rng.choice([5, 23, 81, 93, 188, 203, 212])), *(str(rng.randint(32, 250)) for _ in range(3))]


def _ipv6(rng: Random) -> str:
    return ":".join(["2a02", *(_counted(rng, "h", 4) for _ in range(7))])


def _mac(rng: Random, mark: str) -> str:
    plain = _counted(rng, "h", 12)
    if mark == ".":
        return ".".join(re.findall("....", plain))
    return mark.join(re.findall("..", plain))


def _nir(rng: Random) -> str:
    body = f"{rng.choice('12')}{digits(rng, 2)}{rng.randint(1, 12):02}{rng.randint(1, 95):02}{digits(rng, 6)}"
    return body + nir.calc_check_digits(body)


def _nie(rng: Random) -> str:
    body = rng.choice("XYZ") + digits(rng, 7)
    return body + nie.calc_check_digit(body)


def _nino(rng: Random) -> str:
    return rng.choice(["AB", "CE", "JG", "PW", "SH"]) + digits(rng, 6) + rng.choice("ABCD")


def _nhs(rng: Random) -> str:
    while not nhs.is_valid(number := digits(rng, 10, "4679")):
        pass
    return number


def _dated(rng: Random, style: str) -> str:
    return _born(rng).strftime(style)


_NAMED: dict[str, Callable[[Random, dict[str, str]], str]] = {
    "g": lambda r, c: c["g"], "f": lambda r, c: c["f"], "g2": lambda r, c: r.choice(_GIVEN),
    "f2": lambda r, c: r.choice(_FAMILY), "G": lambda r, c: c["g"].upper(), "F": lambda r, c: c["f"].upper(),
    "gl": lambda r, c: _flat(c["g"]), "fl": lambda r, c: _flat(c["f"]), "gi": lambda r, c: _flat(c["g"])[0],
    "GL": lambda r, c: _flat(c["g"]).upper(), "FL": lambda r, c: _flat(c["f"]).upper(),
    "dom": lambda r, c: r.choice(_DOMAINS), "DOM": lambda r, c: r.choice(_DOMAINS).upper(),
    "tld": lambda r, c: r.choice(_TOPS), "fs": lambda r, c: r.choice(_STREETS),
    "pw": lambda r, c: _password(r), "pwb": lambda r, c: _password(r),
    "pw2": lambda r, c: secret(r, 12), "ip": lambda r, c: ".".join(_octets(r)),
    "ipdots": lambda r, c: "[.]".join(_octets(r)), "ip6": lambda r, c: _ipv6(r),
    "IP6": lambda r, c: _ipv6(r).upper(), "ip6s": lambda r, c: f"2a02:{_counted(r, 'h', 4)}::{_counted(r, 'h', 3)}",
    "iso": lambda r, c: _dated(r, "%Y-%m-%d"), "long": lambda r, c: _long(r, ""),
    "longes": lambda r, c: _long(r, "es"), "longde": lambda r, c: _long(r, "de"),
    "longfr": lambda r, c: _long(r, "fr"), "ssn9": lambda r, c: "".join(_ssn(r)),
    "b64": lambda r, c: base64.b64encode(f"svc:{secret(r, 14)}".encode()).decode(),
    "b64l": lambda r, c: base64.b64encode(r.randbytes(48)).decode(), "diners": lambda r, c: card(r, "36", 14),
    "MAC6-": lambda r, c: f"{_counted(r, 'H', 6)}-{_counted(r, 'H', 6)}",
}  # fmt: skip
_GROUPED: tuple[tuple[str, Callable[[Random, str], str]], ...] = (
    ("card4", lambda r, s: group(card(r), (4, 4, 4, 4), s)), ("card", lambda r, s: card(r)),
    ("amex", lambda r, s: group(card(r, "37", 15), (4, 6, 5), s)),
    ("master4", lambda r, s: group(card(r, "53"), (4, 4, 4, 4), s)), ("master", lambda r, s: card(r, "2720")),
    ("diners", lambda r, s: group(card(r, "36", 14), (4, 6, 4), s)),
    ("jcb4", lambda r, s: group(card(r, "3528"), (4, 4, 4, 4), s)),
    ("discover4", lambda r, s: group(card(r, "6011"), (4, 4, 4, 4), s)),
    ("maestro", lambda r, s: card(r, "5018")),
    ("ssn", lambda r, s: (s or "-").join(_ssn(r))), ("nino", lambda r, s: s.join(re.findall("..?", _nino(r)))),
    ("dni", lambda r, s: _spanish(spanish_dni(r), s)), ("nie", lambda r, s: _parted(_nie(r), s)),
    ("idnr", lambda r, s: group(german_tax_id(r), (2, 3, 3, 3), s)),
    ("nir", lambda r, s: group(_nir(r), (1, 2, 2, 2, 3, 3, 2), s)), ("nhs", lambda r, s: group(_nhs(r), (3, 3, 4), s)),
    ("mac", lambda r, s: _mac(r, s)), ("MAC", lambda r, s: _mac(r, s).upper()),
    ("dmy", lambda r, s: _dated(r, f"%d{s}%m{s}%Y")), ("mdy", lambda r, s: _dated(r, f"%m{s}%d{s}%Y")),
)  # fmt: skip


def _spanish(number: str, style: str) -> str:
    if style == ".":
        return f"{number[:2]}.{number[2:5]}.{number[5:8]}-{number[8]}"
    return number[:8] + style + number[8]


def _parted(number: str, mark: str) -> str:
    return mark.join((number[0], number[1:8], number[8])) if mark else number
