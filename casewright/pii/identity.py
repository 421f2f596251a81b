"""Numbers that a state gives to a person, told by their checksum or by their shape."""

import re
from collections.abc import Iterator
from types import ModuleType

from stdnum.be import nn as be_nn
from stdnum.br import cpf
from stdnum.ch import ssn as ahv
from stdnum.cl import rut
from stdnum.cn import ric
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.it import codicefiscale
from stdnum.kr import rrn

from casewright.pii.context import OTHER_NUMBER, PHONE, cut
from casewright.pii.recogniser import Check, Found, Needs, Page, Walker


def _valid(*kinds: ModuleType) -> Check:
    def check(match: re.Match[str]) -> bool:
        plain = re.sub(r"[ .]", "", match["v"])
        return any(kind.is_valid(plain.upper()) for kind in kinds)

    return check


def _is_ssn(match: re.Match[str]) -> bool:
    """Social security and taxpayer numbers; no masks such as 999-99-9999."""
    area, middle, last = re.findall(r"\d+", match["v"])
    if (
        len({*area, *middle, *last}) == 1
        or "0" * len(middle) == middle
        or last == "0000"
        or area in ("000", "666")
    ):
        return False
    if _STOCK.search(cut(match.string, match.start("v"))):
        return False
    return area[0] != "9" or 50 <= int(middle) <= 65 or 70 <= int(middle) <= 99


def _is_plain(check: Check) -> Check:
    """A number without separators is an order or a barcode when the text says so."""

    def both(match: re.Match[str]) -> bool:
        return not OTHER_NUMBER.search(cut(match.string, match.start("v"))) and check(match)

    return both


def _is_nir(match: re.Match[str]) -> bool:
    plain = re.sub(r"[\s.-]", "", match["v"]).upper()
    digits = plain[:13].replace("2A", "19").replace("2B", "18")
    return digits.isdigit() and 97 - int(digits) % 97 == int(plain[13:15])


def _is_loose_ssn(match: re.Match[str]) -> bool:
    """With blanks or dots, when nothing calls it a telephone or another number."""
    before = cut(match.string, match.start("v"))
    if OTHER_NUMBER.search(before) or PHONE.search(before):
        return False
    return _is_ssn(match) and (match["s"] == " " or _TAXED.search(before) is not None)


def _is_nss(match: re.Match[str]) -> bool:
    """The last two digits are the rest of all the others by 97."""
    plain = re.sub(r"\D", "", match["v"])
    return int(plain[:10]) % 97 == int(plain[10:])


def _is_no_other(match: re.Match[str]) -> bool:
    return not OTHER_NUMBER.search(cut(match.string, match.start("v")))


_TAXED = re.compile(r"(?i)\bsocial\b|\btax\b|\bssn\b|\bitin\b|\bpayroll")
_STOCK = re.compile(
    r"(?i)\b(?:sku|part|order|item|model|serial|tracking|invoice|product|lot|batch|isbn)(?: ?(?:nu"
    r"mber|no|nr|#|id))?[.:#]? ?$"
)
_END = r"(?![\w/-]|[.,]\d)"
_CANDIDATE = re.compile(r"[A-Za-z0-9](?<![\w.,/+-].)(?=[A-Za-z]{0,6}[ .-]?\d[ .-]?\d|[A-Za-z]{5}[\dL-V]{2})")
_Shape = tuple[re.Pattern[str], Check, int, bool]


def _number(_name: str, pattern: str, check: Check, number: int) -> _Shape:
    starts_with_digit = pattern.startswith(("\\d", "(?:\\d", "[1-", "756"))
    return re.compile(rf"(?P<v>{pattern}){_END}"), check, number, starts_with_digit


def _any(_match: re.Match[str]) -> bool:
    return True


_SHAPES = (
    _number("us_ssn", r"\d{3}-\d{2}-\d{4}", _is_ssn, 9),
    _number("us_ssn_loose", r"\d{3}(?P<s>[ .])\d{2}(?P=s)\d{4}", _is_loose_ssn, 9),
    _number("es_nss", r"\d{2}(?P<s>[ /])\d{8}(?P=s)\d{2}", _is_nss, 12),
    _number(
        "uk_nino",
        r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:\d{6}|(?P<s>[ "
        r"-])\d{2}(?P=s)\d{2}(?P=s)\d{2}(?P=s)?|[ -]\d{6}[ -]?)[A-D]",
        _is_no_other,
        6,
    ),
    _number("es_dni", r"(?:\d{8}|\d{1,2}\.\d{3}\.\d{3})[ -]?[A-HJ-NP-TV-Za-hj-np-tv-z]", _valid(dni), 7),
    _number(
        "es_nie", r"[XYZxyz][ -]?(?:\d{7}|\d\.\d{3}\.\d{3})[ -]?[A-HJ-NP-TV-Za-hj-np-tv-z]", _valid(nie), 7
    ),
    _number(
        "fr_nir",
        r"[1-478][ .-]?\d{2}[ .-]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .-]?(?:\d{2}|2[ABab])[ "
        r".-]?\d{3}[ .-]?\d{3}[ .-]?\d{2}",
        _is_nir,
        8,
    ),
    _number("de_tax", r"\d{2} \d{3} \d{3} \d{3}", _valid(idnr), 11),
    _number("de_tax_plain", r"[1-9]\d{10}", _is_plain(_valid(idnr)), 11),
    _number("br_cpf", r"\d{3}\.\d{3}\.\d{3}-\d{2}", _valid(cpf), 11),
    _number(
        "it_fiscal",
        r"[A-Za-z]{6}[\dL-V]{2}[A-EHLMPRSTa-ehlmprst][\dL-V]{2}[A-Za-z]\d{3}[A-Za-z]",
        _valid(codicefiscale),
        3,
    ),
    _number("it_fiscal_shape", r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]", _any, 3),
    _number("mx_curp", r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d", _any, 6),
    _number("ch_ahv", r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}", _valid(ahv), 13),
    _number("be_register", r"\d{2}\.\d{2}\.\d{2}[-.]\d{3}[-.]\d{2}", _valid(be_nn), 11),
    _number("cl_rut", r"\d{1,2}\.\d{3}\.\d{3}-[\dKk]", _valid(rut), 7),
    _number("fi_hetu", r"\d{6}[-+A]\d{3}[0-9A-FHJ-NPR-Y]", _valid(hetu), 6),
    _number("kr_rrn", r"\d{6}-[1-4]\d{6}", _valid(rrn), 13),
    _number("cn_resident", r"[1-9]\d{16}[\dXx]", _valid(ric), 17),
    _number("uk_licence", r"[A-Z]{2,5}9{0,3}\d[0156]\d[0-3]\d\d(?:[A-Z]{2}|[A-Z]9|99)\d?[A-Z]{2,3}", _any, 6),
    _number("in_pan", r"[A-Z]{3}[PHFATC][A-Z]\d{4}[A-Z]", _any, 4),
)


def _walk(page: Page) -> Iterator[Found]:
    """Each place where a number could start, and there the first shape that passes its check."""
    shapes = [shape for shape in _SHAPES if page.number >= shape[2]]
    done = 0
    for candidate in _CANDIDATE.finditer(page.text):
        if candidate.start() < done:
            continue
        digit = page.text[candidate.start()].isdigit()
        for pattern, check, _size, starts_with_digit in shapes:
            if digit is not starts_with_digit:
                continue
            match = pattern.match(page.text, candidate.start())
            if match and check(match):
                done = match.end("v")
                yield Found(candidate.start(), done, "NATIONAL_ID")
                break


IDENTITIES = (Walker("identity", _walk, Needs(digits=3)),)
