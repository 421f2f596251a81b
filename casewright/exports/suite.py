"""What is exported: the test cases of one story, the story itself, and where they come from."""

import re
from typing import Annotated

from pydantic import Field

from casewright.params import BASELINE
from casewright.records import Record, TestCase, Text

_LINE_END = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSHOWN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_TRAILING = re.compile(r"[^\S\n]+(?=\n)")
_APART = re.compile(r"[\s@#,;]+")
"""What ends a label in one tool or another."""
_SHOWN_OF_DIGEST = 12


class Origin(Record):
    """Who wrote a suite. Everything is None where that is not known."""

    model: str | None = None
    prompt: str | None = None
    model_digest: str | None = None
    prompt_hash: str | None = None
    run: str | None = None
    """SHA-256 of the file of generations that the suite was taken from."""
    reference: bool = False
    """A test engineer wrote it, or people approved what a model had written."""


class ExportedSuite(Record):
    """The test cases of one story, with all that an export can say of them."""

    story_id: Text
    story: str | None = None
    acceptance_criteria: tuple[Text, ...] = ()
    test_cases: Annotated[tuple[TestCase, ...], Field(min_length=1)]
    origin: Origin = Origin()


def tidied(suite: ExportedSuite) -> ExportedSuite:
    """The suite with texts that every tool can hold.

    Line ends become LF, white space before them goes, control characters become U+FFFD; what is a title in
    the tools (title and story id) is one line.
    """
    cases = tuple(
        case.model_copy(
            update={
                "title": _one_line(case.title),
                "preconditions": tuple(map(_tidy, case.preconditions)),
                "steps": tuple(map(_tidy, case.steps)),
                "expected_result": _tidy(case.expected_result),
            }
        )
        for case in suite.test_cases
    )
    return suite.model_copy(
        update={
            "story_id": _one_line(suite.story_id),
            "story": None if suite.story is None else _tidy(suite.story),
            "acceptance_criteria": tuple(map(_tidy, suite.acceptance_criteria)),
            "test_cases": cases,
            "origin": _tidied_origin(suite.origin),
        }
    )


def labels(suite: ExportedSuite, case: TestCase) -> tuple[str, ...]:
    """What a test case is found by, as words without white space: story, case, type, priority, origin."""
    return (
        label(suite.story_id),
        case.id,
        case.type.value,
        f"priority_{case.priority.value}",
        *origin_labels(suite.origin),
    )


def origin_labels(origin: Origin) -> tuple[str, ...]:
    """Model, prompt, digest and run as labels; `reference` for a reference suite."""
    found = {
        "model": origin.model,
        "prompt": origin.prompt,
        "digest": _short(origin.model_digest),
        "run": _short(origin.run),
    }
    named = tuple(label(f"{name}_{value}") for name, value in found.items() if value)
    return ("reference", *named) if origin.reference else named


def label(text: str) -> str:
    """The text as one label: what would end a label becomes an underscore."""
    return _APART.sub("_", text)


def account(suite: ExportedSuite, case: TestCase) -> str:
    """Where a test case comes from, in lines for people: story, criteria, case and origin."""
    lines = [f"Story {suite.story_id}" + (f": {suite.story}" if suite.story else "")]
    if suite.acceptance_criteria:
        lines += ["Acceptance criteria:", numbered(suite.acceptance_criteria)]
    lines.append(f"Test case {case.id}, {case.type.value}, priority {case.priority.value}")
    return "\n".join([*lines, *origin_lines(suite.origin)])


def origin_lines(origin: Origin) -> list[str]:
    """Who wrote a suite, in one sentence; nothing where that is not known."""
    if origin.model is None:
        return ["Written by a test engineer (reference suite)"] if origin.reference else []
    approved = ", approved by people (reference suite)" if origin.reference else ""
    who = f"{origin.model} with the prompt {origin.prompt}" if origin.prompt else origin.model
    rules = ", which is rule-based and not a language model" if origin.model == BASELINE else ""
    digests = {"digest": origin.model_digest, "run": origin.run}
    named = ", ".join(f"{name} {_short(value)}" for name, value in digests.items() if value)
    return [f"Written by {who}{rules}{approved}" + (f" ({named})" if named else "")]


def numbered(texts: tuple[str, ...]) -> str:
    """Texts as a numbered list in one text; further lines of a text are indented."""
    return "\n".join(
        f"{number}. " + text.replace("\n", "\n   ") for number, text in enumerate(texts, start=1)
    )


def _tidied_origin(origin: Origin) -> Origin:
    return origin.model_copy(
        update={
            name: _one_line(value)
            for name in ("model", "prompt", "model_digest", "prompt_hash", "run")
            if (value := getattr(origin, name))
        }
    )


def _tidy(text: str) -> str:
    lines = _LINE_END.sub("\n", text)
    return _UNSHOWN.sub("\ufffd", _TRAILING.sub("", lines)).strip() or "\ufffd"


def _one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", _tidy(text))


def _short(digest: str | None) -> str | None:
    return digest[:_SHOWN_OF_DIGEST] if digest else None
