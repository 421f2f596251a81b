"""Atomic: whether a story asks for one thing."""

from collections.abc import Iterator

from casewright.records.stories import Criterion, StoryIssue
from casewright.story_quality.anatomy import Anatomy
from casewright.story_quality.wording import ALSO_NO_VERBS, ARTICLES, DETERMINERS, RELATIVES, VERBS, words

_JOINTS = frozenset(["and", "or", "&", "+", "/"])
_AGAIN = words("want need wish")
_NO_FEATURES = words("have be get see know receive")
"""What is wanted is a thing or a state: joints behind these join its parts."""
_STEPS = words("enter click select choose type press open go scroll pick log sign visit navigate")
"""What is done on the way to something: not a feature of its own."""
_OUTCOMES = words(
    """get see receive have be know view include ensure make decide show display use find work take run
    allow prevent set"""
)
"""What comes of an action, or qualifies it."""
_FEATURES = words("create add edit update modify change delete remove import export upload download archive")
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
    if role is None:
        return None
    for i in range(role.begin + 1, role.end - 2):
        if story.tokens[i] in ("and", "or", "&") and story.tokens[i + 1] in ARTICLES:
            return role.begin, role.end
        if story.tokens[i] in RELATIVES:
            return None
    return None


def _two_wishes(story: Anatomy) -> tuple[int, int] | None:
    """`… and I also want …`: a second wish behind a joint."""
    wish, tokens = story.wish, story.tokens
    if wish is None:
        return None
    for i in range(wish.begin + 1, wish.end - 3):
        if tokens[i] not in ("and", "&", "+", ".", ";"):
            continue
        j = i + 1 + (tokens[i + 1] == "also")
        if tokens[j] in ("i", "we") and tokens[j + 1 + (tokens[j + 1] == "also")] in _AGAIN:
            return i, j + 2
    return None


def _two_actions(story: Anatomy) -> tuple[int, int] | None:
    """A joint with an action on either side, not inside a clause that depends on something else."""
    wish, tokens = story.wish, story.tokens
    begin = _first_action(story)
    if wish is None or begin is None:
        return None
    for i in range(begin + 1, wish.end - 1):
        if tokens[i] in RELATIVES and tokens[i : i + 2] != ("as", "well"):
            return None
        if tokens[i] in _JOINTS and (second := _action_at(story, i + 1)) is not None:
            shares_object = all(token in VERBS or token == "," for token in tokens[begin + 1 : i])
            if _is_second_feature(tokens[begin], tokens[second], shares_object):
                return i, min(wish.end, second + 3)
    return None


def _first_action(story: Anatomy) -> int | None:
    """The verb that the wish begins with, behind adverbs."""
    wish, tokens = story.wish, story.tokens
    if wish is None or not story.is_action:
        return None
    begin = wish.begin
    while begin < wish.end and tokens[begin].endswith("ly") and tokens[begin] not in VERBS:
        begin += 1
    return begin if begin < wish.end and tokens[begin] in VERBS - _NO_FEATURES else None


def _action_at(story: Anatomy, i: int) -> int | None:
    """The token of an action in its base form at `i`, behind `to` or `also`; None where there is none."""
    tokens, end = story.tokens, story.wish.end if story.wish else 0
    has_to = False
    while i < end and tokens[i] in ("to", "also", "then", "be", "able"):
        has_to, i = has_to or tokens[i] == "to", i + 1
    if i >= end or tokens[i] not in VERBS:
        return None
    following = tokens[i + 1] if i + 1 < end else ""
    is_verb = has_to or tokens[i] not in ALSO_NO_VERBS or following in DETERMINERS
    return i if is_verb and (following or has_to) else None


def _is_second_feature(first: str, second: str, shares_object: bool) -> bool:
    if shares_object:
        return first in _FEATURES and second in _FEATURES
    return first not in _STEPS and second not in _OUTCOMES
