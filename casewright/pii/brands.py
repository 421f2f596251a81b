"""Products, firms and places that have the name of a person."""

from functools import cache

from casewright.pii import names


@cache
def _brands() -> dict[str, list[str]]:
    """Brands by each of their words."""
    index: dict[str, list[str]] = {}
    for brand in names.brands():
        for word in brand.split():
            index.setdefault(word.removesuffix("'s"), []).append(brand)
    return index


def is_brand(text: str, start: int, end: int) -> bool:
    """Whether the name is a part of a brand that stands there, or is one."""
    value = text[start:end]
    window = text[max(0, start - 25) : end + 25]
    brands = (brand for word in value.split() for brand in _brands().get(word, ()))
    return any((" " in brand and brand in window) or brand in (value, value + "'s") for brand in brands)
