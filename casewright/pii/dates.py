"""Dates of birth: a date is one only when something calls it so."""

import re
from collections.abc import Iterator

from casewright.pii.recogniser import Found, Group, Needs, Page, Walker, any_of

_MONTH = (
    r"(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar|rero)?|f[eé]v(?:rier)?|mar(?:ch|zo|s)?|"
    r"m[äa]r?z|apr(?:il)?|avr(?:il)?|abr(?:il)?|may[o]?|mai|"
    r"june?|juin|juni|junio|jun|july?|juli|julio|juil(?:let)?|jul|aug(?:ust)?|ao[uû]t|"
    r"ago(?:sto)?|sep(?:t(?:ember|iembre|embre)?)?|"
    r"set(?:iembre|tembre)?|o[ck]t(?:ober|obre|ubre)?|out(?:ubro)?|nov(?:ember|iembre|"
    r"embre)?|novembro|de[cz](?:ember|embre|embro)?|"
    r"dic(?:iembre|embre)?|d[eé]c(?:embre)?|ene(?:ro)?|janeiro|fevereiro|março|maio|"
    r"junho|julho|setembro|gen(?:naio)?|febbraio|aprile|"
    r"maggio|giugno|luglio|settembre|ottobre)\.?"
)
_YEAR = r"(?:18|19|20)\d{2}"
_ORDINAL = r"(?:st|nd|rd|th|er|\.|º|ª|do|ro)?"
_LINK = r"(?:\s?[-/.,]?\s?(?:of\s|de\s|del\s|di\s|of\sthe\s)?)"
DATE = (
    rf"(?:(?:the\s)?(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?\.?,?\s)?(?:the\s)?(?:"
    rf"{_YEAR}\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?\d{{1,2}}(?:T\d\d:\d\d(?::\d\d)?(?:\.\d{{1,"
    rf"6}})?(?:Z|[+-]\d\d:?\d\d)?)?"
    rf"|\d{{1,2}}\s?[-/.\\]\s?\d{{1,2}}\s?[-/.\\]\s?(?:{_YEAR}|\d{{2}})|\d{{1,2}}\s\d{{1,"
    rf"2}}\s(?:{_YEAR}|\d{{2}})"
    rf"|\d{{1,2}}{_ORDINAL}{_LINK}{_MONTH}{_LINK}(?:{_YEAR}|'?\d{{2}})|{_MONTH}{_LINK}\d{{1,"
    rf"2}}{_ORDINAL},?{_LINK}(?:{_YEAR}|'\d{{2}})"
    rf"|{_YEAR}{_LINK}{_MONTH}{_LINK}\d{{1,2}}|{_YEAR}\s\d{{1,2}}\s\d{{1,2}}|{_YEAR}(?:0\d|"
    rf"1[0-2])[0-3]\d|[0-3]\d(?:0\d|1[0-2]){_YEAR}"
    rf"|{_MONTH}{_LINK}{_YEAR}|\d{{1,2}}[-/.]{_YEAR})(?![\w]|[-/]\d)"
)
_DATE = re.compile(rf"(?i)(?P<v>{DATE})")
BIRTH = (
    r"(?:date\s?of\s?birth|birth[\s_-]?(?:da(?:te|y)s?|dt|dat)|(?<!\w)b\.(?=\s(?:\d|[A-Z][a-z]{2}))|"
    r"day\s?of\s?birth|d\.\s?o\.\s?b\.?|"
    r"dob|d/o/b|birth\b|born|bday|b-day|date_of_birth|dateofbirth|"
    r"fecha[\s_]?(?:de\s?)?nac(?:imiento)?\.?|f\.?\s?(?:de\s)?nac(?:imiento)?\.?|fnac|"
    r"nacid[oa]s?|naci[oó]|nac[ií]|nac\.|cumpleaños|nacimiento|"
    r"geburtsdatum|geburtstag|geb\.?[\s-]?dat(?:um)?\.?|geboren|geb\.|\*\s?(?=\d)|"
    r"date[\s_]?(?:de[\s_]?)?naiss(?:ance)?\.?|d\.?\s?naiss\.?|n[eé]e?\(?e?\)?(?:\s+(?:à|a|en|"
    r"au)\s+[A-ZÀ-Ý][\w-]{1,25}(?:\s[A-Z][\w-]{1,20})?)?,?\s+le|naissance|ddn\b|anniversaire|"
    r"data\s?di\s?nascita|nat[oa]\s+il|data\s?de\s?nascimento|nascid[oa]|nascimento|"
    r"nasceu|geboortedatum|data\s?urodzenia|ur\.)"
)
_CUE = re.compile(rf"(?i)(?<![^\W_]){BIRTH}")
_BRIDGE = re.compile(
    r"(?i)(?:\s?\((?:[dmyjta/.\s-]{2,14}|day/month/year)\))?"
    r"(?:[\s\"'`:=#|(>\[,-]|\b(?:is|was|are|be|on|of|in|el|d[ií]a|am|le|the|il|em|es|lautet|"
    r"ist|est|war|den|at|to|as|set|value|field|fällt|auf|falls|cae|entered|with|was|"
    r",)\b){0,12}"
    r"(?:(?:(?:in|en|à|a|at|zu)\s)?(?-i:[A-ZÀ-Ý])[\w.-]{1,20}(?:\s[A-Z][\w.-]{1,20})?,?\s(?:on|el|am|le|il|the)\s)?"
    r"(?:(?:in|en|à|a|at|zu)\s[A-ZÀ-Ý][\w.-]{1,20}(?:\s[A-Z][\w.-]{1,20})?,?\s)?"
)
_AFTERWARDS = re.compile(
    r"(?i)[\"'»]?\s(?:(?:as|in|into|for|als|bei|como|en|comme|dans|pour|is|ist|es|est)\s"
    r"(?:(?:the|a|my|his|her|their|your|la|sa|su|das)\s)?[\"'«]?\s?(?:(?:customer|user)(?:'?s)?\s|new\s)?"
    r"(?:date\sof\sbirth|birth\s?-?da(?:te|y)|dob\b|geburtsdatum|geburtstag|fecha\sde\snac|date\sde\snaiss)"
    r"|(?:in\s[A-ZÄÖÜ][\w-]{1,25}\s)?geborene?[nrsm]?\b)"
)


