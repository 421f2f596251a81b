"""Rules on the wording of any field: words with more than one meaning, and knowledge taken for granted."""

import re
from collections.abc import Iterable

from casewright.analysis import CaseText, Sentence, StoryText, SuiteText
from casewright.records import Severity
from casewright.smells.rule import CaseRule, Hit
from casewright.smells.steps import vague_data
from casewright.wordlist import word_list

_MANNER = word_list(
    """
    properly correctly appropriately quickly slowly easily smoothly seamlessly adequately reasonably
    sufficiently efficiently effectively gracefully nicely promptly intuitively suitably accordingly
    normally reliably securely safely conveniently cleanly carefully consistently relatively approximately
    roughly fairly immediately
    """
)
_WHO = word_list("something someone somebody anything somewhere somehow")
_LOOKS = word_list(
    """
    appropriate suitable adequate reasonable relevant proper acceptable sufficient user-friendly friendly
    intuitive nice decent normal typical usual meaningful helpful responsive seamless slow fast quick
    smooth
    """
)
_COMPARED = word_list("better worse faster slower quicker easier")
_LARGER = word_list("larger smaller bigger higher lower longer shorter")
_TRIGGERS = word_list(
    "some several various numerous many certain few multiple couple any lot lots good bad clear more less"
).union(_MANNER, _WHO, _LOOKS, _COMPARED, _LARGER)


def _either(words: frozenset[str]) -> str:
    return "|".join(sorted(words))


_AMBIGUOUS = re.compile(
    rf"""\b(?:(?:{_either(_MANNER)})
    |(?:some|several|various|numerous|(?<!how\s)(?<!too\s)(?<!as\s)many|certain|(?:a\s)?few|multiple
     |a\s(?:couple|lot)\sof|lots\sof)\s(?=[\w\s])
    |(?:{_either(_WHO)})(?!\selse\b)
    |(?<!as\s)(?:{_either(_LOOKS)})(?!-)
    |(?:is|are|looks?|feels?|seems?|works?|an?|very)\s+(?:good|bad|clear)(?!-)
    |(?:{_either(_COMPARED)})(?!\s+than\b)
    |(?:more|less)\s+(?:\w+ly|user-friendly|visible|prominent|detailed|relevant|convenient|complex|readable)
     (?!\s+than)
    |(?:is|are|gets?|becomes?|looks?|appears?)\s+(?:much\s+)?(?:{_either(_LARGER)})(?!\s+than)
    )\b""",
    re.VERBOSE,
)
_ANY = re.compile(
    r"\bany\s+(?:\w+\s+)?(?:page|product|item|value|data|user|account|field|option|date|file|order)s?\b"
)
_DENIED = re.compile(
    r"\b(?:no|not|without|never|nor|neither|nothing|none|cannot|if|whether|deny|denies)\b|n['’]t\b"
)
"""Under a denial, "any" leaves nothing open."""

