"""Oracles: whether each expected result can be seen to hold or not, and is the one that the case is about."""

from casewright.analysis import CaseText, StoryText, SuiteText
from casewright.scorers.scorer import CaseScorer, Finding
from casewright.smells.oracles import can_be_seen, concrete_words

_WORTH = {"missing-oracle": 0.0, "vague-oracle": 0.15, "oracle-restates": 0.3}
"""What is left of an oracle that says nothing, most of all where nothing is said."""

_TAKES = {
    "title-against-oracle": 0.3,
    "type-mismatch": 0.5,
    "open-oracle": 0.6,
    "compound-oracle": 0.7,
}
"""What is left of an oracle that says something and still does not decide."""

_SEEN = 0.8
_STATED = 0.6
_NAMED_BY = 2
"""Words that name an element or a state, at least, where no value is given."""


def _rate(_: StoryText, suite: SuiteText, case: CaseText) -> Finding:
    found = {smell.rule: smell.message for smell in suite.smells_of(case)}
    for rule, worth in _WORTH.items():
        if rule in found:
            return Finding(worth, found[rule])
    value, reason = _verifiability(case)
    for rule, share in _TAKES.items():
        if rule in found:
            value *= share
            reason = found[rule]
    return Finding(value, reason)


def _verifiability(case: CaseText) -> tuple[float, str]:
    """What can be compared: a value or a text, something on the screen, or only a state."""
    oracle = case.oracle
    if oracle.quoted or oracle.numbers:
        return 1.0, ""
    named = len(concrete_words(oracle))
    if can_be_seen(oracle) and named >= _NAMED_BY:
        return _SEEN, "no text or figure that could be compared"
    return _STATED, "a state that is named, and not where it is seen"


SCORER = CaseScorer("oracle_score", _rate)
"""1 for an oracle with a value or a text to compare; less where only what is seen is named, or a state."""