def _walk(page: Page) -> Iterator[Found]:
    for cue in _CUE.finditer(page.text):
        bridge = _BRIDGE.match(page.text, cue.end())
        if date := _DATE.match(page.text, bridge.end() if bridge else cue.end()):
            start = date.start("v") if date[0][0].isdigit() else _first_letter(date)
            yield Found(start, date.end("v"), "DATE_OF_BIRTH")


def _walk_afterwards(page: Page) -> Iterator[Found]:
    """A date with the word for it behind: `enter 1/2/1980 as date of birth`, `der am 1.2.1980 geborene`."""
    for cue in _AFTERWARDS.finditer(page.text):
        for date in _DATE.finditer(page.text, max(0, cue.start() - 24), cue.start()):
            if date.end("v") == cue.start():
                yield Found(_first_letter(date), cue.start(), "DATE_OF_BIRTH")


def _first_letter(date: re.Match[str]) -> int:
    """The start of the date, without the article."""
    article = re.match(r"(?i)the\s", date["v"])
    return date.start("v") + (article.end() if article else 0)


_NEEDS = Needs(
    hints=any_of(
        "birth|born|dob|d.o.b|d. o|d/o/b|bday|b-day|b. |nac|cumple|geb|*|naiss|"
        "né|ne l|nee|ddn|anniv|nasc|nat|geboorte|urodz|ur."
    ),
    digits=3,
)

BIRTHS = (Group("birth", (Walker("before", _walk), Walker("behind", _walk_afterwards)), _NEEDS),)
