"""Vague words in what is wanted: two testers would read them differently."""

from collections.abc import Iterable, Iterator

from casewright.records.stories import Criterion, StoryIssue
from casewright.story_quality.anatomy import Anatomy

_GROUPS = {
    "say what must be possible, and in how many steps": """easily|easy|user-friendly|user friendly|intuitive|
        intuitively|convenient|conveniently|seamless|seamlessly|smooth|smoothly|simple to use|effortlessly""",
    "say within how many seconds": """fast|faster|quick|quickly|promptly|in a timely manner|
        as soon as possible|asap|reasonable amount of time|without delay|in seconds|responsive""",
    "say by what it can be told": """flexible|flexibly|flexibility|robust|efficient|efficiently|
        effective|effectively|adequate|sufficient|reasonable|reasonably|properly|nice|good|great|better|awesome|
        beautiful|helpful|useful|improved|state-of-the-art|modern|visually appealing|optimal|consistent|
        pleasant|attractive|best|high-quality|meaningful|prominent|tempting""",
    "say how many, or which": """some|several|various|many|a few|few|a lot|lots of|a number of|large number|
        large amount|large amounts|numerous|certain|about once""",
    "name all of them": """etc|and so on|and so forth|stuff|stuffs|and more|and the like|among others""",
    "decide it, and write it down": """tbd|tbc|todo|to be decided|to be defined|
        to be determined|to be confirmed""",
    "say when, and what then": """appropriate|appropriately|if necessary|if possible|if needed|as needed|
        as necessary|where possible|when necessary|where appropriate|as required|if applicable|
        where applicable""",
    "say which: and, or, or both": "and / or|and or",
}


def _index() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The terms by their first word, the longest first."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for advice, terms in _GROUPS.items():
        for term in terms.split("|"):
            words = tuple(term.split())
            index.setdefault(words[0], []).append((words, advice))
    for terms_of_word in index.values():
        terms_of_word.sort(key=lambda term: -len(term[0]))
    return index


_TERMS = _index()
_ANYWHERE = frozenset(["tbd", "tbc", "etc", "todo"])
_NOT_AFTER = {
    "many": {"how", "as", "too"},
    "some": {"for"},
    "good": {"a"},
    "certain": {"make", "am", "be"},
    "few": {"how"},
    "better": {"for"},
}
_NOT_BEFORE = {
    "quick": {"view", "search", "link", "links", "reply", "filter", "start", "add", "order", "buy", "access"},
    "fast": {"track", "forward", "food", "checkout"},
    "best": {"seller", "sellers", "before", "selling"},
    "good": {"will"},
    "some": {"reason"},
    "certain": {"that"},
}
_MOST_ISSUES = 5


def vague_terms(story: Anatomy) -> Iterator[StoryIssue]:
    """An issue for each vague term in the wish, once each; a benefit is not tested, so it may be vague."""
    seen = set()
    behind = 0
    for i in _places(story):
        token = story.tokens[i]
        if token not in _TERMS or token in seen or i < behind or (found := _term_at(story.tokens, i)) is None:
            continue
        length, advice = found
        seen.add(token)
        behind = i + length
        yield StoryIssue(
            criterion=Criterion.UNAMBIGUOUS,
            message=f'"{story.quote(i, behind)}" can be read in more than one way: {advice}.',
            span=story.span(i, behind),
        )
        if len(seen) == _MOST_ISSUES:
            return


def _places(story: Anatomy) -> Iterable[int]:
    """The tokens that matter: those of the wish, and gaps anywhere."""
    wish = story.wish
    wished = range(wish.begin, wish.end) if wish else range(0)
    if wish and _ANYWHERE.isdisjoint(story.tokens):
        return wished
    part_of = {i for part in (story.role, story.benefit) if part for i in range(part.at, part.end)}
    return (
        i
        for i, token in enumerate(story.tokens)
        if token in _ANYWHERE or (i in wished if wish else i not in part_of)
    )


def _term_at(tokens: tuple[str, ...], i: int) -> tuple[int, str] | None:
    """The length in tokens and the advice of the term at token `i`, unless it is none there."""
    for term, advice in _TERMS[tokens[i]]:
        if len(term) > 1:
            if tokens[i : i + len(term)] == term:
                return len(term), advice
            continue
        before = tokens[i - 1] if i else ""
        after = tokens[i + 1] if i + 1 < len(tokens) else ""
        if before in _NOT_AFTER.get(term[0], ()) or after in _NOT_BEFORE.get(term[0], ()):
            return None
        return 1, advice
    return None
