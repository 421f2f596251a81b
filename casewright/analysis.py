"""Stories and suites taken apart once: what the smells and the scorers look at.

Everything that more than one rule asks is worked out here, lazily and once, because a rule that splits a
text for itself costs more than all it does with it.
"""

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from casewright.polarity import expects_refusal
from casewright.records import Assumption, Smell, TestCase, UserStory
from casewright.similarity import terms

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|`[^`]*`|(?<!\w)'[^']+'(?!\w)")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_TEXTS_KEPT = 2**15


class Sentence:
    """One text of a test case or a story, taken apart once."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"Sentence({self.text!r})"

    @cached_property
    def lower(self) -> str:
        """The text in lower case; spans in it are spans in the text."""
        lower = self.text.lower()
        return lower if len(lower) == len(self.text) else self.text

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Words in lower case, in order, what stands in quotes included."""
        return tuple(_WORD.findall(self.lower))

    @cached_property
    def quoted(self) -> tuple[str, ...]:
        """What stands in quotes, without them: labels and values."""
        return tuple(match[1:-1] for match in _QUOTED.findall(self.text))

    @cached_property
    def unquoted(self) -> str:
        """The lower-case text with what stands in quotes blanked out; spans in it are spans in the text."""
        return _QUOTED.sub(lambda match: " " * len(match[0]), self.lower)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Figures, those in quotes included, as written."""
        return tuple(_NUMBER.findall(self.text))

    @cached_property
    def terms(self) -> frozenset[str]:
        """Stems of the words that carry meaning, numbers included."""
        return frozenset(terms(self.text))


@lru_cache(maxsize=_TEXTS_KEPT)
def sentence(text: str) -> Sentence:
    """The text taken apart; models repeat preconditions and steps, so the last ones are kept."""
    return Sentence(text)


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
