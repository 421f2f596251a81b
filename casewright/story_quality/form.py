"""Form: whether a story has a role, a wish and a benefit, and reads as a sentence."""

import re
from collections.abc import Iterator

from casewright.records.stories import Criterion, StoryIssue
from casewright.story_quality.anatomy import Anatomy
from casewright.story_quality.slips import cut_off, slip
from casewright.story_quality.wording import is_verb_like, words

_NO_ROLE = words("a an the i who that which to and or")
_ALONE = words(
    """login logout register pay checkout unsubscribe subscribe navigate sign-in sign-up sign-out log-in"""
)
"""Actions that need no object."""
_POINT = r"(?:[-*•–]|\d{1,3}[.)])\s"
_LIST = re.compile(rf"\A\s*{_POINT}|\n[ \t]{{0,20}}{_POINT}")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"\S{1,40}")


def well_formed(story: Anatomy) -> Iterator[StoryIssue]:
    """A role with a noun; a wish with an action and what it acts on."""
    role, wish = story.role, story.wish
    if role is None and wish is None:
        yield _form('There is neither a role nor a wish: write "As a …, I want …, so that …".')
        return
    if role is None and wish and wish.sign.startswith("i "):
        yield _form('There is no role: begin with "As a …".')
    elif role and not any(token[0].isalnum() and token not in _NO_ROLE for token in story.of(role)):
        yield _form("The role has no name: say who wants this.", story.span(role.at, role.begin))
    yield from _wish_issues(story)


def _wish_issues(story: Anatomy) -> Iterator[StoryIssue]:
    wish = story.wish
    if wish is None:
        yield _form('There is no wish: say what the role wants, as in "I want to …".')
        return
    content = [token for token in story.of(wish) if token[0].isalnum()]
    if not content:
        yield _form("The wish is empty: say what is wanted.", story.span(wish.at, wish.begin))
        return
    if len(content) == 1 and content[0] not in _ALONE:
        problem = 'The wish is the one word "{}": say what it acts on.'
    elif not story.is_action and not any(is_verb_like(token) for token in content):
        problem = '"{}" names a thing and no action: say what is done with it.'
    else:
        return
    yield _form(problem.format(story.quote(wish.begin, wish.end)), story.span(wish.begin, wish.end))


def has_benefit(story: Anatomy) -> Iterator[StoryIssue]:
    """Something that says why."""
    if story.benefit is None and (story.role or story.wish):
        message = 'There is no benefit: add "so that …" to say why.'
        yield StoryIssue(criterion=Criterion.HAS_BENEFIT, message=message)


def full_sentence(story: Anatomy) -> Iterator[StoryIssue]:
    """A capital first, no list, no words missing or run together, an end."""
    text = story.text
    first = _LETTER.search(text)
    if point := _LIST.search(text):
        yield _sentence("The text is a list: write one sentence, and the points as criteria.", point.span())
    elif first and first[0].islower() and not _is_name(text, first.start()):
        yield _sentence("The first letter is small: begin with a capital.", first.span())
    if end := cut_off(story):
        yield _sentence(f'The text breaks off at "{story.quote(*end)}": finish it.', story.span(*end))
    if found := slip(story):
        begin, end_token, advice = found
        message = f'"{story.quote(begin, end_token)}": {advice}.'
        yield _sentence(message, story.span(begin, end_token))


def _is_name(text: str, start: int) -> bool:
    """`eBay`, `iOS`: a small letter that is meant; also a file, a link or a placeholder."""
    word = _WORD.match(text, start)
    return word is not None and any(character.isupper() or character in "._@:/" for character in word[0])


def _form(message: str, span: tuple[int, int] | None = None) -> StoryIssue:
    return StoryIssue(criterion=Criterion.WELL_FORMED, message=message, span=span)


def _sentence(message: str, span: tuple[int, int]) -> StoryIssue:
    return StoryIssue(criterion=Criterion.FULL_SENTENCE, message=message, span=span)
