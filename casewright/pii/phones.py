"""Telephone numbers: international, national with a cue, and national of an unmistakable shape."""

import re
from collections.abc import Iterator

from casewright.pii.context import OTHER_NUMBER, PHONE, cut
from casewright.pii.recogniser import Found, Needs, Page, Recogniser, Walker

_EXTENSION = re.compile(
    r"(?i)(?:[\s,;-]{0,3}\(?(?:ext(?:ension|n)?|x|extensi[oó]n|anexo|int(?:erno)?|poste|"
    r"durchwahl|dw|nebenstelle|app|ramal|toestel|wew)[.:=]?\s{0,2}"
    r"|\s?#\s?)\d{1,6}\)?(?!\w)"
)
_SIZES = {
    "1": (10, 11), "7": (10, 10), "20": (8, 10), "27": (9, 9), "30": (10, 10), "31": (9, 9), "32": (8, 9),
    "33": (9, 9),
    "34": (9, 9), "36": (8, 9), "39": (6, 11), "40": (9, 9), "41": (9, 9), "43": (7, 12), "44": (9, 10),
    "45": (8, 8), "46": (7, 9),
    "47": (8, 8), "48": (9, 9), "49": (6, 12), "51": (8, 9), "52": (10, 11), "54": (10, 11), "55": (10,
    11), "56": (9, 9),
    "57": (10, 10), "58": (10, 10), "60": (8, 10), "61": (9, 9), "62": (8, 12), "63": (9, 10), "64": (8,
    10), "65": (8, 8),
    "66": (8, 9), "81": (9, 10), "82": (8, 10), "84": (9, 10), "86": (10, 11), "90": (10, 10), "91": (10,
    10), "92": (9, 10),
    "351": (9, 9), "353": (7, 9), "358": (6, 11), "420": (9, 9), "971": (8, 9), "972": (8, 9),
}  # fmt: skip
_GROUP = re.compile(r"\d+")


def _walk_international(page: Page) -> Iterator[Found]:
    """The country code tells how long the number can be, so that a number after it stays."""
    for run in _RUN_START.finditer(page.text):
        body = _BODY.match(page.text, run.end())
        if not body:
            continue
        if run["v"] == "00" and body[0].isdigit() and OTHER_NUMBER.search(cut(page.text, run.start("v"))):
            continue
        end = _end_of_number(page.text, run.end(), body.end())
        if end and not _continues(page.text, end):
            end = _with_extension(page.text, end)
            start, end = _balanced(page.text, run.start("v"), end)
            yield Found(start, end, "PHONE")


_RUN_START = re.compile(
    r"(?<![\w+.])(?P<v>\(?(?:\+\s?|00(?:[ -]{0,2}|\))(?=\(?[1-9])|011[ -](?=[1-9])))(?=\(?[1-9])"
)
_BODY = re.compile(r"\(?[1-9]\)?(?:[ ./()-]{0,3}\d){5,24}")


def _end_of_number(text: str, start: int, limit: int) -> int | None:
    groups = [(m.start(), m.end()) for m in _GROUP.finditer(text, start, limit)]
    digits = "".join(text[a:b] for a, b in groups)
    low, high, code = _size(digits)
    total, end = 0, None
    for number, (a, b) in enumerate(groups):
        after = total + b - a
        if number and after - code > high and (not end or total - code >= low):
            break
        total, end = after, b
        if (
            number + 1 < len(groups)
            and total - code >= low
            and text[b : groups[number + 1][0]] in (" - ", ". ", ", ", " (")
        ):
            break
    return end if end and 7 <= total <= 15 and total - code >= min(low, 7) else None


def _size(digits: str) -> tuple[int, int, int]:
    for width in (1, 2, 3):
        if (code := digits[:width]) in _SIZES:
            trunk = 1 if digits[width : width + 1] == "0" and code not in ("1", "39") else 0
            low, high = _SIZES[code]
            return low, high + trunk, width
    return 6, 11, 3


def _continues(text: str, end: int) -> bool:
    return re.match(r"[^\W\d_]{2}|[-/.]?\d|[A-Z]\d|@", text[end : end + 3]) is not None


def _with_extension(text: str, end: int) -> int:
    extension = _EXTENSION.match(text, end)
    return extension.end() if extension else end


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """Without a bracket that belongs to the sentence."""
    value = text[start:end]
    if value.startswith("(") and value.count("(") > value.count(")"):
        return start + 1, end
    return start, end


