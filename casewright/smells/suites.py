"""What is wrong with a suite as a whole: kinds of cases that are missing, copies and contradictions."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from casewright.analysis import CaseText, Sentence, StoryText, SuiteText
from casewright.polarity import Outcome, read_oracle
from casewright.records import CaseType, Severity
from casewright.smells.rule import Hit, SuiteRule
from casewright.smells.types import holds_back
from casewright.text import folded

Found = Iterable[tuple[int | None, Hit]]

_LIMIT_TERM = re.compile(
    r"""[£$€]\s?\d | (?<![\w-])\d[\d.,]*\s?(?:
        % | (?:to|–)\s?[£$€]?\d | (?!(?:and|as|at|in|is|of|on|or|so|the|to)\b)[a-z]{2,} )
      | \b(?:maximum | minimum | limit(?:s|ed)? | at\ least | at\ most | up\ to(?!\ date) | no\ more\ than
      | within | range | length | characters | size | quantity | amount(?!\ of\ time) | price | number\ of
      | percentage | per\ cent | (?<!up\ to\ )(?<!up-to-)dates? | deadlines? | period | expir\w+ )\b""",
    re.VERBOSE,
)
"""What has a least or a most: the story speaks of a number, a length, an amount or a time."""

_MOST_OF_ONE_PRIORITY = 0.7
_FEWEST_FOR_PRIORITIES = 3

_SAME_BODY = 0.75
"""Share of common terms in preconditions, steps and oracle from which two cases are nearly the same."""

_SAME_BODY_AND_VALUES = 0.5
"""The same where both use the same values, of which there are at least three."""

_FEWEST_VALUES = 3
_SAME_VALUES = 0.9


def _no_negative(_: StoryText, suite: SuiteText) -> Found:
    if not any(case.case.type is CaseType.NEGATIVE for case in suite.cases):
        yield None, Hit("suite", "no case of type negative")


def _no_boundary(story: StoryText, suite: SuiteText) -> Found:
    if not any(case.case.type is CaseType.BOUNDARY for case in suite.cases) and (limit := has_limit(story)):
        yield None, Hit("suite", f"no case of type boundary, though the story speaks of {limit!r}")


def has_limit(story: StoryText) -> str:
    """The first word of the story or its criteria that has a least or a most; empty where there is none."""
    limit = _LIMIT_TERM.search(story.text)
    return limit[0] if limit else ""


def _one_priority(_: StoryText, suite: SuiteText) -> Found:
    total = len(suite.cases)
    priority, count = Counter(case.case.priority for case in suite.cases).most_common(1)[0]
    if total >= _FEWEST_FOR_PRIORITIES and count > _MOST_OF_ONE_PRIORITY * total:
        yield None, Hit("suite", f"{count} of {total} cases have the priority {priority}")


class _Parts(NamedTuple):
    """What is compared of a case."""

    case: CaseText
    input: frozenset[str]
    """Terms of preconditions and steps."""
    oracle: frozenset[str]
    body: frozenset[str]
    """Terms of both."""


class Copy(NamedTuple):
    """A case that copies or contradicts an earlier one."""

    case: CaseText
    earlier: CaseText
    rule: str
    """Id of the rule that tells it."""


@lru_cache(maxsize=2)  # three rules ask for those of one suite in turn
def copies(suite: SuiteText) -> tuple[Copy, ...]:
    """Each case that copies or contradicts an earlier one, named with the first such."""
    parts = [_parts(case) for case in suite.cases]
    found = []
    for number, second in enumerate(parts):
        for first in parts[:number]:
            if rule := _kinship(first, second):
                found.append(Copy(second.case, first.case, rule))
                break
    return tuple(found)


def _parts(case: CaseText) -> _Parts:
    told = case.oracle.terms
    given = frozenset().union(*[text.terms for text in (*case.preconditions, *case.steps)])
    return _Parts(case, given, told, given | told)


def _values(texts: Iterable[Sentence]) -> frozenset[str]:
    """Figures and what stands in quotes."""
    found: set[str] = set()
    for text in texts:
        found.update(text.quoted, text.numbers)
    return frozenset(found)


def _kinship(first: _Parts, second: _Parts) -> str:
    """What the second case is to the first: the id of a rule; empty where it is a case of its own."""
    same_input = first.input == second.input
    common = len(first.body & second.body)
    every = len(first.body) + len(second.body) - common
    if not same_input and common < _SAME_BODY_AND_VALUES * every:
        return ""
    if same_input and (_is_opposite(first, second) or _is_opposite(second, first)):
        return "contradicting-cases"
    if first.case.expects_refusal != second.case.expects_refusal:
        return ""
    if same_input and first.oracle == second.oracle:
        return "duplicate-case"
    is_near = _is_near(first.case, second.case, common / every if every else 1.0)
    return "near-duplicate" if is_near else ""


def _is_opposite(first: _Parts, second: _Parts) -> bool:
    """Whether the first oracle is a refusal and the second none by any word."""
    refused, other = (read_oracle(parts.case.oracle.text).outcome for parts in (first, second))
    return refused is Outcome.REFUSAL and (
        not second.case.expects_refusal or (other is Outcome.UNKNOWN and not holds_back(second.case.oracle))
    )


def _is_near(first: CaseText, second: CaseText, likeness: float) -> bool:
    """Whether two cases of one outcome differ in words only; pairs on a limit rightly differ by one value."""
    if _values(first.steps) != _values(second.steps):
        return False
    if likeness >= _SAME_BODY:
        one, other = _values((first.oracle,)), _values((second.oracle,))
        return one == other or not (one and other)
    one, other = (_values(text for _, text in case.fields[1:]) for case in (first, second))
    common, every = len(one & other), len(one | other)
    return every >= _FEWEST_VALUES and common >= _SAME_VALUES * every


_TELL = {
    "duplicate-case": "the same preconditions, steps and expected result as {earlier}",
    "near-duplicate": "nearly the same preconditions, steps and expected result as {earlier}",
    "contradicting-cases": "the same preconditions and steps as {earlier}, and the opposite expected result",
}


def _of_kind(rule: str) -> Callable[[StoryText, SuiteText], Found]:
    def find(_: StoryText, suite: SuiteText) -> Found:
        for case, earlier, kind in copies(suite):
            if kind == rule:
                field = "expected_result" if rule == "contradicting-cases" else "steps"
                name = f"case {earlier.position} ({earlier.case.title!r})"
                yield case.position, Hit(field, _TELL[rule].format(earlier=name))

    return find


def _repeated(name: str, key: Callable[[CaseText], str]) -> Callable[[StoryText, SuiteText], Found]:
    def find(_: StoryText, suite: SuiteText) -> Found:
        seen: dict[str, int] = {}
        for case in suite.cases:
            first = seen.setdefault(key(case), case.position)
            if first != case.position:
                yield case.position, Hit(name, f"case {first} has the same {name}")

    return find


_CLONE = "Hauptmann 2013: clones"

RULES = (
    SuiteRule(
        "no-negative",
        Severity.WARNING,
        "no case of the suite is negative",
        "add a case in which the system has to refuse something",
        "own: an error path that no case takes is not tested",
        _no_negative,
    ),
    SuiteRule(
        "no-boundary",
        Severity.INFO,
        "the story speaks of a number, a length, an amount or a time, and no case is a boundary case",
        "add a case on the limit and one just past it",
        "own: boundary value analysis",
        _no_boundary,
    ),
    SuiteRule(
        "one-priority",
        Severity.WARNING,
        "more than seven in ten cases of a suite of three or more share one priority",
        "say which case matters most, and which could be left out first",
        "own: rule 4 of the prompts, spread the priorities",
        _one_priority,
    ),
    SuiteRule(
        "duplicate-case",
        Severity.ERROR,
        "a case has the preconditions, steps and expected result of an earlier one",
        "delete it, or change what it is meant to test",
        _CLONE,
        _of_kind("duplicate-case"),
    ),
    SuiteRule(
        "near-duplicate",
        Severity.WARNING,
        "a case says in other words what an earlier one says, with the same values and the same outcome",
        "merge the two, or give this one data that the other does not have",
        _CLONE,
        _of_kind("near-duplicate"),
    ),
    SuiteRule(
        "contradicting-cases",
        Severity.ERROR,
        "two cases have the same preconditions and steps and the opposite outcome",
        "find out which of the two is right, or add the precondition in which they differ",
        "own: one of the two must fail",
        _of_kind("contradicting-cases"),
    ),
    SuiteRule(
        "duplicate-title",
        Severity.WARNING,
        "two cases have the same title, but for capitals and the full stop",
        "name in the title what this case has and the other has not",
        "Hauptmann 2013: inconsistent wording",
        _repeated("title", lambda case: folded(case.case.title)),
    ),
    SuiteRule(
        "duplicate-id",
        Severity.WARNING,
        "two cases have the same id",
        "number the cases from TC-001 on",
        "own: a result that is recorded under the id belongs to both",
        _repeated("id", lambda case: case.case.id),
    ),
)
