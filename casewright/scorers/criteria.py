"""Coverage of the acceptance criteria: whether the cases take up what the criteria speak of.

A case that is left out takes words of the criteria with it that no other case has. That is all that can be
seen without a reference, and it should weigh little: a suite in other words covers fewer, a wordy one
more.
"""

from casewright.analysis import Sentence, StoryText, SuiteText
from casewright.figures import percent
from casewright.scorers.scorer import References, SuiteScorer

_QUOTED = 60
"""Characters of a criterion that a reason quotes."""


def _rate(story: StoryText, suite: SuiteText, _: References) -> tuple[float | None, str]:
    wanted = frozenset[str]().union(*(criterion.terms for criterion in story.criteria))
    if not wanted:
        return None, "the story has no acceptance criteria"
    said = suite.terms
    number, least = min(enumerate(story.criteria, start=1), key=lambda one: _share(one[1], said))
    share = percent(_share(least, said), ".0f")
    reason = f"criterion {number} is taken up least, {share}: {least.text[:_QUOTED]!r}"
    return len(wanted & said) / len(wanted), reason


def _share(criterion: Sentence, said: frozenset[str]) -> float:
    """Share of the terms of one criterion that some case has; 1 for a criterion without any."""
    return len(criterion.terms & said) / len(criterion.terms) if criterion.terms else 1.0


SCORER = SuiteScorer("criteria_coverage", _rate)
