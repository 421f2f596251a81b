"""Atomic: whether a story asks for one thing."""

from collections.abc import Iterator

from casewright.records.stories import Criterion, StoryIssue
from casewright.story_quality.anatomy import Anatomy
from casewright.story_quality.wording import ARTICLES, DETERMINERS, PLAIN_VERBS, RELATIVES, SOMETIMES_NOUNS

_JOINTS = frozenset(["and", "or", "&", "+", "/"])
_AGAIN = frozenset(["want", "need", "wish"])
_STEPS = frozenset("enter click select choose type press open go scroll pick log sign visit navigate".split())
"""What is done on the way to something: not a feature of its own."""
_OUTCOMES = frozenset(
    """get see receive have be know view include ensure make decide show display use find keep work take
    run allow prevent""".split()
)
"""What comes of an action, or qualifies it."""
_FEATURES = frozenset(
    "create add edit update modify change delete remove import export upload download archive".split()
)
"""Actions that are features of their own, even on the same object."""


def joined_wishes(story: Anatomy) -> Iterator[StoryIssue]:
    """At most one issue: two roles, two wishes, or two actions that each make a story."""
    if (joint := _two_roles(story)) is not None:
        yield _issue(story, joint, "This names two roles", "write a story for each")
    elif (joint := _two_wishes(story)) is not None or (joint := _two_actions(story)) is not None:
        yield _issue(story, joint, "This asks for two things", "make each a story of its own")


def _issue(story: Anatomy, joint: tuple[int, int], found: str, advice: str) -> StoryIssue:
    return StoryIssue(
        criterion=Criterion.ATOMIC,
        message=f'{found} ("{story.quote(*joint)}"): {advice}.',
        span=story.span(*joint),
    )


def _two_roles(story: Anatomy) -> tuple[int, int] | None:
    """`a customer and an editor`: joined roles, each with its article."""
    role = story.role
    for i in range(role.begin + 1, role.end - 2) if role else ():
        if story.tokens[i] in ("and", "or", "&") and story.tokens[i + 1] in ARTICLES:
            return role.begin, role.end
        if story.tokens[i] in RELATIVES:
            return None
    return None


def _two_wishes(story: Anatomy) -> tuple[int, int] | None:
    """`… and I also want …`: a second wish behind a joint."""
    wish, tokens = story.wish, story.tokens
    for i in range(wish.begin + 1, wish.end - 3) if wish else ():
        if tokens[i] not in ("and", "&", "+", ".", ";"):
            continue
        j = i + 1 + (tokens[i + 1] == "also")
        if tokens[j] in ("i", "we") and tokens[j + 1 + (tokens[j + 1] == "also")] in _AGAIN:
            return i, j + 2
    return None


def _two_actions(story: Anatomy) -> tuple[int, int] | None:
    """A joint with an action on either side, not inside a clause that depends on something else."""
    wish, tokens = story.wish, story.tokens
    if wish is None or not story.is_action or wish.begin >= wish.end:
        return None
    first = tokens[wish.begin]
    if first not in PLAIN_VERBS:
        return None
    for i in range(wish.begin + 1, wish.end - 1):
        if tokens[i] in RELATIVES and tokens[i : i + 2] != ("as", "well"):
            return None
        if tokens[i] in _JOINTS and (second := _action_at(story, i + 1)) is not None:
            shares_object = i == wish.begin + 1
            if _is_second_feature(first, tokens[second], shares_object):
                return i, min(wish.end, second + 3)
    return None


def _action_at(story: Anatomy, i: int) -> int | None:
    """The token of an action in its base form at `i`, behind `to` or `also`; None where there is none."""
    tokens, end = story.tokens, story.wish.end if story.wish else 0
    has_to = False
    while i < end and tokens[i] in ("to", "also", "then", "be", "able"):
        has_to, i = has_to or tokens[i] == "to", i + 1
    if i >= end or tokens[i] not in PLAIN_VERBS:
        return None
    following = tokens[i + 1] if i + 1 < end else ""
    is_verb = has_to or tokens[i] not in SOMETIMES_NOUNS or following in DETERMINERS
    return i if is_verb and (following or has_to) else None


def _is_second_feature(first: str, second: str, shares_object: bool) -> bool:
    if shares_object:
        return first in _FEATURES and second in _FEATURES
    return first not in _STEPS and second not in _OUTCOMES
