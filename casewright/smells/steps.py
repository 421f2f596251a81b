"""Rules on what a step says: one order to the tester, that can be carried out without a decision."""

import re
from collections.abc import Iterable

from casewright.actions import read_action
from casewright.analysis import CaseText, Sentence, StoryText, SuiteText
from casewright.records import Severity
from casewright.smells.rule import CaseRule, Hit
from casewright.verbs import VERBS
from casewright.wordlist import word_list

_SOARES = "Soares 2023"
_STATE = re.compile(
    r"""\s*(?:(?:given|assuming|assume|suppose|ensure|make\s+sure)\b
    |(?:(?!when\b|if\b|click\b|press\b)[\w'’-]+\s+){1,5}?
     (?:is|are|has|have|had|was|were|must\s+be|should\s+be|exists?|contains?|holds?)\b)""",
    re.VERBOSE,
)
_ENSURING = (None, "ensure", "make", "assume", "suppose")
_CHECK_WORDS = word_list(
    """
    verify verifies verified check checks observe observes validate validates confirm confirms ensure
    ensures make assert asserts see look inspect inspects notice notices expect expects should
    """
)
_CHECK = re.compile(
    r"""\b(?:verif(?:y|ies)
        (?!\s+(?:(?:the|your|my|their|an?)\s+)?(?:e-?mail|phone|account|identity|mobile)\b)
    |validates?\s+(?:that|if|whether|all|(?:the\s+)?(?:\w+\s+)?(?:message|result|response|output|page|error|total)s?)
    |observes?|inspects?|notices?|asserts?|expects?|ensures?
    |checks?\s+(?:that|if|whether|for)|checks?\s+(?:the|all|each|every|its?)\b(?!.*(?:box|option)\b)
    |confirms?\s+(?:that|if|whether)|make\s+sure|(?:see|look)\s+(?:that|if|whether)
    |(?<!user\s)(?<!they\s)(?<!you\s)should)\b""",
    re.VERBOSE,
)
"""Words of a check. To verify an e-mail address and to check a box are actions."""
_QUESTION = re.compile(r"\?(?=\s|$)")

_ORDERS = (
    "click|press|tap|enter|type|select|choose|pick|open|navigate|go|visit|submit|save|confirm|verify|wait|paste"
    r"|upload|scroll|tick|untick|close|fill|hit|refresh|reload|observe|add|remove|delete|check|return|apply"
    r"|send|log\s+(?:in|out|on|off)|sign\s+(?:in|out|up)|attempt|try|proceed|continue|cancel"
)
_NEXT_ORDER = re.compile(
    rf"(?:[;,.&]|\band\b|\bthen\b)\s+(?:(?:and|then|also|finally|immediately)\s+)*"
    rf"(?:(?:{_ORDERS})\b(?!\s+(?:is|are|has|of|button|field|page)\b)"
    r"|(?P<verb>[a-z]+)\s+(?:the|an?|it|them|all|your|this|to|on|that)\b)"
)
"""A joint and a verb; one that may be a noun too needs an object to be taken for a verb."""
_JOINT = re.compile(r"[;,.&]\s")
_INFINITIVE = re.compile(r"\b(?:to|can|could|may|not|will|that|which|who)\s+(?:[\w-]+\s+){1,2}\Z")

_CONDITION_WORDS = word_list("if when whenever unless case depending or optionally alternatively where as")
_CONDITION = re.compile(
    r"""\A\W*(?:(?:then|and),?\s+)?(?P<initial>if|when|whenever|unless|in\s+case|depending\s+on)\b
    |\b(?P<choice>or(?!\s+(?:more|less|fewer|later|earlier|older|higher|lower|above|below|over|under)\b)
     |optionally|alternatively
     |(?:if|when|where|as)\s+(?:necessary|needed|required|possible|applicable|available|desired|asked))\b""",
    re.VERBOSE,
)
_THINGS = (
    "data|values?|credentials?|details?|info|information|inputs?|text|e-?mails?|address(?:es)?|passwords?"
    r"|user\s?names?|names?|codes?|numbers?|dates?|amounts?|quantit(?:y|ies)|prices?|files?|keywords?|terms?"
    "|quer(?:y|ies)|criteria|options?|characters?|strings?|formats?|ranges?|fields|items?|products?|things?|entry"
)
_VAGUE = re.compile(
    r"\b(?:(?:an?|the|your|their|with|all|its|some|any)\s+)?"
    r"(?:valid|invalid|(?<!to\s)correct|incorrect|wrong|right|proper|appropriate|sample|dummy|random|necessary|required"
    "|relevant|sufficient|some|any|certain|suitable|desired|malformed|acceptable|arbitrary|registered"
    r"|unregistered|existing|non-?existent|unknown|bad|good|mandatory)\s+"
    rf"(?:(?!and\b|or\b|in\b|of\b|for\b)[\w-]+\s+){{0,2}}?(?:{_THINGS})\b"
    r"|\b(?:an?|the)\s+(?:certain\s+|given\s+|specific\s+)?(?:value|data|string|text|thing)\b"
    r"(?!\s+(?:field|box|area|of))|\bsomething\b"
)
_WAIT = re.compile(
    r"""\b(?:wait|pause)s?\b(?:\s+(?:for\s+)?(?:an?\s+(?:while|bit|moment|little|time|few\s+\w+)|some\s+time
    |until\b.*|for\b.*|long\b.*|\Z))?""",
    re.VERBOSE,
)


