"""Extras: what stands in a story beside the role, the wish and the benefit."""

import re
from collections.abc import Iterator

from casewright.records.stories import Criterion, StoryIssue
from casewright.story_quality.anatomy import Anatomy

_BRACKET = re.compile(r"[(\[][^()\[\]]{1,300}[)\]]")
_NOTE = re.compile(
    r"(?i)(?<![\w-])(?:note:|notes:|nb:|n\.b\.|todo:?|note that\b|acceptance criteria\b|ac:|ac ?\d:"
    r"|(?:see|cf\.|refer to) (?:the |also )?(?:ticket|issue|story|jira|confluence|figma|wiki|mock-?ups?"
    r"|wireframes?|spec|specification|attached|attachment|screenshot|https?:|#\d|[A-Z]{2,9}-\d))"
)
_SENTENCE_END = re.compile(r"(?<=[^\s.][\w)\"'”’][.!?])\s+(?=[A-Z\"“(][^\s]*\s+\S)")
_NO_END = re.compile(r"(?i)(?:\b(?:e\.g|i\.e|etc|vs|no|mr|mrs|ms|dr|st|approx|incl|max|min|resp)|\b[a-z])\.$")
_CONTINUES = re.compile(
    r"(?i)\"?(?:as an? |i(?:'d| would| want| need| can| must| wish)|so that|so |in order )"
)
_OPENERS = ("(", "[")


def extras(story: Anatomy) -> Iterator[StoryIssue]:
    """Brackets, notes, further sentences, and a second benefit."""
    text = story.text
    if any(mark in text for mark in _OPENERS):
        for match in _BRACKET.finditer(text):
            if _is_note(match[0]):
                yield _issue("The brackets hold", text, match.span(), "make it a criterion, or leave it out")
                break
    note = _NOTE.search(text)
    if note:
        yield _issue(
            "There is a note:", text, note.span(), "keep it beside the story, or make it a criterion"
        )
    elif sentence := _further_sentence(text):
        yield _issue(
            "A further sentence follows:", text, sentence, "make it a criterion, or a story of its own"
        )
    if again := _second_benefit(story):
        yield StoryIssue(
            criterion=Criterion.MINIMAL,
            message='"so that" stands there twice: keep the benefit that matters most.',
            span=story.span(again, again + 2),
        )


def _is_note(bracket: str) -> bool:
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
    words = " ".join(text[span[0] : span[0] + 200][: span[1] - span[0]].split())
    quoted = words if len(words) <= 40 else f"{words[:38].rstrip()} …"
    return StoryIssue(criterion=Criterion.MINIMAL, message=f'{found} "{quoted}": {advice}.', span=span)
