"""Grounding: whether the cases of a suite, and the steps of each, are about the story.

No reference is needed. A case is about the story when its title and oracle speak of what the story speaks of;
its steps belong to it when they handle what its title, oracle and preconditions or the story name. Values
that a tester makes up cost a title and an oracle nothing: what stands in quotes counts where the story has
it, and is not missed where it has not.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from casewright.analysis import CaseText, Sentence, StoryText, SuiteText
from casewright.scorers.scorer import CaseScorer, Finding
from casewright.topics import Topics, common, telling_words, topics, topics_of_words, weight

# A long story names more by chance than a short one, so what is asked for grows with what it names. Found on
# the dev stories and copies of their suites with steps and cases of other stories.
_SHARE, _SHARE_PER_TOPIC = 0.25, 0.004
"""Share of a title and an oracle that is the story's, from which a case is wholly about it."""
_NAMED, _NAMED_PER_TOPIC = 2.0, 0.1
"""Topics of the story in title, oracle and preconditions, from which a case is wholly about it."""
_CONNECTED = 0.45
"""Share of what the steps name that the rest of the case or the story names, from which they belong to it."""

_OWN = 0.35
"""What a common word counts beyond its weight where the story's sentence has it."""
_ANYBODY = topics("user")
"""In nearly every story, and in nearly every test."""
_EXAMPLES = 3
"""Words that a reason quotes."""


class _Story(NamedTuple):
    """What a case is held against."""

    named: Topics
    """By the story and its criteria."""
    own: Topics
    """Common words of the story's sentence, which may be what it is about: `sign in`, `reset`."""
    size: float
    """How much the story names."""

    def told(self, found: Topics) -> float:
        """How much of what was found is the story's."""
        return weight(found & self.named) + _OWN * len(found & self.own)

    def all(self, found: Topics) -> float:
        """How much was found."""
        return weight(found) + _OWN * len(found & self.own)


@lru_cache(maxsize=4)
def _read(story: StoryText) -> _Story:
    named, own = story.topics, common(topics(story.narrative.text)) - _ANYBODY
    return _Story(named, own, weight(named) + _OWN * len(own))


def _rate(story: StoryText, _: SuiteText, case: CaseText) -> Finding:
    told, frame, steps = _read(story), case.frame, case.step_topics
    about, lost = _about(told, case), steps - frame - told.named
    connected = min(1.0, (1 - weight(lost) / weight(steps)) / _CONNECTED) if lost else 1.0
    if about < 1 and about <= connected:
        strange = telling_words(f"{case.title.text} {case.oracle.text}", frame - told.named)
        reason = f"title and oracle speak of {_few(strange)}, which the story does not"
    elif connected < 1:
        strange = telling_words(" ".join(case.case.steps), lost)
        reason = f"the steps speak of {_few(strange)}, which neither the rest of the case nor the story does"
    else:
        return Finding(1.0)
    return Finding(about * connected, reason)


def _without_quotes(text: Sentence) -> Topics:
    return topics(text.unquoted) if text.quoted else topics_of_words(text.rough_words)


def _about(story: _Story, case: CaseText) -> float:
    """How far a case is about the story, 0-1."""
    named = story.told(case.frame) / (_NAMED + _NAMED_PER_TOPIC * story.size)
    if named >= 1:
        return 1.0
    subject = _without_quotes(case.title) | _without_quotes(case.oracle)
    whole = story.all(subject)
    share = story.told(subject) / whole / (_SHARE + _SHARE_PER_TOPIC * story.size) if whole else 0.0
    return min(1.0, max(share, named))


def _few(words: Iterator[str]) -> str:
    return ", ".join(f'"{word}"' for word in islice(words, _EXAMPLES)) or "things in general"


SCORER = CaseScorer("grounding_score", _rate)