def _misplaced_precondition(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    first = case.steps[0]
    if found := _state(first):
        message = "the first step tells a state instead of an action"
        yield Hit("steps[0]", message, (read_action(first.text).at, found.end()))


def _state(step: Sentence) -> re.Match[str] | None:
    """The state that a step tells, and does not bring about."""
    return _STATE.match(step.unquoted) if read_action(step.text).verb in _ENSURING else None


def _misplaced_verification(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    for i, step in enumerate(case.steps):
        if not _CHECK_WORDS.isdisjoint(step.words) and (found := _CHECK.search(step.unquoted)):
            if i or not _state(step):
                yield Hit(f"steps[{i}]", f'"{_told(step, found)}" is a check among the steps', found.span())
        elif "?" in step.unquoted and (found := _QUESTION.search(step.unquoted)):
            yield Hit(f"steps[{i}]", "a question is a check among the steps", found.span())


def _eager_step(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    for i, step in enumerate(case.steps):
        if found := _second_action(step):
            message = f'one step with several actions: "… {_told(step, found)} …"'
            yield Hit(f"steps[{i}]", message, found.span())


def _second_action(step: Sentence) -> re.Match[str] | None:
    """The place where a step goes on to a second order; none within "who can edit and delete"."""
    text = step.unquoted
    if not ("and" in step.words or "then" in step.words or _JOINT.search(text)):
        return None
    begin = read_action(step.text).at
    for found in _NEXT_ORDER.finditer(text, begin + 1):
        is_order = found["verb"] is None or found["verb"] in VERBS
        if is_order and not (found[0].startswith("and") and _INFINITIVE.search(text, begin, found.start())):
            return found
    return None


def _conditional_step(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    for i, step in enumerate(case.steps):
        if not _CONDITION_WORDS.isdisjoint(step.words) and (found := _CONDITION.search(step.unquoted)):
            group = "initial" if found["initial"] else "choice"
            message = f'"{found[group]}" leaves it to the tester what is done'
            yield Hit(f"steps[{i}]", message, found.span(group))


def _not_an_action(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    for i, step in enumerate(case.steps):
        if read_action(step.text).verb is not None or (i == 0 and _state(step)):
            continue
        condition = _CONDITION.match(step.unquoted)
        if not condition or not condition["initial"]:
            yield Hit(f"steps[{i}]", "the step does not begin with what the tester has to do")


def _vague_data(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    for i, step in enumerate(case.steps):
        if found := vague_data(step):
            yield Hit(f"steps[{i}]", f'"{_told(step, found)}" without a value', found.span())


def vague_data(step: Sentence) -> re.Match[str] | None:
    """The place where a step that names no value speaks of one."""
    if step.quoted or step.numbers or "@" in step.text:
        return None
    action = read_action(step.text)
    return _VAGUE.search(step.unquoted, action.at + len(action.verb or ""))


def _unbounded_wait(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    for i, step in enumerate(case.steps):
        if step.numbers or not ("wait" in step.words or "pause" in step.words):
            continue
        if read_action(step.text).verb in ("wait", "pause") and (found := _WAIT.search(step.unquoted)):
            yield Hit(f"steps[{i}]", "nobody can say when the wait is over", found.span())


def _told(step: Sentence, found: re.Match[str]) -> str:
    return step.text[found.start() : found.end()].strip(" ,.;&")


RULES = (
    CaseRule(
        "misplaced-precondition",
        Severity.WARNING,
        "the first step tells a state: a subject with is or has, Ensure, Given",
        "move the state to the preconditions, or say how the tester brings it about",
        _SOARES,
        _misplaced_precondition,
    ),
    CaseRule(
        "misplaced-verification",
        Severity.WARNING,
        "a step verifies, checks or observes something, or asks a question",
        "say in the expected result what is to be seen; a step only acts",
        _SOARES,
        _misplaced_verification,
    ),
    CaseRule(
        "eager-step",
        Severity.WARNING,
        "a step holds more than one action",
        "write one step an action",
        _SOARES,
        _eager_step,
    ),
    CaseRule(
        "conditional-step",
        Severity.WARNING,
        "a step depends on if, when or unless, leaves a choice with or, or is optional",
        "write one case a branch, with the condition among its preconditions",
        _SOARES,
        _conditional_step,
    ),
    CaseRule(
        "not-an-action",
        Severity.WARNING,
        "a step is no order to the tester",
        'begin with a verb in the imperative, such as "Press" or "Enter"',
        "own: what is told as a story or as a heading is carried out in more than one way",
        _not_an_action,
    ),
    CaseRule(
        "vague-data",
        Severity.WARNING,
        "a step speaks of valid, invalid or some data and does not say which",
        "name the value that is entered, in quotes",
        "own: two testers enter different values",
        _vague_data,
    ),
    CaseRule(
        "unbounded-wait",
        Severity.WARNING,
        "a step waits and does not say how long at most",
        "say for what the tester waits, and after how many seconds the case has failed",
        "own: such a case can never fail",
        _unbounded_wait,
    ),
)
