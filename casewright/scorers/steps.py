"""`step_score`: two to five steps, each one concrete order that needs no decision of the tester."""

import re
from collections.abc import Sequence

from casewright.actions import Stage, read_action
from casewright.analysis import CaseText, Sentence, StoryText, SuiteText
from casewright.records import STEPS_PER_CASE, Severity, Smell
from casewright.scorers.scorer import CaseScorer, Finding
from casewright.wordlist import word_list

_COSTS = {Severity.ERROR: 0.5, Severity.WARNING: 0.3, Severity.INFO: 0.1}
"""What a smell takes from its step."""
_DEAREST = 0.8
"""What all smells of a step take from it at most."""
_NOTHING = 0.5
"""Worth of a step that enters something and does not say what, or acts on nothing in particular."""
_ONE_WORD = 0.8
"""Worth of a step that names its object in one word that is not a word for every object."""
_WORDS_ONLY = 0.9
"""Worth of a step that names its object in words, without a label, a value or a figure."""
_SINGLE_STEP = 0.6
_SEVERAL_TESTS = 0.7
"""Worth of steps that are those of two tests."""

_OF_THE_CASE = frozenset(["too-many-steps", "too-few-steps"])
_VALUE = re.compile(r"@|\w/\w|(?:^|\s)/\w|://|(?<=[a-z,] )[A-Z]\w")
"""An address, a path, or a name within the sentence."""
_EVERY_OBJECT = word_list(
    """
    a an the this that these those its his her their your my to in on at of for from with by as into onto
    and or it them is are up out off then again any some all each every valid invalid correct new required
    necessary given certain several various other another button buttons page pages field fields link
    links value values text data information detail details item items box form forms option options list
    screen user users element elements something thing label menu tab icon input number name entry area
    website site application app system feature function functionality result results appropriate relevant
    desired specific
    """
)


def _rate(_: StoryText, suite: SuiteText, case: CaseText) -> Finding:
    by_field: dict[str, list[Smell]] = {}
    whole, reason = _rate_count(len(case.steps))
    for smell in suite.smells_of(case):
        if smell.rule == "several-tests":
            whole, reason = whole * _SEVERAL_TESTS, reason or smell.message
        elif smell.field.startswith("steps") and smell.rule not in _OF_THE_CASE:
            by_field.setdefault(smell.field, []).append(smell)
    found = [_rate_step(step, by_field.get(f"steps[{i}]", ())) for i, step in enumerate(case.steps)]
    values = [finding.value for finding in found]
    if not reason and (worst := min(values)) < 1:
        at = values.index(worst)
        reason = f"step {at + 1}: {found[at].reason}"
    return Finding(whole * sum(values) / len(values), reason)


def _rate_count(steps: int) -> Finding:
    least, most = STEPS_PER_CASE
    if least <= steps <= most:
        return Finding(1.0)
    return Finding(
        _SINGLE_STEP if steps < least else most / steps, f"{steps} steps, expected {least} to {most}"
    )


def _rate_step(step: Sentence, smells: Sequence[Smell]) -> Finding:
    concrete = concreteness(step)
    if smells:
        cost = min(_DEAREST, sum(_COSTS[smell.severity] for smell in smells))
        return Finding((1 - cost) * concrete, smells[0].message)
    return Finding(concrete, "no label, value or figure says what is meant" if concrete < 1 else "")


def concreteness(step: Sentence) -> float:
    """How exactly a step names what it acts on, 0-1."""
    if step.quoted or step.numbers or _VALUE.search(step.text):
        return 1.0
    action = read_action(step.text)
    if action.stage is Stage.INPUT:
        return _NOTHING
    named = set(step.words) - _EVERY_OBJECT
    named.discard(action.verb or "")
    if not named:
        return _NOTHING
    return _ONE_WORD if len(named) == 1 else _WORDS_ONLY


SCORER = CaseScorer("step_score", _rate)
