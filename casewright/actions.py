"""Steps taken apart: whether one is an order to the tester, its verb, and what it does in the flow.

The words are those of manual tests of any product. What a step puts in quotes is a label or a value and is
only asked which kind of button it names.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from casewright import verbs
from casewright.analysis import sentence
from casewright.wordlist import word_list


class Stage(StrEnum):
    """What a step does in the flow of a case."""

    START = "start"
    """Opens the product or signs in: comes before all that is done in it."""
    OPEN = "open"
    """Goes to a page."""
    INPUT = "input"
    """Enters or selects what has to be sent off afterwards."""
    SETTING = "setting"
    """Changes a figure or the clock at once."""
    COMMIT = "commit"
    """Sends off, saves, presses a button."""
    LOOK = "look"
    """Waits, reloads, goes back, looks."""
    ACT = "act"
    """Anything else."""


class Action(NamedTuple):
    """What a step tells the tester to do."""

    verb: str | None
    """In lower case; None where the step is no order."""
    stage: Stage
    at: int
    """Where the verb, or else the text, begins."""


_STAGES: dict[str, Stage] = {
    **dict.fromkeys(verbs.GOES, Stage.OPEN),
    **dict.fromkeys(verbs.ENTERS, Stage.INPUT),
    **dict.fromkeys(verbs.SETS, Stage.SETTING),
    **dict.fromkeys(verbs.SENDS, Stage.COMMIT),
    **dict.fromkeys(verbs.LOOKS, Stage.LOOK),
}
_LEAD = re.compile(
    r"""\s*(?:(?:step\s*)?\d+\s*[.:)]\s*)?
    (?:(?:then|next|now|first(?:ly)?|second(?:ly)?|finally|lastly|also|please|optionally|alternatively|again
    |afterwards|and|immediately|quickly|slowly|repeatedly|simultaneously|still|manually|just),?\s+)*""",
    re.VERBOSE,
)
"""Numbers and adverbs before the verb."""
_WORD = re.compile(r"[a-z][a-z'’]*(?:-[a-z]+)*")
_PHRASE = re.compile(
    r"(?:as|at|after|before|by|during|for|from|in|inside|on|once|under|using|via|while|with|within|without"
    r"|through|when|if|unless|whenever)\b[^,]*,\s+(?:then\s+)?(?=[a-z])"
)
"""What may stand before the verb: "On the phone, open …"."""
_NO_VERB = word_list(
    """
    the a an this that these those i we you he she it they user users customer customers tester testers
    system application app page both each all no every one two three his her its their your my any some
    when if unless whenever valid invalid successful unsuccessful correct incorrect wrong empty existing
    given assuming another there
    """
)
"""First words of a text that is no order."""
_ADJECTIVE_OR_VERB = frozenset(["correct", "empty"])
_DETERMINED = re.compile(r"[a-z]+\s+(?:the|an?|all|every|(?:[a-z]+\s+)?(?:problem|error|mistake|typo)s)\b")
_DECLARES = re.compile(
    r"(?!(?:[\w-]+\s+)(?:the|an?|your|my|any|all|each|to|that|whether|if|until)\b)"
    r"(?:(?!that\b|which\b|who\b|where\b|until\b|if\b|when\b|whether\b|while\b)[\w'’-]+\s+){1,5}"
    r"(?:is|are|was|were|has|have|had|should|must|will|can|cannot|does|exists?|appears?|shows|displays)\b"
)
"""A subject and a finite verb: "Search results are listed"."""


@lru_cache(maxsize=2**15)
def read_action(text: str) -> Action:
    """What a step tells the tester to do."""
    lower = sentence(text).unquoted
    lead = _LEAD.match(lower)
    at = lead.end() if lead else 0
    if phrase := _PHRASE.match(lower, at):
        at = phrase.end()
    word = _WORD.match(lower, at)
    if not word or not _is_order(word[0], lower, at):
        return Action(None, Stage.ACT, at)
    verb = word[0]
    return Action(verb, _stage(verb, lower[at:], text), at)


def _is_order(word: str, lower: str, at: int) -> bool:
    """Whether a text that begins with a word is an order; an unknown word is taken for a verb."""
    if word in _NO_VERB:
        return word in _ADJECTIVE_OR_VERB and bool(_DETERMINED.match(lower, at))
    if word not in verbs.VERBS and (
        word.endswith(("ing", "ed"))
        or _third_person(word)
        or " " not in lower[at:].strip()  # a word by itself, such as "Overview"
    ):
        return False
    return not _DECLARES.match(lower, at)


def _third_person(word: str) -> bool:
    return word.endswith("s") and (word[:-1] in verbs.VERBS or word[:-2] in verbs.VERBS)


_START = re.compile(
    r"(?:open|launch|start|access|load|visit|go\s+to)\s+(?:up\s+)?(?:the\s+|an?\s+|your\s+)?(?:[\w-]+\s+){0,1}"
    r"(?:application|app|browser|web\s?site|site|portal|program|software)\b(?!\s+(?:menu|settings|page))"
    r"|(?:sign|log)[\s-]*(?:in|on)\b|login\b|logon\b|launch\b"
)
_SIGN_OUT = re.compile(r"(?:sign|log)[\s-]*(?:out|off)\b|go\s+back\b")
_PART_OF_PAGE = re.compile(
    r"(?:open|go\s+to|access)\s+(?:up\s+)?(?:(?:the|an?|its)\s+)?(?:[\w-]+\s+){0,2}?"
    r"(?:list|menu|section|dialog(?:ue)?|drop-?down|calendar|panel|pop-?up|modal|picker|accordion|details|field"
    r"|tab(?!\s+[a-z0-9]\b))\b"
)
"""What is opened without leaving the page."""
_BOX = re.compile(r"\b(?:check)?box(?:es)?\b|\boption\b")
_OBJECT = re.compile(
    r"[\w-]+\s(?:on\s)?(.*?)(?=\s(?:in|on|of|beside|below|under|from|at|for|next|as|with|within|after)\b|$)"
)
"""What is clicked: the words up to where it is."""
_NOT_A_BUTTON = re.compile(
    r"\b(?:links?|tab|menu|field|box|row|option|entry|tile|date|image|thumbnail|card|header|heading|arrow"
    r"|cell|list|column|name|title|product|item)\b"
)
_OPENS_A_FORM = re.compile(r"\s*(?:(?:edit|new|browse)\b|(?:back|cancel|close|[x×+]|)\W*$)", re.IGNORECASE)
_PICKED = re.compile(
    r"[\w-]+\s+(?:on\s+)?(?:(?:the|an?|any|one|another|your|first|second|last)\s+)*(?:[\w-]+\s+){0,2}?"
    r"(?:products?|items?|articles?|orders?|accounts?|records?|entry|entries|rows?|results?|users?|customers?"
    r"|projects?|tickets?|documents?|messages?|books?|courses?|events?)\b(?!\s+(?:type|status|field|list)\b)"
)
"""A thing that is picked to see it, not a value that is chosen to be sent off."""
_SOMETHING_TO_SEND = re.compile(
    r"\b(?:files?|photos?|images?|pictures?|documents?|attachments?|comments?|text)\b"
)


def _stage(verb: str, order: str, text: str) -> Stage:
    """What an order does; `order` is lower case from its verb on, without what stands in quotes."""
    stage = _STAGES.get(verb, Stage.ACT)
    if verb in verbs.CLICKS:
        return _stage_of_click(order, text)
    if verb == "check" and not _BOX.search(order):
        return Stage.LOOK
    if verb in ("add", "drop") and _SOMETHING_TO_SEND.search(order):
        return Stage.INPUT
    if verb in ("select", "choose", "pick") and _PICKED.match(order):
        return Stage.ACT
    if stage is Stage.OPEN or verb in ("launch", "start", "sign", "log", "login", "logon"):
        if _START.match(order):
            return Stage.START
        if _SIGN_OUT.match(order):
            return Stage.LOOK
        if _PART_OF_PAGE.match(order):
            return Stage.ACT
    return stage


def _stage_of_click(order: str, text: str) -> Stage:
    """A button sends off what was entered; a link, a tab or a row does not."""
    labels = sentence(text).quoted
    if labels and _OPENS_A_FORM.match(labels[0]):
        return Stage.LOOK if labels[0].casefold() == "back" else Stage.ACT
    pressed = _OBJECT.match(order)
    if pressed and "button" not in pressed[1] and _NOT_A_BUTTON.search(pressed[1]):
        return Stage.ACT
    return Stage.COMMIT