_TACIT_WORDS = word_list(
    """
    usual normal always previous described documented standard regular happy typical flow procedure
    workflow same like similar identical see tc repeat follow per above earlier etc so tbd tbc todo
    """
)
_TACIT = re.compile(
    r"""\b(?:
    as\s+(?:usual|normal|always|in\s+the\s+previous\s+\w+|described\s+(?:in|above|before|elsewhere)|documented)
    |in\s+the\s+(?:usual|normal|standard)\s+way
    |(?:the\s+)?(?:usual|standard|normal|regular|happy|typical)
     \s+(?:path|flow|process|procedure|steps|workflow|way|manner)
    |(?:the\s+)?(?:login|log-in|sign-in|sign-up|registration|checkout|payment|onboarding|ordering|purchase)
     \s+(?:flow|procedure|workflow)
    |(?:same|like|similar|identical)\s+(?:steps\s+)?(?:as|to)\s+(?:in\s+)?
     (?:tc[-_\s]?\d+|(?:the\s+)?(?:previous|above|first|last)(?:\s+(?:test\s+case|test|case|scenario))?\b|before)
    |(?:see|repeat|per|follow|from|of|after)\s+(?:steps?\s+(?:of|from|in)\s+)?tc[-_\s]?\d+
    |(?:repeat|follow|perform)\s+(?:the\s+)?(?:steps?\s+(?:\d|above|of|from)|(?:above|previous|same)\s+steps?)
    |(?:previous|above|earlier)\s+(?:test\s+case|test|scenario)
    |etc|and\s+so\s+(?:on|forth)|and\s+the\s+like|tbd|tbc|todo)\b""",
    re.VERBOSE,
)
_ACRONYM = re.compile(r"[A-Z][A-Z]{1,4}s?(?![\w@/-]|\s*[=:]|\s\d|\.\w)")
"""Capitals by themselves; what stands before a figure or a colon is a code or a heading."""
_PART_OF_NAME = "-_/.@#€£$"
_KNOWN = word_list(
    """
    ACID AM API APIS APP ASAP ATM BCC CC CD CEO CLI CPU CRM CRUD CSS CSV CVC CVV DELETE DNS DVD EAN EN ERP
    ESC ETA EU EUR EXIF FAQ FTP GB GBP GDPR GET GIF GMT GPS GPU GUI HEAD HTML HTTP HTTPS IBAN ID IOS IP
    ISBN ISO IT JPEG JPG JS JSON JWT KB LAN LED MAC MB MFA MIME NFC NOT OK OR AND OS OTP PATCH PC PDF PHP
    PIN PM PNG POST PUT QA QR RAM REST RGB RSS SDK SEO SFTP SHA SIM SKU SMS SMTP SQL SSD SSH SSL SSN SSO
    SVG TB TIFF TLS TOTP TV TXT UI UK UN UPC URI URL US USA USB USD UTC UTF UUID UX VAT VIP VPN WCAG WIFI
    XLS XLSX XML XSS YAML ZIP TC UAT TAB CTRL ALT AED AUD CAD CHF CNY INR JPY TO IN ON NO YES ALL
    """
)
"""Acronyms that every tester knows, and words that are written in capitals for stress."""


def _ambiguous(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    for field, text in case.fields:
        if _TRIGGERS.isdisjoint(text.words) or not (found := _ambiguity(text)):
            continue
        if field.startswith("steps") and vague_data(text):
            continue  # told by that rule, and better
        word = text.text[found.start() : found.end()].strip()
        span = (found.start(), found.start() + len(word))
        yield Hit(field, f'"{word}" can be understood in more than one way', span)


def _ambiguity(text: Sentence) -> re.Match[str] | None:
    found = _AMBIGUOUS.search(text.unquoted)
    if found or "any" not in text.words or _DENIED.search(text.unquoted):
        return found
    return _ANY.search(text.unquoted)


def _tacit(story: StoryText, _: SuiteText, case: CaseText) -> Iterable[Hit]:
    for field, text in case.fields:
        if not _TACIT_WORDS.isdisjoint(text.words) and (found := _TACIT.search(text.unquoted)):
            message = f'"{text.text[slice(*found.span())]}" is not known to everybody'
            yield Hit(field, message, found.span())
        for found in _ACRONYM.finditer(text.text) if text.has_capitals else ():
            if _is_undefined(found, text, story, case):
                message = f'"{found[0]}" is explained neither in the story nor in the case'
                yield Hit(field, message, found.span(), f"write {found[0]} out")


def _is_undefined(found: re.Match[str], text: Sentence, story: StoryText, case: CaseText) -> bool:
    """Whether an acronym is neither known to everybody nor in the story, and no label or part of a name."""
    acronym, begin = found[0], found.start()
    if acronym in _KNOWN or acronym.rstrip("s") in _KNOWN or text.unquoted[begin] == " ":
        return False
    if begin and (text.text[begin - 1].isalnum() or text.text[begin - 1] in _PART_OF_NAME):
        return False
    return acronym.lower() not in story.text and f"({acronym})" not in " ".join(case.case.preconditions)


RULES = (
    CaseRule(
        "ambiguous",
        Severity.WARNING,
        "words that leave open how many, which, how well, or compared with what",
        "say it in figures, or name what is meant",
        "Soares 2023",
        _ambiguous,
    ),
    CaseRule(
        "tacit-knowledge",
        Severity.WARNING,
        "what not everybody knows: as usual, the login flow, the same as TC-003, an acronym of the house",
        "write down what is to be done or seen, so that the case stands by itself",
        "Soares 2023",
        _tacit,
    ),
)
