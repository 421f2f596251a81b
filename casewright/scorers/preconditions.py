"""`precondition_score`: preconditions that are there and say something about this case."""

import re

from casewright.analysis import CaseText, Sentence, StoryText, SuiteText
from casewright.scorers.scorer import CaseScorer, Finding
from casewright.smells.preconditions import is_generic

_GENERIC = 0.3
"""Worth of a precondition that would fit any test case."""
_VAGUE = 0.6
"""Worth of one that speaks of a value, or of some, without saying which."""
_WORDS_ONLY = 0.9
"""Worth of one that tells its state in words alone, without a name, a value or a figure."""
_COSTS = {"misplaced-action": 0.15, "repeated-precondition": 0.1, "contradictory-preconditions": 0.5}
"""What a smell among the preconditions takes from the case."""

_VALUE = re.compile(r"@|\w/\w|(?:^|\s)/\w|(?<=[a-z,] )[A-Z]\w")
_FIXED = re.compile(
    r"\b(?:no|not|none|never|without|only|one|two|three|four|five|six|seven|eight|nine|ten|both|empty|exactly)\b"
)
_SOME = re.compile(
    r"\b(?:some|several|various|valid|invalid|sufficient|enough|appropriate|multiple|many|an?\s+(?:value|number|text)"
    r"|the\s+value|certain|necessary|required|relevant)\b"
)


def _rate(_: StoryText, suite: SuiteText, case: CaseText) -> Finding:
    if not case.preconditions:
        return Finding(0.0, "no precondition")
    values = [specificity(text) for text in case.preconditions]
    best = max(values)
    value = (best + sum(values) / len(values)) / 2
    reason = _reason(values, case)
    for smell in suite.smells_of(case):
        if smell.rule in _COSTS and smell.field.startswith("preconditions"):
            value -= _COSTS[smell.rule]
            reason = smell.message
    return Finding(max(0.0, value), reason)


def _reason(values: list[float], case: CaseText) -> str:
    worst = min(values)
    if worst == 1:
        return ""
    text = case.preconditions[values.index(worst)].text
    return f'"{text}" ' + ("would fit any test case" if worst == _GENERIC else "names no value")


def specificity(text: Sentence) -> float:
    """How much a precondition is about its own case, 0-1."""
    if text.quoted or text.numbers or _VALUE.search(text.text):
        return 1.0
    if is_generic(text):
        return _GENERIC
    if _FIXED.search(text.unquoted):
        return 1.0
    return _VAGUE if _SOME.search(text.unquoted) else _WORDS_ONLY


SCORER = CaseScorer("precondition_score", _rate)
