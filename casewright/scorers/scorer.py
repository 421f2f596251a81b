"""What a scorer is: a function of a story, its suite and its references, with a name.

Every scorer is called as `scorer(story, suite, references)` and answers with a `Score` on the scale of its
metric: 1 is what a careful test engineer writes. It is called with at least one test case: a story without
a valid suite is not a matter of scoring. "Not measured" means that the scorer had nothing to look at.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from casewright.analysis import CaseText, StoryText, SuiteText
from casewright.metrics import measure
from casewright.records import Score, TestCase

References = Sequence[TestCase] | None
"""The reference suite of the story; None where it has none."""


class Scorer(Protocol):
    """One aspect of a suite."""

    @property
    def name(self) -> str:
        """The metric's name in `casewright.metrics.METRICS`."""

    def __call__(self, story: StoryText, suite: SuiteText, references: References, /) -> Score:
        """Rate the suite."""


class Finding(NamedTuple):
    """What a scorer says of one case."""

    value: float
    """0-1."""
    reason: str = ""
    """Why it is not 1."""


@dataclass(frozen=True)
class SuiteScorer:
    """A scorer of a suite as a whole."""

    name: str
    rate: Callable[[StoryText, SuiteText, References], tuple[float | None, str]]
    """Value, 0-1 or None for "not measured", and the reason."""

    def __call__(self, story: StoryText, suite: SuiteText, references: References) -> Score:
        """Rate the suite."""
        value, reason = self.rate(story, suite, references)
        return measure(self.name, value, reason)


@dataclass(frozen=True)
class CaseScorer:
    """A scorer of each case by itself; the suite's score is the mean."""

    name: str
    rate: Callable[[StoryText, SuiteText, CaseText], Finding]

    def __call__(self, story: StoryText, suite: SuiteText, _: References) -> Score:
        """Rate the suite: the mean over its cases."""
        return self.total(self.of_cases(story, suite))

    def of_cases(self, story: StoryText, suite: SuiteText) -> list[Finding]:
        """What is said of each case, in the suite's order."""
        return [self.rate(story, suite, case) for case in suite.cases]

    def total(self, findings: Sequence[Finding]) -> Score:
        """The mean, with the reason of the worst case."""
        values = [finding.value for finding in findings]
        worst = min(values)
        at = values.index(worst)
        reason = f"case {at + 1}: {findings[at].reason}" if worst < 1 else "nothing to find fault with"
        return measure(self.name, sum(values) / len(values), reason)
