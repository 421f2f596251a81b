"""Grounding: whether the cases of a suite, and the steps of each, are about the story.

No reference is needed. A case is about the story when its title and oracle speak of what the story speaks of;
its steps belong to it when they handle what its title, oracle and preconditions or the story name. Values
that a tester makes up cost a title and an oracle nothing: what stands in quotes counts where the story has
it, and is not missed where it has not.
"""

from collections.abc import Iterator
from itertools import islice

from casewright.analysis import CaseText, StoryText, SuiteText
from casewright.scorers.scorer import CaseScorer, Finding
from casewright.topics import Topics, named_by, telling_words, told_by, topics, weight

# A long story names more by chance than a short one, so what is asked for grows with what it names. Found on
# the dev stories and copies of their suites with steps and cases of other stories.
_SHARE, _SHARE_PER_TOPIC = 0.25, 0.004
"""Share of a title and an oracle that is the story's, from which a case is wholly about it."""
_NAMED, _NAMED_PER_TOPIC = 2.0, 0.1
"""Topics of the story in title, oracle and preconditions, from which a case is wholly about it."""
_CONNECTED = 0.45
"""Share of what the steps name that the rest of the case or the story names, from which they belong to it."""

_EXAMPLES = 3
"""Words that a reason quotes."""


def _rate(story: StoryText, _: SuiteText, case: CaseText) -> Finding:
    known, (frame, steps) = told_by(story), named_by(case)
    subject = topics(f"{case.title.unquoted} {case.oracle.unquoted}")
    about = _about(known, subject, frame)
    connected = min(1.0, _share(steps, frame | known, empty=1.0) / _CONNECTED)
    if about < 1 and about <= connected:
        strange = telling_words(f"{case.title.text} {case.oracle.text}", frame - known)
        reason = f"title and oracle speak of {_few(strange)}, which the story does not"
    elif connected < 1:
        strange = telling_words(" ".join(case.case.steps), steps - frame - known)
        reason = f"the steps speak of {_few(strange)}, which neither the rest of the case nor the story does"
    else:
        return Finding(1.0)
    return Finding(about * connected, reason)


def _share(found: Topics, known: Topics, *, empty: float) -> float:
    """How much of what was found is known; `empty` where nothing was."""
    whole = weight(found)
    return weight(found & known) / whole if whole else empty


def _about(known: Topics, subject: Topics, frame: Topics) -> float:
    """How far a case is about the story, 0-1."""
    size = weight(known)
    share = _share(subject, known, empty=0.0) / (_SHARE + _SHARE_PER_TOPIC * size)
    return min(1.0, max(share, weight(frame & known) / (_NAMED + _NAMED_PER_TOPIC * size)))


def _few(words: Iterator[str]) -> str:
    return ", ".join(f'"{word}"' for word in islice(words, _EXAMPLES)) or "things in general"


SCORER = CaseScorer("grounding_score", _rate)
