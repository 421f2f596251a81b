"""Data that are talked about instead of given: "some text" where there was a value."""

import re
from random import Random

from casewright.records import TestCase
from casewright.sabotage.sabotage import Sabotage, changed, in_some_cases

_QUOTED = r"\"[^\"]*\"|“[^”]*”|`[^`]*`|(?<![\w])'[^']+'(?![\w])"
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_NUMBER = r"[#€£$]?\b\w*\d[\w.,:/%-]*\w\b|[#€£$]?\b\d+\b%?"
_VALUE = re.compile(
    rf"(?P<article>\b(?:the|an|a|this|its|no|one) )?(?:(?P<quoted>{_QUOTED})|(?P<mail>{_MAIL})"
    rf"|(?P<number>{_NUMBER}))(?P<noun> (?=[a-z]))?",
    re.IGNORECASE,
)
_ADJECTIVES = ("relevant", "appropriate", "corresponding", "respective", "right", "given", "usual", "correct")
_THINGS = (
    "some text",
    "a valid value",
    "an item",
    "the relevant entry",
    "the appropriate text",
    "a certain value",
    "the required data",
    "something suitable",
    "the usual value",
    "test data",
)
_AMOUNTS = ("some", "several", "a few", "a number of", "many", "various", "the given number of")
_FIGURES = (
    "a number",
    "some value",
    "the expected figure",
    "a certain amount",
    "the given point",
    "the limit",
)
_PEOPLE = ("a user", "the user", "some account", "a registered person", "the test user")


def _stripped(text: str, rng: Random) -> str:
    def vague(match: re.Match[str]) -> str:
        word = _vague_word(match, rng)
        at_start = match.start() == 0
        return (word[:1].upper() + word[1:] if at_start else word) + (match["noun"] or "")

    return _VALUE.sub(vague, text)


def _vague_word(match: re.Match[str], rng: Random) -> str:
    if match["mail"]:
        return rng.choice(_PEOPLE)
    if match["quoted"]:
        # "the 'Save' button" becomes "the relevant button", "'Save' appears" becomes "some text appears".
        return f"the {rng.choice(_ADJECTIVES)}" if match["article"] and match["noun"] else rng.choice(_THINGS)
    return rng.choice(_AMOUNTS if match["noun"] else _FIGURES)


def _texts(case: TestCase) -> tuple[str, ...]:
    return (*case.preconditions, *case.steps, case.expected_result)


def _has_values(case: TestCase) -> bool:
    return any(_VALUE.search(text) for text in _texts(case))


def _without_values(case: TestCase, rng: Random) -> TestCase:
    return changed(
        case,
        preconditions=[_stripped(text, rng)[:300] for text in case.preconditions],
        steps=[_stripped(text, rng)[:300] for text in case.steps],
        expected_result=_stripped(case.expected_result, rng)[:600],
    )


SABOTAGES = (
    Sabotage(
        "strip_values",
        "figures and what stands in quotes become vague words in preconditions, steps and expected result",
        ("step_score", "oracle_score"),
        "step_specificity",
        in_some_cases(_without_values, _has_values),
    ),
)
