"""Drafts: test cases before they are ranked and numbered, with texts of bounded length."""

import re
from dataclasses import dataclass

from casewright.baseline.goal import Goal
from casewright.baseline.wording import capital, shorten
from casewright.records import CaseType

FROM_LIMIT, FROM_CRITERION, FROM_STORY, GENERIC = 7.5, 7.0, 6.5, 6.0
"""Quality scores, by what a case was made from: the story's own figures promise more than a table does."""

_TITLE, _LINE, _RESULT = 160, 240, 400
"""Characters a title, a precondition or step, and an expected result have at most."""

_ENDS_WITH_MESSAGE = re.compile(r"[.!?…][\"”]$")
_ENDS = re.compile(r"[.!?…。！？؟।][\"”」]?$")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A test case without its number and priority."""

    type: CaseType
    rank: int
    """Its importance in the suite, 1 the greatest."""
    title: str
    given: tuple[str, ...]
    steps: tuple[str, ...]
    expected: str
    quality: float

    def __post_init__(self) -> None:
        """Make every text begin and end as it should, however the story's words fell."""
        tidy = {
            "title": shorten(_line(self.title), _TITLE),
            "given": tuple(shorten(_line(text), _LINE) for text in self.given),
            "steps": tuple(shorten(_line(text), _LINE) for text in self.steps),
            "expected": _sentence(self.expected),
        }
        for name, value in tidy.items():
            object.__setattr__(self, name, value)


def _line(text: str) -> str:
    text = capital(" ".join(text.split()))
    return text if _ENDS_WITH_MESSAGE.search(text) else text.rstrip(".")


def _sentence(text: str) -> str:
    text = shorten(capital(" ".join(text.split())), _RESULT)
    return text if _ENDS.search(text) else f"{text}."


def filled(text: str, goal: Goal) -> str:
    """A family's text about this goal."""
    return text.replace("{thing}", goal.thing).replace("{a_role}", goal.a_role)


def start(goal: Goal) -> str:
    """The step that makes the tester the story's role."""
    return f"Open the application as {goal.a_role}" if goal.access == "open" else f"Sign in as {goal.a_role}"


def action(goal: Goal) -> str:
    """The step that carries the goal out. A state has none of its own: the role looks at it."""
    return f"Open the records that concern {goal.thing}" if goal.is_state else goal.core


def attempt(goal: Goal) -> str:
    """The same step where it is to fail."""
    return action(goal) if goal.is_state else f"Try to {goal.core}"
