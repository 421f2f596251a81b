"""Form: whether a story has a role, a wish and a benefit, and reads as a sentence."""

import re
from collections.abc import Iterator

from casewright.records.stories import Criterion, StoryIssue
from casewright.story_quality.anatomy import Anatomy, is_glued
from casewright.story_quality.wording import (
    CANNOT_END,
    DETERMINERS,
    PLAIN_VERBS,
    SOMETIMES_NOUNS,
    is_verb_like,
)

_NO_ROLE_NOUN = frozenset("a an the i who that which to and or".split())
_ALONE = frozenset(
    "login logout register pay checkout unsubscribe subscribe navigate sign-in sign-up sign-out log-in".split()
)
"""Actions that need no object."""
_BULLET = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s|[^\n]*\n\s*(?:[-*•–]|\d{1,3}[.)])\s", re.DOTALL)
_LETTER = re.compile(r"[^\W\d_]")


def well_formed(story: Anatomy) -> Iterator[StoryIssue]:
    """A role with a noun; a wish with an action and what it acts on."""
    if story.role is None and story.wish is None:
        yield _issue('There is neither a role nor a wish: write "As a …, I want …, so that …".')
        return
    if story.role is None and story.wish and story.wish.sign[:2] == "i ":
        yield _issue('There is no role: begin with "As a …".')
    elif story.role and not any(
        token[0].isalnum() and token not in _NO_ROLE_NOUN for token in story.of(story.role)
    ):
        yield _issue("The role has no name: say who wants this.", story.span(story.role.at, story.role.begin))
    yield from _wish_issues(story)


def _wish_issues(story: Anatomy) -> Iterator[StoryIssue]:
    wish = story.wish
    if wish is None:
        yield _issue('There is no wish: say what the role wants, as in "I want to …".')
        return
    words = [token for token in story.of(wish) if token[0].isalnum()]
    if not words:
        yield _issue("The wish is empty: say what is wanted.", story.span(wish.at, wish.begin))
    elif len(words) == 1 and words[0] not in _ALONE:
        yield _issue(
            f'The wish is the one word "{story.quote(wish.begin, wish.end)}": say what it acts on.',
            story.span(wish.begin, wish.end),
        )
    elif not story.is_action and not any(is_verb_like(word) for word in words):
        yield _issue(
            f'"{story.quote(wish.begin, wish.end)}" names a thing and no action: say what is done with it.',
            story.span(wish.begin, wish.end),
        )


def has_benefit(story: Anatomy) -> Iterator[StoryIssue]:
    """Something that says why."""
    if story.benefit is None and (story.role or story.wish):
        yield StoryIssue(
            criterion=Criterion.HAS_BENEFIT, message='There is no benefit: add "so that …" to say why.'
        )


def full_sentence(story: Anatomy) -> Iterator[StoryIssue]:
    """A capital first, no list, no words missing or run together, an end."""
    text, tokens = story.text, story.tokens
    if bullet := _BULLET.match(text):
        yield _sentence("The text is a list: write one sentence, and the points as criteria.", bullet.span())
    elif (
        (first := _LETTER.search(text))
        and text[first.start()].islower()
        and not _is_brand(text, first.start())
    ):
        yield _sentence("The first letter is small: begin with a capital.", first.span())
    if end := _cut_off(story):
        yield _sentence(
            f'The text breaks off at "{story.quote(*end)}": finish the sentence.', story.span(*end)
        )
    for i, advice in _slips(story):
        yield _sentence(
            f'"{story.quote(i, min(i + 2, len(tokens)))}": {advice}.', story.span(i, min(i + 2, len(tokens)))
        )
        return


def _is_brand(text: str, start: int) -> bool:
    """`eBay`, `iOS`: a small letter that is meant; also a file, a link or a placeholder."""
    word = re.match(r"\S{1,40}", text[start:])
    return word is None or any(character.isupper() or character in "._@:/" for character in word[0])


def _cut_off(story: Anatomy) -> tuple[int, int] | None:
    tokens, last = story.tokens, len(story.tokens)
    if not tokens:
        return None
    if tokens[-1] in CANNOT_END:
        return last - 1, last
    stripped = story.text.rstrip()
    if stripped.endswith(("…", "...")) or tokens[-1] in (",", ":"):
        return max(0, last - 2), last
    if story.benefit and story.benefit.at and len(story.of(story.benefit)) < 3 and story.benefit.end == last:
        if not any(
            word not in ("i", "we", "they", "it", "can", "will", "am", "the")
            for word in story.of(story.benefit)
        ):
            return story.benefit.at, last
    return None


def _slips(story: Anatomy) -> Iterator[tuple[int, str]]:
    """Words that are missing or run together around the signs of the parts."""
    wish, tokens = story.wish, story.tokens
    if wish is None:
        return
    if tokens[wish.at][-1] == "i" and is_glued(tokens[wish.at], wish.at, story.text):
        yield wish.at, 'put a space before "I"'
    if story.benefit and tokens[story.benefit.begin - 1] == "thati":
        yield story.benefit.begin - 2, 'put a space before "I"'
    following = tokens[wish.begin : wish.begin + 2]
    if len(following) < 2:
        return
    verb, what = following
    if not story.is_action and verb in PLAIN_VERBS and (what in DETERMINERS or verb not in SOMETIMES_NOUNS):
        yield wish.begin - 1, '"to" is missing between the two'
    elif story.is_action and verb in ("the", "a", "an", "my"):
        yield wish.begin - 1, "a verb is missing between the two"


def _issue(message: str, span: tuple[int, int] | None = None) -> StoryIssue:
    return StoryIssue(criterion=Criterion.WELL_FORMED, message=message, span=span)


def _sentence(message: str, span: tuple[int, int]) -> StoryIssue:
    return StoryIssue(criterion=Criterion.FULL_SENTENCE, message=message, span=span)
