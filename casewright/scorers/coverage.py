"""Story coverage: how much of what the story names some case of the suite names too.

It is advice, never a gate: a good suite may speak of a thing in other words, and a poor one may repeat the
story's.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from casewright.analysis import StoryText, SuiteText
from casewright.scorers.scorer import References, SuiteScorer
from casewright.story_quality.anatomy import read
from casewright.topics import Topics, telling_words, topics, weight

_PARTS = {"wish": 0.8, "role": 0.1, "benefit": 0.1}
"""What a part of the story counts: cases are about the wish, and seldom say again who has it and why."""
_EXAMPLES = 5
"""Words that the reason quotes."""
_STORIES_KEPT = 64


class _Part(NamedTuple):
    """A part of a story."""

    share: float
    words: str
    named: Topics


@lru_cache(maxsize=_STORIES_KEPT)
def _parts(story: str) -> tuple[_Part, ...]:
    """Wish, role and benefit, as far as they name anything; the whole story where it has no wish."""
    anatomy = read(story)
    if not anatomy.wish:
        return _naming([(1.0, story)])
    return _naming((share, " ".join(anatomy.of(getattr(anatomy, part)))) for part, share in _PARTS.items())


def _naming(parts: Iterable[tuple[float, str]]) -> tuple[_Part, ...]:
    return tuple(_Part(share, words, named) for share, words in parts if (named := topics(words)))


def _rate(story: StoryText, suite: SuiteText, _: References) -> tuple[float | None, str]:
    parts = _parts(story.story.story)
    if not parts:
        return None, "the story names nothing that a case could mention"
    mentioned: Topics = frozenset().union(
        *[named for case in suite.cases for named in (case.frame, case.step_topics)]
    )
    missed = [part.named - mentioned for part in parts]
    if not any(missed):
        return 1.0, "the cases mention all that the story names"
    lost = sum(
        part.share * weight(none) / weight(part.named) for part, none in zip(parts, missed, strict=True)
    )
    words = [
        word for part, none in zip(parts, missed, strict=True) for word in telling_words(part.words, none)
    ]
    named = ", ".join(f'"{word}"' for word in words[:_EXAMPLES])
    reason = f"no case mentions {named}" if named else "only words that any story has are missed"
    return 1 - lost / sum(part.share for part in parts), reason


SCORER = SuiteScorer("story_coverage", _rate)
