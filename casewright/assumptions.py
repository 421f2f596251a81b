"""Assumptions: what the test cases of a suite say and their story does not."""

from casewright.analysis import StoryText, SuiteText
from casewright.records import Assumption


def find_assumptions(story: StoryText, suite: SuiteText) -> tuple[Assumption, ...]:
    """What the cases say and the story does not."""
    del story, suite
    return ()
