"""Payment card numbers and bank accounts."""

import re
from collections.abc import Iterator

from stdnum import luhn
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

from casewright.pii.context import CARD, OTHER_NUMBER, cut, says
from casewright.pii.recogniser import Found, Needs, Page, Recogniser, Walker

_NETWORKS = re.compile(
    r"4(?:\d{15}|\d{18})|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720|220[0-4])\d{12}"
    r"|3[47]\d{13}"
    r"|(?:30[0-59]|3[689]\d)\d{11}|(?:6011|64[4-9]\d|65\d\d|35\d\d|81\d\d|82\d\d)\d{12}|62\d{14,17}|36\d{14}"
)
_WITH_CUE = re.compile(r"4\d{12}|(?:5[0678]|6\d)\d{10,17}|\d{16}|(?:2131|1800)\d{11}")
_GROUPS = (
    (4, 4, 4, 4),
    (4, 6, 5),
    (4, 6, 4),
    (4, 4, 4, 4, 3),
    (4, 5, 6),
    (4, 4, 4, 3),
    (6, 13),
    (4, 4, 4, 2),
    (4, 4, 5),
    (4, 4, 4, 1),
)


def _is_card(match: re.Match[str]) -> bool:
    value = match["v"]
    groups = re.findall(r"\d+", value)
    number = "".join(groups)
    if not luhn.is_valid(number) or len(set(number)) < 2:
        return False
    other = OTHER_NUMBER.search(cut(match.string, match.start("v"))) is not None
    if len(groups) == 1 and other:
        return False
    cued = says(CARD, match)
    grouped = len(groups) > 1 and tuple(map(len, groups)) in _GROUPS
    if _NETWORKS.fullmatch(number):
        return cued or grouped or not other
    return (cued or (grouped and len(number) > 15)) and _WITH_CUE.fullmatch(number) is not None


CARDS = (
    Recogniser(
        "card",
        "CREDIT_CARD",
        re.compile(
            r"(?P<v>[1-6](?<![\w+].)(?<!\d[.,-].)\d{3}(?:(?:[ ./_-]| - |  )?\d){8,15})(?![\w]|[.-]\d)"
        ),
        _is_card,
        needs=Needs(number=12),
    ),
)

_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL FK", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS", 23: "AE GI IL IQ OM TL SO",
        24: "AD CZ ES MD PK RO SA SE SK TN VG DZ",
        25: "AO LY PT ST CV", 26: "IS TR", 27: "BF CF CG CM FR GR IT MC MG MR SM DJ BI",
        28: "AL AZ BJ BY CI CY DO GT HN "
        "HU LB MA ML NE NI PL SN SV TD TG", 29: "BR EG PS QA UA", 30: "JO KW MU", 31: "MT SC", 32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
_IBAN_HEAD = re.compile(r"(?<![^\W_])[A-Za-z]{2}[ _-]?\d{2}(?=[ ._-]{0,2}[^\W_])")


def _walk_ibans(page: Page) -> Iterator[Found]:
    """The country tells the length, so a word that follows is not taken for a part of the number."""
    for head in _IBAN_HEAD.finditer(page.text):
        length = _LENGTHS.get(head[0][:2].upper())
        if length and (end := _end_of_iban(page.text, head.end(), length - 4)):
            plain = re.sub(r"[\W_]", "", page.text[head.start() : end]).upper()
            if _passes_checksum(plain):
                yield Found(head.start(), end, "IBAN")


def _end_of_iban(text: str, start: int, size: int) -> int | None:
    body = re.compile(rf"(?:[ ._-]{{0,2}}[A-Za-z0-9]){{{size}}}(?![^\W_])").match(text, start)
    return body.end() if body else None


def _passes_checksum(plain: str) -> bool:
    try:
        mod_97_10.validate(plain[4:] + plain[:4])
    except ValidationError:
        return False
    return True


IBANS = (Walker("iban", _walk_ibans, Needs(digits=11)),)
