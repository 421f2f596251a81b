"""Types and titles that say one thing where the oracle says another."""

import re
from collections.abc import Iterable

from casewright.analysis import CaseText, Sentence, StoryText, SuiteText
from casewright.polarity import Outcome, Reading, read_oracle, read_title
from casewright.records import CaseType, Severity
from casewright.similarity import terms
from casewright.smells.oracles import is_missing
from casewright.smells.rule import CaseRule, Hit

_ORACLE = "expected_result"

_HOLDS_BACK = re.compile(
    r"""\b(?:
        no | not | none | neither | never | nothing | nobody | without | only | still | remain\w* | stay\w*
      | keep\w* | kept | unchanged | empty | absent | 0 | zero | instead | greyed | disabled | inactive
      | hidden | missing | back | previous | former | log-?in | sign-?in | limit\w* | must | at\ least
      | at\ most | up\ to | ends? | ended | closed | (?:is|are)\ gone | locked | safe\w* | intact
      | graceful\w* | cancel\w* | undo\w* | plain\ text | literal\w* | escaped | saniti[sz]ed | crash\w*
    )\b""",
    re.VERBOSE,
)
"""Words without which nothing is held back, in an oracle or in a message that it quotes."""

_TELLS = re.compile(
    r"\b(?:messages?|notice|notif\w+|alert\w*|hint\w*|prompt\w*|highlight\w*|marked|red|choose|enter)\b"
)
"""Words by which the user may be told of a refusal."""

_LIMIT = re.compile(
    r"""\d | \b(?:
        maximum | minimum | max | min | maximal | minimal | limits? | exactly | at\ least | at\ most | up\ to
      | first | last | longest | shortest | largest | smallest | highest | lowest | earliest | latest | empty
      | full | zero | none | single | one | two | three | four | five | six | seven | eight | nine | ten
      | eleven | twelve | \w+teen | twenty | thirty | fifty | hundred | thousand | million | half | midnight
      | noon | today | tomorrow | yesterday | exceed\w*
      | just\ (?:above|below|over|under|past|before|after|inside|outside)
      | (?:above|below|over|under|beyond)\ the | too\ (?:long|short|large|small|many|few|early|late|high|low)
      | \w+(?:th|nd|rd)\ (?:of|item|entry|row|time|attempt|try|day)
    )\b""",
    re.VERBOSE,
)
"""A figure, or what stands for a limit."""


def _mismatched(story: StoryText, _: SuiteText, case: CaseText) -> Iterable[Hit]:
    reading = read_oracle(case.oracle.text)
    if case.case.type is CaseType.NEGATIVE and not is_missing(case.oracle):
        yield from _too_good(case, reading)
    elif (
        case.case.type is CaseType.POSITIVE
        and reading.outcome is Outcome.REFUSAL
        and not _is_wanted(story, case, reading)
    ):
        told = _told(case.oracle, reading)
        yield Hit(_ORACLE, f"a positive case ends in a refusal: {told}", reading.span)


def _too_good(case: CaseText, reading: Reading) -> Iterable[Hit]:
    """A negative case whose oracle is a success, or says nothing of a refusal in any word."""
    if reading.outcome is Outcome.SUCCESS and reading.span:
        if not _HOLDS_BACK.search(case.oracle.unquoted):
            told = _told(case.oracle, reading)
            yield Hit(_ORACLE, f"a negative case ends in success: {told}", reading.span)
    elif reading.outcome is Outcome.UNKNOWN and not holds_back(case.oracle):
        yield Hit(_ORACLE, "a negative case ends without any sign of a refusal")


def holds_back(oracle: Sentence) -> bool:
    """Whether any word of the oracle, or of a message in it, could tell a refusal."""
    return bool(_HOLDS_BACK.search(oracle.lower) or _TELLS.search(oracle.lower))


def _is_wanted(story: StoryText, case: CaseText, reading: Reading) -> bool:
    """Whether the refusal is what the story or the title is about, as where reviews are to be rejected."""
    if reading.span is None or not case.oracle.unquoted[slice(*reading.span)].strip():
        return False  # a message is shown to somebody who wanted something else
    sign = set(terms(case.oracle.text[slice(*reading.span)]))
    return not sign.isdisjoint(story.narrative.terms | case.title.terms)


def _is_topic(story: StoryText, text: str, reading: Reading) -> bool:
    """Whether the words that tell are the story's own, as where errors are to be listed."""
    return reading.span is not None and not story.narrative.terms.isdisjoint(
        terms(text[slice(*reading.span)])
    )


def _contradicted(story: StoryText, _: SuiteText, case: CaseText) -> Iterable[Hit]:
    title = read_title(case.title.text)
    if title.outcome is Outcome.UNKNOWN or _is_topic(story, case.title.text, title):
        return
    oracle = read_oracle(case.oracle.text)
    if {title.outcome, oracle.outcome} != {Outcome.REFUSAL, Outcome.SUCCESS}:
        return
    if oracle.outcome is Outcome.REFUSAL and _is_wanted(story, case, oracle):
        return
    if oracle.outcome is Outcome.SUCCESS and (not oracle.span or _HOLDS_BACK.search(case.oracle.unquoted)):
        return
    told = case.title.text[slice(*title.span)] if title.span else case.title.text
    yield Hit(
        _ORACLE,
        f"the title promises a {title.outcome} ({told!r}), the oracle a {oracle.outcome}",
        oracle.span,
    )


def _told(oracle: Sentence, reading: Reading) -> str:
    return repr(oracle.text[slice(*reading.span)] if reading.span else oracle.text)


def _without_limit(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    if case.case.type is not CaseType.BOUNDARY:
        return
    texts = (case.title, *case.steps, *case.preconditions, case.oracle)
    if not any(_LIMIT.search(text.lower) for text in texts):
        yield Hit("type", "a boundary case without a figure or a limit")


RULES = (
    CaseRule(
        "type-mismatch",
        Severity.ERROR,
        "a negative case whose oracle is a success, or a positive case whose oracle is a refusal",
        "give the case the type that its oracle has, or the oracle that its type asks for",
        "own: generated cases often swap the two",
        _mismatched,
    ),
    CaseRule(
        "title-against-oracle",
        Severity.ERROR,
        "the title promises a refusal and the oracle is a success, or the reverse",
        "decide which of the two is meant, and make both say it",
        "own: a case that contradicts itself passes or fails by who reads it",
        _contradicted,
    ),
    CaseRule(
        "boundary-without-limit",
        Severity.WARNING,
        "a boundary case that names neither a figure nor a limit",
        "name the limit and the value on it or just past it",
        "own: a boundary is a number",
        _without_limit,
    ),
)
