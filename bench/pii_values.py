"""Values for `bench.pii_corpus`, made from nothing but a seeded `random.Random`.

Every form is registered as *seen* or *held*. The recognisers may be tuned on seen forms only.
"""

import base64
import string
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from stdnum import luhn
from stdnum.de import idnr
from stdnum.es import dni
from stdnum.iso7064 import mod_11_10, mod_97_10

ALNUM = string.ascii_letters + string.digits
Maker = Callable[[Random], str]


@dataclass(frozen=True)
class Form:
    """One way to write one kind of value."""

    type: str
    name: str
    make: Maker
    held: bool
    lang: str = ""
    """Language that a sentence must have to hold this form; empty for any."""


FORMS: list[Form] = []


def form(type_: str, name: str, *, held: bool = False, lang: str = "") -> Callable[[Maker], Maker]:
    """Register the decorated maker."""

    def register(make: Maker) -> Maker:
        FORMS.append(Form(type_, name, make, held, lang))
        return make

    return register


def some(rng: Random, alphabet: str, size: int) -> str:
    """`size` random characters."""
    return "".join(rng.choices(alphabet, k=size))


def digits(rng: Random, size: int, first: str = string.digits) -> str:
    """`size` random digits, the first one out of `first`."""
    return rng.choice(first) + some(rng, string.digits, size - 1)


def shape(rng: Random, pattern: str) -> str:
    """`pattern` filled in: # a digit, N 2-9, @ a capital, ~ a lower-case letter, ^ lower-case hex."""
    kinds = {"#": string.digits, "N": "23456789", "@": string.ascii_uppercase, "~": string.ascii_lowercase}
    kinds["^"] = "0123456789abcdef"
    return "".join(rng.choice(kinds[c]) if c in kinds else c for c in pattern)


def shapes(type_: str, name: str, *patterns: str, held: bool = False, lang: str = "") -> None:
    """Register a form that is no more than one of some shapes."""
    form(type_, name, held=held, lang=lang)(lambda rng: shape(rng, rng.choice(patterns)))


# Names of the people of this corpus. Typed for it, apart from the gazetteer of the package.
GIVEN = {
    "en": "Harriet Callum Deborah Terrence Blythe Nigel Imogen Marcus Shelby Dwayne Philippa "
    "Gareth Tamsin Kelvin",
    "es": "Rocío Íñigo Macarena Gonzalo Nuria Fermín Leticia Ezequiel Aitana Saturnino Xiomara "
    "Amparo Kepa Lorena",
    "de": "Liselotte Torsten Anneliese Jürgen Wiebke Rüdiger Mechthild Gernot Hannelore Detlef Ulrike Fabian",
    "fr": "Solène Thibault Océane Gaëtan Maëlys Ghislain Clémence Aurélien Bérénice Loïc Mireille Yannick",
    "xx": "Priyanka Oluwaseun Katarzyna Xiaoming Yusuf Giulia Mikhail Ayşe Thandiwe Hiroshi Beatriz Anneke",
}
FAMILY = {
    "en": "Pemberton Whitfield Okafor Blackwood Ashworth Delaney Hargreaves Kowalczyk Stanton "
    "Mercer Lockhart",
    "es": "Etxeberria Villanueva Zamora Quintero Iglesias Bustamante Arroyo Cifuentes Montoya "
    "Pizarro Sarmiento",
    "de": "Lindemann Schäfer Brückner Oberhauser Kaltenbach Weißgerber Niemeyer Straub Holzmann Pfeiffer",
    "fr": "Beaumont Delacroix Lefèvre Rousselot Marchand Guérin Charpentier Villeneuve Thibodeau Fontaine",
    "xx": "Chakraborty Adeyemi Nowak Zhang Al-Rashid Ferraro Sokolov Öztürk Dlamini Nakamura Carvalho",
}
LANGS = ("en", "es", "de", "fr", "xx")


def given(rng: Random) -> str:
    """A given name."""
    return rng.choice(GIVEN[rng.choice(LANGS)].split())


def family(rng: Random) -> str:
    """A family name."""
    return rng.choice(FAMILY[rng.choice(LANGS)].split())


def full(rng: Random) -> str:
    """A given and a family name of the same language."""
    lang = rng.choice(LANGS)
    return f"{rng.choice(GIVEN[lang].split())} {rng.choice(FAMILY[lang].split())}"


def secret(rng: Random, size: int, alphabet: str = ALNUM) -> str:
    """Random characters with at least one digit and one capital."""
    return some(rng, alphabet, size - 2) + rng.choice("23456789") + rng.choice("QWRTZ")


def card(rng: Random, prefix: str = "", size: int = 16) -> str:
    """A card number that passes Luhn."""
    start = prefix or rng.choice(["4", "52", "55", "2221"])
    body = start + some(rng, string.digits, size - 1 - len(start))
    return body + str(luhn.calc_check_digit(body))


def group(text: str, sizes: tuple[int, ...], separator: str) -> str:
    """`text` cut into pieces of those sizes."""
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at : at + size])
        at += size
    return separator.join(part for part in [*parts, text[at:]] if part)


def iban(rng: Random, country: str, bban: str) -> str:
    """An account number with valid check digits; `bban` is a `shape`."""
    body = shape(rng, bban)
    return country + mod_97_10.calc_check_digits(body + country) + body


def german_tax_id(rng: Random) -> str:
    """Eleven digits, exactly one of the first ten twice."""
    while True:
        numbers = rng.sample(string.digits, 9)
        body = "".join(rng.sample([*numbers, numbers[0]], 10))
        if body[0] != "0":
            number = body + mod_11_10.calc_check_digit(body)
            if idnr.is_valid(number):
                return number


def spanish_dni(rng: Random) -> str:
    """Eight digits and their letter."""
    number = digits(rng, 8, "123456789")
    return number + dni.calc_check_digit(number)


def jwt(rng: Random) -> str:
    """Three base64 parts."""
    body = base64.urlsafe_b64encode(f'{{"sub":"{digits(rng, 9)}"}}'.encode()).decode().rstrip("=")
    return f"eyJhbGciOiJIUzI1NiJ9.{body}.{secret(rng, 43, ALNUM + '-_')}"
