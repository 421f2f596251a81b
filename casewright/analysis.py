"""Stories and suites taken apart once: what the smells and the scorers look at.

Everything that more than one rule asks is worked out here and once, because a rule that splits a
text for itself costs more than all it does with it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, cached_property, lru_cache
from itertools import chain

from casewright.polarity import expects_refusal
from casewright.records import Assumption, Smell, TestCase, UserStory
from casewright.similarity import rough_words, terms, terms_of_words
from casewright.topics import Topics, topics_of_words

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|`[^`]*`|(?<!\w)'[^']+'(?!\w)")
_NUMBER = re.compile(r"\d\d*(?:[.,:]\d+)*")
_TEXTS_KEPT = 2**15


class Sentence:
    """One text of a test case or a story, taken apart once, and at once: nearly all of it is asked for."""

    words: tuple[str, ...]
    """Words in lower case, in order, what stands in quotes included."""
    terms: frozenset[str]
    """Stems of the words that carry meaning, numbers included."""

    __slots__ = (
        "has_capitals",
        "lower",
        "numbers",
        "quoted",
        "rough_words",
        "terms",
        "text",
        "unquoted",
        "words",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        lower = text.lower()
        self.lower = lower if len(lower) == len(text) else text
        """The text in lower case; spans in it are spans in the text."""
        self.quoted: tuple[str, ...] = ()
        """What stands in quotes, without them: labels and values."""
        self.unquoted = self.lower
        """The lower-case text with what stands in quotes blanked out; spans in it are spans in the text."""
        if '"' in text or "'" in text or "“" in text or "`" in text:
            self._take_out_quotes()
        self.has_capitals = lower[1:] != text[1:]
        """Whether a capital stands anywhere but at the beginning."""
        self.numbers: tuple[str, ...] = tuple(_NUMBER.findall(text))
        """Figures, those in quotes included, as written."""
        self.rough_words = tuple(rough_words(text))
        """Words in lower case, in order; marks beyond ASCII stay with them, and others part them."""
        if text.isascii() and "'" not in text and "-" not in text:
            self.words = self.rough_words
            self.terms = frozenset(terms_of_words(self.words))
        else:
            self.words = tuple(_WORD.findall(self.lower))
            self.terms = frozenset(terms(text))

    def __repr__(self) -> str:
        return f"Sentence({self.text!r})"

    def _take_out_quotes(self) -> None:
        quoted, rest = [], self.lower
        for match in _QUOTED.finditer(self.text):
            begin, end = match.span()
            quoted.append(self.text[begin + 1 : end - 1])
            rest = rest[:begin] + " " * (end - begin) + rest[end:]
        self.quoted, self.unquoted = tuple(quoted), rest


@lru_cache(maxsize=_TEXTS_KEPT)
def sentence(text: str) -> Sentence:
    """The text taken apart; models repeat preconditions and steps, so the last ones are kept."""
    return Sentence(text)


def _topics(texts: Iterable[Sentence]) -> Topics:
    return topics_of_words(chain.from_iterable([text.rough_words for text in texts]))


@cache
def _names(field: str, count: int) -> tuple[str, ...]:
    return tuple(f"{field}[{i}]" for i in range(count))


class CaseText:
    """One test case of a suite."""

    def __init__(self, case: TestCase, position: int) -> None:
        self.case = case
        self.position = position
        """In the suite, from 1."""
        self.title = sentence(case.title)
        self.preconditions = tuple(map(sentence, case.preconditions))
        self.steps = tuple(map(sentence, case.steps))
        self.oracle = sentence(case.expected_result)
        self.fields: tuple[tuple[str, Sentence], ...] = (
            ("title", self.title),
            *zip(_names("preconditions", len(self.preconditions)), self.preconditions, strict=True),
            *zip(_names("steps", len(self.steps)), self.steps, strict=True),
            ("expected_result", self.oracle),
        )
        """Every text of the case, with the field's name."""

    @cached_property
    def expects_refusal(self) -> bool:
        """Whether the case ends in a refusal, by its oracle and title."""
        return expects_refusal(self.case)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Stems of all that the case says."""
        return self.title.terms.union(
            self.oracle.terms, *(one.terms for one in self.steps + self.preconditions)
        )

    @cached_property
    def frame(self) -> Topics:
        """What title, oracle and preconditions name."""
        return _topics((self.title, self.oracle, *self.preconditions))

    @cached_property
    def step_topics(self) -> Topics:
        """What the steps name."""
        return _topics(self.steps)


class SuiteText:
    """The suite of one story, and what the smell rules found in it."""

    def __init__(
        self, cases: Sequence[TestCase], smells: Sequence[Smell] = (), assumptions: Sequence[Assumption] = ()
    ) -> None:
        self.cases = tuple(CaseText(case, position) for position, case in enumerate(cases, start=1))
        self.smells: tuple[Smell, ...] = tuple(smells)
        self.assumptions: tuple[Assumption, ...] = tuple(assumptions)
        self.computed: Sequence[float] = ()
        """The quality of each case, 0-1, as the scorers of cases have it; for what compares with it."""

    @cached_property
    def titles(self) -> Counter[str]:
        """How many cases have each title."""
        return Counter(case.case.title for case in self.cases)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Stems of all that the cases say."""
        return frozenset().union(*(text.terms for case in self.cases for _, text in case.fields))

    @cached_property
    def _by_position(self) -> dict[int | None, list[Smell]]:
        found: dict[int | None, list[Smell]] = {}
        for smell in self.smells:
            found.setdefault(smell.position, []).append(smell)
        return found

    def smells_of(self, case: CaseText | None) -> Sequence[Smell]:
        """The findings about one case; those about the suite for None."""
        return self._by_position.get(case.position if case else None, ())


class StoryText:
    """A story with its acceptance criteria."""

    def __init__(self, story: UserStory) -> None:
        self.story = story
        self.narrative = sentence(story.story)
        self.criteria = tuple(map(sentence, story.acceptance_criteria))

    @cached_property
    def text(self) -> str:
        """All that the story says, in lower case."""
        return "\n".join([self.narrative.lower, *(one.lower for one in self.criteria)])

    @cached_property
    def terms(self) -> frozenset[str]:
        """Stems of all that the story says."""
        return self.narrative.terms.union(*(one.terms for one in self.criteria))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Figures in the story or its criteria, as written."""
        return frozenset(self.narrative.numbers).union(*(one.numbers for one in self.criteria))

    @cached_property
    def topics(self) -> Topics:
        """What the story and its criteria name."""
        return _topics((self.narrative, *self.criteria))
