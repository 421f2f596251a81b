"""Rules on the shape of a case: how many steps, how long, and one test in it."""

import re
from collections.abc import Iterable

from casewright.actions import Stage, read_action
from casewright.analysis import CaseText, Sentence, StoryText, SuiteText
from casewright.records import STEPS_PER_CASE, Severity
from casewright.smells.rule import CaseRule, Hit

MOST_WORDS = 30
"""Words in a step, those in quotes not counted, beyond which it is not taken in at once."""

_FEWEST_STEPS, _MOST_STEPS = STEPS_PER_CASE
_TWO_TITLES = re.compile(r";\s|\s\+\s|,\s+then\s(?=\w)")
_STARTS_OVER = frozenset([Stage.START, Stage.OPEN, Stage.INPUT, Stage.COMMIT])


def _long_step(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    for i, step in enumerate(case.steps):
        if len(step.text) > 2 * MOST_WORDS and (count := len(step.unquoted.split())) > MOST_WORDS:
            yield Hit(f"steps[{i}]", f"{count} words in one step, at most {MOST_WORDS} are taken in at once")


def _too_many_steps(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    if (count := len(case.steps)) > _MOST_STEPS:
        yield Hit(f"steps[{_MOST_STEPS}]", f"{count} steps, expected at most {_MOST_STEPS}")


def _too_few_steps(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    if (count := len(case.steps)) < _FEWEST_STEPS:
        yield Hit("steps[0]", f"{count} step, expected at least {_FEWEST_STEPS}")


def _several_tests(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    if found := _TWO_TITLES.search(case.title.unquoted):
        yield Hit("title", "the title names two tests", found.span())
    seen: dict[tuple[str, ...], int] = {}
    sent = -1
    for i, step in enumerate(case.steps):
        stage = read_action(step.text).stage
        before = seen.setdefault(_key(step, stage), i)
        if before < i - 1 and stage in _STARTS_OVER and (before <= sent or stage is Stage.START):
            yield Hit(f"steps[{i}]", f"does again what step {before + 1} did, after something was sent off")
            return
        if stage is Stage.COMMIT:
            sent = i


def _key(step: Sentence, stage: Stage) -> tuple[str, ...]:
    """What two steps have in common that do the same: for two that enter something, the field."""
    if stage is Stage.INPUT and step.quoted:
        label = step.quoted[-1]
        return label, step.text[step.text.rfind(label) + len(label) :]
    return (step.unquoted, *step.quoted)


RULES = (
    CaseRule(
        "long-step",
        Severity.INFO,
        f"a step has more than {MOST_WORDS} words, those in quotes not counted",
        "shorten the step, or make two of it",
        "Hauptmann 2013",
        _long_step,
    ),
    CaseRule(
        "too-many-steps",
        Severity.WARNING,
        f"a case has more than {_MOST_STEPS} steps",
        "make two cases of it, or move what comes before the point to the preconditions",
        "Hauptmann 2013",
        _too_many_steps,
    ),
    CaseRule(
        "too-few-steps",
        Severity.INFO,
        f"a case has fewer than {_FEWEST_STEPS} steps",
        "say how the tester gets there as well as what is done there",
        "own: a single step leaves out the way to it",
        _too_few_steps,
    ),
    CaseRule(
        "several-tests",
        Severity.WARNING,
        "a case starts over after something was sent off, or its title names two tests",
        "make a case of each, with its own expected result",
        "own: of two tests in one, the second is not run where the first fails",
        _several_tests,
    ),
)
