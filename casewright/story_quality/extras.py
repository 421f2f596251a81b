"""Extras: what stands in a story beside the role, the wish and the benefit."""

import re
from collections.abc import Iterator

from casewright.records.stories import Criterion, StoryIssue
from casewright.story_quality.anatomy import Anatomy, quoted

_BRACKET = re.compile(r"[(\[][^()\[\]]{1,300}[)\]]")
_NOTE = re.compile(
    r"(?i)(?<![\w-])(?:note:|notes:|nb:|n\.b\.|todo:?|note that\b|acceptance criteria\b|ac:|ac ?\d:"
    r"|(?:see|cf\.|refer to) (?:the |also )?(?:ticket|issue|story|jira|confluence|figma|wiki|mock-?ups?"
    r"|wireframes?|spec|specification|attached|attachment|screenshot|https?:|#\d|[A-Z]{2,9}-\d))"
)
_SENTENCE_END = re.compile(r"(?<=[^\s.][\w)\"'”’][.!?])\s+(?=[A-Z\"“(][^\s]*\s+\S)")
_NO_END = re.compile(r"(?i)(?:\b(?:e\.g|i\.e|etc|vs|no|mr|mrs|ms|dr|st|approx|incl|max|min|resp)|\b[a-z])\.$")
_ENDS = frozenset(".!?")
_CONTINUES = re.compile(
    r"(?i)\"?(?:as an? |i(?:'d| would| want| need| can| must| wish)|so that|so |in order )"
)


def extras(story: Anatomy) -> Iterator[StoryIssue]:
    """Brackets, notes, further sentences, and a second benefit."""
    text = story.text
    bracket = next((match.span() for match in _brackets(text) if _is_remark(match[0])), None)
    if bracket:
        yield _issue("The brackets hold", text, bracket, "make it a criterion, or leave it out")
    note = _NOTE.search(text)
    if note and not (bracket and bracket[0] <= note.start() < bracket[1]):
        yield _issue("There is a note:", text, note.span(), "keep it elsewhere, or make it a criterion")
    elif not _ENDS.isdisjoint(story.tokens[:-1]) and (sentence := _further_sentence(text)):
        yield _issue("A further sentence follows:", text, sentence, "make it a criterion or a story")
    if again := _second_benefit(story):
        yield StoryIssue(
            criterion=Criterion.MINIMAL,
            message='"so that" stands there twice: keep the benefit that matters most.',
            span=story.span(again, again + 2),
        )


def _brackets(text: str) -> Iterator[re.Match[str]]:
    return _BRACKET.finditer(text) if "(" in text or "[" in text else iter(())


def _is_remark(bracket: str) -> bool:
    """More than an abbreviation, a plural or a unit."""
    return len(bracket[1:-1].split()) > 1


def _further_sentence(text: str) -> tuple[int, int] | None:
    for match in _SENTENCE_END.finditer(text):
        before, after = text[max(0, match.start() - 12) : match.start()], match.end()
        if not _NO_END.search(before) and not _CONTINUES.match(text, after):
            return after, len(text.rstrip())
    return None


def _second_benefit(story: Anatomy) -> int | None:
    tokens = story.tokens
    if story.benefit is None:
        return None
    first = story.benefit.at
    return next(
        (i for i in range(first + 2, len(tokens) - 1) if tokens[i] == "so" and tokens[i + 1] == "that"), None
    )


def _issue(found: str, text: str, span: tuple[int, int], advice: str) -> StoryIssue:
    message = f'{found} "{quoted(text, span)}": {advice}.'
    return StoryIssue(criterion=Criterion.MINIMAL, message=message, span=span)
