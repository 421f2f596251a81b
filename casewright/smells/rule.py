"""What a smell rule is: an id, how much it matters, how to find it, and what to write instead."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from casewright.analysis import CaseText, StoryText, SuiteText
from casewright.records import Severity, Smell


class Hit(NamedTuple):
    """One place where a rule found something."""

    field: str
    """`title`, `preconditions[0]`, `steps[2]`, `expected_result`, `type`, `priority`, or `suite`."""
    message: str
    span: tuple[int, int] | None = None
    """Where in the field's text; None where it is about the whole."""
    fix: str = ""
    """What to write here; the rule's own advice where this is empty."""


@dataclass(frozen=True)
class CaseRule:
    """A rule about one test case."""

    id: str
    severity: Severity
    meaning: str
    """What the rule finds, in one sentence; the same that docs/smells.md says."""
    fix: str
    source: str
    """Where the rule comes from: a catalogue of smells, or why it was added."""
    find: Callable[[StoryText, SuiteText, CaseText], Iterable[Hit]]

    def smells(self, story: StoryText, suite: SuiteText) -> Iterable[Smell]:
        """What the rule finds, case by case."""
        for case in suite.cases:
            for hit in self.find(story, suite, case):
                yield _smell(self, hit, case.position)


@dataclass(frozen=True)
class SuiteRule:
    """A rule about the suite, or about one case beside the others."""

    id: str
    severity: Severity
    meaning: str
    fix: str
    source: str
    find: Callable[[StoryText, SuiteText], Iterable[tuple[int | None, Hit]]]
    """Yields the position of the case that the hit is about, None for the whole suite."""

    def smells(self, story: StoryText, suite: SuiteText) -> Iterable[Smell]:
        """What the rule finds."""
        for position, hit in self.find(story, suite):
            yield _smell(self, hit, position)


Rule = CaseRule | SuiteRule


def _smell(rule: Rule, hit: Hit, position: int | None) -> Smell:
    return Smell(
        rule=rule.id,
        severity=rule.severity,
        position=position,
        field=hit.field,
        span=hit.span,
        message=hit.message,
        fix=hit.fix or rule.fix,
    )