_NATIONAL = re.compile(
    r"(?P<v>[(\d](?<![\w+@/.#-].)(?<!\d[ ,:].)(?<![$€£].)(?:(?<=\()\d|"
    r"(?<=\d))(?:[ ]?[/.()-]{0,2}[ ]?\d){5,13})(?!(?!x\d)\w"
    r"|%|[.,/-]\d|[ ]?(?:USD|EUR|GBP|€|£|\$|kg|ms|px))"
)
_DATE_OR_VERSION = re.compile(
    r"(?:\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)?\d{2}|(?:19|20)\d{2}[-/. ]\d{1,2}[-/. ]\d{1,"
    r"2}|\d{8}|\d{1,3}(?:[.,]\d{3})+|(?:(?:1?\d{1,2}|2[0-4]\d|25[0-5])\.){3}(?:1?\d{1,2}|2[0-4]\d|25[0-5])"
    r"|(?:19|20)\d\d[- ]?(?:to|-)[- ]?(?:19|20)\d\d)"
)
_SHAPES = re.compile(
    r"(?:1[ .-])?\(\d{3}\)[ .-]?\d{3}[ .-]?\d{4}|(?:1[ .-])?[2-9]\d{2}(?P<a>[.-])\d{3}(?P=a)\d{4}|"
    r"(?:1[ .-])?[2-9]\d{2}[ .-]\d{3}[ -]\d{4}"
    r"|[2-9]\d{2} - \d{3} - \d{4}|0\d{4}(?: \d{2}){3}|\(9\d\) \d{3} \d{2} \d{2}|\(0 ?\d{1,4}\)[ \d/-]{5,12}"
    r"|[2-9]\d{2}/\d{3}-\d{4}|0 [89]\d{2} \d{3} \d{3}|0\d{2,4} - \d{2,4}(?: \d{2,4}){1,3}"
    r"|0[1-9](?P<b>[ ./-])\d{2}(?:(?P=b)\d{2}){3}|0[1-9][ .-]?\d{2}(?P<e>[ .-])\d{2}(?:(?P=e)\d{2}){2}"
    r"|0[67]\d{8}|[6789]\d{2}(?P<c>[ .-])\d{2}(?P=c)\d{2"
    r"}(?P=c)\d{2}|[6789]\d{2}(?P<d>[ .-])\d{3}(?P=d)\d{3}"
    r"|9\d[ -]\d{3}[ -]\d{2}[ -]\d{2}|\(?0\d{2,5}\)?[ -]\d{3,4}[ -]?\d{3,4}|0[127]\d{8,"
    r"9}|\(?0\d{2,5}\)?(?: ?[/-] ?| )\d{4,9}(?:-\d{1,4})?"
    r"|0\d{2}[ -]\d{3}[ -]\d{2}[ -]\d{2}|1?[ -]?8(?:00|33|44|55|66|77|88)[ -]\d{3}[ "
    r"-]?\d{4}|\(\d{2}\) 9?\d{4}-\d{4}|0\d{1,2}-\d{4}-\d{4}|\(0\d{1,5}\) ?[\d ]{5,10}"
    r"|1\d0\d{8}|0\d \d{4} \d{4}"
)
_SPANISH_DOTS = re.compile(r"[6-9]\d{2}\.\d{3}\.\d{3}")


def _walk_national(page: Page) -> Iterator[Found]:
    for match in _NATIONAL.finditer(page.text):
        value = match["v"]
        digits = re.sub(r"\D", "", value)
        if not 6 <= len(digits) <= 13 or len(set(digits)) < 3:
            continue
        before = cut(page.text, match.start("v"))
        if _is_national(value, before) and not OTHER_NUMBER.search(before):
            end = _with_extension(page.text, match.end("v"))
            yield Found(*_balanced(page.text, match.start("v"), end), "PHONE")


def _is_national(value: str, before: str) -> bool:
    """Its shape is that of a telephone number, or a word announces one."""
    dated = _DATE_OR_VERSION.fullmatch(value) is not None
    if not dated and _SHAPES.fullmatch(value):
        return True
    if (dated and not _SPANISH_DOTS.fullmatch(value)) or not _is_grouped_like_a_phone(value):
        return False
    return PHONE.search(before) is not None


def _is_grouped_like_a_phone(value: str) -> bool:
    groups = _GROUP.findall(value)
    return len(re.sub(r"\D", "", value)) >= 7 and (len(groups) > 1 or len(value) > 6) and len(groups) < 7


PHONES = (
    Walker("international", _walk_international, Needs(hints=("+", "00", "011"), digits=7)),
    Walker("national", _walk_national, Needs(number=6)),
    Recogniser(
        "seven_digits",
        "PHONE",
        re.compile(r"(?<![\w+.-])(?P<v>555-\d{4})(?![\w-])"),
        needs=Needs(hints=("555-",), digits=7),
    ),
)
