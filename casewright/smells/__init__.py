"""Test smells: what makes a test case hard to run, to trust or to keep, found by rule.

Each rule has an id, a severity, a place in the text and a suggested fix; docs/smells.md lists them all.
"""

from collections.abc import Sequence

from casewright.analysis import StoryText, SuiteText
from casewright.records import Smell, TestCase
from casewright.smells import oracles, preconditions, shape, steps, suites, types, wording
from casewright.smells.rule import Rule

RULES: tuple[Rule, ...] = (
    *steps.RULES,
    *shape.RULES,
    *preconditions.RULES,
    *wording.RULES,
    *oracles.RULES,
    *types.RULES,
    *suites.RULES,
)
"""Every rule, in the order in which findings are told."""


def find_smells(story: StoryText, suite: SuiteText) -> tuple[Smell, ...]:
    """Everything that the rules find in a suite."""
    return tuple(smell for rule in RULES for smell in rule.smells(story, suite))


def read_suite(story: StoryText, cases: Sequence[TestCase]) -> SuiteText:
    """A suite taken apart, with what is wrong with it."""
    suite = SuiteText(cases)
    suite.smells = find_smells(story, suite)
    return suite


__all__ = ["RULES", "Rule", "find_smells", "read_suite"]
