"""Rules on preconditions: states that are this case's own, told once, and no actions."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from casewright.analysis import CaseText, Sentence, StoryText, SuiteText
from casewright.records import Severity
from casewright.smells.rule import CaseRule, Hit
from casewright.wordlist import word_list

_ORDER = re.compile(
    r"""\A\W*(?P<verb>
    (?:click|press|tap|navigate|go\s+to|log\s*in(?:to)?\s+(?:to|as|with|using)|sign\s*in\s+(?:to|as|with)
    |ensure|make\s+sure|verify|confirm|try\s+to)\b
    |(?:open|launch|select|choose|enter|type|create|add|set\s+up|set|prepare|start|fill(?:\s+in)?|check|visit
    |use|delete|remove|upload|insert|reload|submit|save|install|configure|run|send|observe)
     (?=\s+(?:the|an?|your|\d+|that|all|any)\b|\s\s))""",
    re.VERBOSE,
)
"""An order: a verb with what it is done to. Names that begin like one ("Open orders: 3") are none."""
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|holds?|contains?|shows?|exists?|appears?|opens?)\b")
_CLAUSE = re.compile(r"\b(?:that|which|until|whose|where|if)\b")
_ENSURING = frozenset(["ensure", "make sure", "verify", "confirm", "check", "observe"])

_STOCK = re.compile(
    r"""(?:the\s|an?\s)?(?:(?:registered|valid|test|admin|existing|active)\s)*
    (?:users?|customers?|shoppers?|visitors?|guests?|testers?|admin\w*|system|application|app|web\s?site|site
    |page|browser|account|(?:test|sample)\ data|data\s?base|server|device|internet(?:\sconnection)?|network)
    (?:\saccount)?\s(?:is|are|has|have|exists?|can|must|should|needs?)(?:\s[a-z-]+){0,4}""",
    re.VERBOSE,
)
"""A stock subject, a verb and a few words."""
_STOCK_TERMS = word_list(
    """
    user custom shopper visitor guest tester admin administr system applic app websit site page browser
    account log sign regist exist valid activ avail open run access internet connect network data sampl
    test initi state server devic databas set up readi work load home environ product item precondit none
    login function normal author authent permiss necessari requir have with has credenti session process
    feature featur prerequisit
    """
)
"""Stems of what every product has."""
_TELLING = re.compile(
    r"\b(?:no|not|never|without|only|none|empty|expired|locked|blocked|disabled|full|exactly)\b"
)
_LEAST_WORDS = 3

_NEGATION = re.compile(r"\b(?:is|are|was|were|does|do|has|have|can)?\s*(?:n['’]t|not|never|no|without)\b")
_OPPOSITES = {
    "logged out": "logged in",
    "signed out": "signed in",
    "disabled": "enabled",
    "inactive": "active",
    "unlocked": "locked",
    "closed": "open",
    "offline": "online",
    "unavailable": "available",
    "invalid": "valid",
    "unregistered": "registered",
    "unpublished": "published",
    "unverified": "verified",
}
_OPPOSITE = re.compile(rf"\b(?:{'|'.join(_OPPOSITES)})\b")
_DENIALS = word_list(
    """
    not never no without out isn't aren't wasn't weren't doesn't don't hasn't haven't can't cannot
    disabled inactive unlocked closed offline unavailable invalid unregistered unpublished unverified
    """
)
_EMPTY_WORDS = word_list(
    "the a an is are was were has have been be does do did yet already currently any exists exist there"
)
_FIGURE = re.compile(r"\d[\d.,:]*")
_HAS = (
    " holds ",
    " has ",
    " contains ",
    " counts ",
    " is ",
    " costs ",
    " reads ",
    " stands at ",
    " still at ",
)
"""What stands before a figure of which a thing has only one."""


def is_generic(text: Sentence) -> bool:
    """Whether a precondition would fit any test case, such as "User is logged in"."""
    if text.numbers or text.quoted or "@" in text.text or "/" in text.text:
        return False
    if len(text.words) < _LEAST_WORDS:
        return True
    if _TELLING.search(text.lower):
        return False
    return bool(_STOCK.fullmatch(text.lower.rstrip(" ."))) or text.terms <= _STOCK_TERMS


def _misplaced_action(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    for i, text in enumerate(case.preconditions):
        if found := _order(text):
            message = f'"{text.text[slice(*found.span("verb"))]}" is an action among the preconditions'
            yield Hit(f"preconditions[{i}]", message, found.span("verb"))
    if found := _order(case.oracle):
        message = f'"{case.oracle.text[slice(*found.span("verb"))]}" is an action in the expected result'
        fix = "say what is to be seen after the last step, and write actions as steps"
        yield Hit("expected_result", message, found.span("verb"), fix)


def _order(text: Sentence) -> re.Match[str] | None:
    """The order with which a text begins; none where the verb is a name of which something is said."""
    found = _ORDER.match(text.unquoted)
    if not found or found["verb"] in _ENSURING:
        return found
    clause = _CLAUSE.split(text.unquoted[found.end() :], maxsplit=1)[0]
    return None if _FINITE.search(clause) else found


def _generic(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    if case.preconditions and all(map(is_generic, case.preconditions)):
        yield Hit("preconditions[0]", f'"{case.preconditions[0].text}" would fit any test case')


def _repeated(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    seen: dict[tuple[str, ...], int] = {}
    for i, text in enumerate(case.preconditions):
        first = seen.setdefault(text.words, i)
        if first != i:
            yield Hit(f"preconditions[{i}]", f"says the same as precondition {first + 1}")


def _contradictory(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    texts = case.preconditions
    if len(texts) == 1:
        return
    if len(figures := [(i, text) for i, text in enumerate(texts) if text.numbers]) > 1:
        yield from _other_figures(figures)
    if all(_DENIALS.isdisjoint(text.words) for text in texts):
        return
    for (i, one), (j, other) in combinations(enumerate(map(_state, texts)), 2):
        if one[0] == other[0] and one[1] != other[1]:
            yield Hit(f"preconditions[{j}]", f"is the opposite of precondition {i + 1}")


def _other_figures(texts: Sequence[tuple[int, Sentence]]) -> Iterator[Hit]:
    """Preconditions that give one thing two figures."""
    figures: dict[str, tuple[int, str]] = {}
    for i, text in texts:
        for found in _FIGURE.finditer(text.unquoted):
            before = text.text[: found.start()].rstrip("€£$")
            if not before.endswith(_HAS):
                continue
            rest = f"{before}#{text.text[found.end() :]}".casefold()
            first, figure = figures.setdefault(rest, (i, found[0]))
            if figure != found[0]:
                message = f"gives another figure than precondition {first + 1}"
                yield Hit(f"preconditions[{i}]", message, found.span())


def _state(text: Sentence) -> tuple[str, bool]:
    """A state in its positive form, and whether it is denied."""
    plain, opposites = _OPPOSITE.subn(lambda found: _OPPOSITES[found[0]], text.lower)
    plain, negations = _NEGATION.subn(" ", plain)
    words = [word for word in re.findall(r"[^\W_]+", plain) if word not in _EMPTY_WORDS]
    return " ".join(words), bool((opposites + negations) % 2)


RULES = (
    CaseRule(
        "misplaced-action",
        Severity.WARNING,
        "an order to the tester stands among the preconditions or in the expected result",
        "tell the state that has to hold, and write actions as steps",
        "Soares 2023",
        _misplaced_action,
    ),
    CaseRule(
        "generic-preconditions",
        Severity.INFO,
        "all preconditions of a case would fit any test case",
        "name the data that this case needs: which account, which records, with which values",
        "own: what small models write before every case",
        _generic,
    ),
    CaseRule(
        "repeated-precondition",
        Severity.INFO,
        "a precondition is told twice",
        "leave one of them out",
        "Hauptmann 2013",
        _repeated,
    ),
    CaseRule(
        "contradictory-preconditions",
        Severity.ERROR,
        "two preconditions of a case exclude each other: opposites, or two figures for one thing",
        "make two cases of it, or leave out the one that is wrong",
        "own: such a case cannot be set up",
        _contradictory,
    ),
)
