"""Lists of given names, surnames, ordinary words and brands. Read when first asked for."""

import unicodedata
from functools import cache
from importlib.resources import files


def fold(word: str) -> str:
    """Lower case, without accents, so that a list needs each name only once."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize(
        "NFKD", word.lower().replace("ß", "ss").replace("ł", "l").replace("ø", "o").replace("ı", "i")
    )
    return "".join(char for char in plain if not unicodedata.combining(char))


@cache
def _read(name: str) -> frozenset[str]:
    text = files("casewright.pii").joinpath("data", name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(fold(word) for line in lines for word in line.split())


def given() -> frozenset[str]:
    """Given names, folded."""
    return _read("given.txt")


def surnames() -> frozenset[str]:
    """Surnames, folded."""
    return _read("surnames.txt")


def words() -> frozenset[str]:
    """Words of interfaces, of work and of sentences that are capitalised without being names, folded."""
    return _read("words.txt")


def accounts() -> frozenset[str]:
    """User names of nobody in particular, and what else stands behind an @, folded."""
    return _read("accounts.txt")


def ambiguous() -> frozenset[str]:
    """Names that are also words, places or products: never enough on their own."""
    return _read("ambiguous.txt")


@cache
def brands() -> tuple[str, ...]:
    """Products and firms that look like people."""
    text = files("casewright.pii").joinpath("data", "brands.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def hides_a_name(low: str) -> bool:
    """Whether a user name such as `mgarcia` or `anna-b` is made from a known name."""
    plain = fold(low).strip("0123456789._-")
    parts = [part for part in plain.replace("-", ".").replace("_", ".").split(".") if part]
    candidates = {plain, plain[1:], plain[:-1], *parts}
    if any(len(part) > 3 and (part in given() or part in surnames()) for part in candidates):
        return True
    return any(plain[:at] in given() and plain[at:] in surnames() for at in range(3, len(plain) - 2))
