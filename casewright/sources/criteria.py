"""Acceptance criteria: a list of them from one text, and those that stand below a story in its own text."""

import re
from collections.abc import Iterable
from itertools import takewhile

from casewright.sources.openings import has_bullet, without_bullet

_LABEL = re.compile(
    r"(?:#{1,6}\s*|h[1-6]\.\s*)?[*_]{0,2}"
    r"(?:acceptance[ _-]+(?:criteria|criterion|tests?)|conditions of satisfaction|ac)"
    r"[*_]{0,2}(?:\s*:[*_]{0,2}|\s*$)",
    re.IGNORECASE,
)
_INLINE_LABEL = re.compile(r"(?<=[.!?\w])\s+acceptance criteria\s*:", re.IGNORECASE)
_INLINE_BULLET = re.compile(r"[•●▪◦‣]")
_NUMBERED = re.compile(r"#{1,4}[ \t]+\S")
_WIKI_BULLET = re.compile(r"^[ \t]*[*#]{1,4}[ \t]+", re.MULTILINE)
_SEPARATOR = re.compile(r"[;\n]+")
_GHERKIN_START = re.compile(r"(?:given|scenario(?:\s+outline)?\b|when)\b", re.IGNORECASE)
_GHERKIN_STEP = re.compile(r"(?:when|then|and|but|given)\b", re.IGNORECASE)
_OTHER_SECTION = re.compile(r"(?:#{1,6}\s|h[1-6]\.\s)|[*_]{0,2}[A-Z][\w /-]{1,40}:[*_]{0,2}$")


def label_end(line: str) -> int | None:
    """Where the label `Acceptance criteria:` at the start of a line ends, or None where there is none."""
    found = _LABEL.match(line)
    return found.end() if found else None


def split_criteria(text: str) -> list[str]:
    """The criteria in a text: its list items, else what stands between line ends and semicolons.

    The steps of one Gherkin scenario (`Given`, `When`, `Then`) are one criterion. A text that begins with
    `# ` is a numbered list of Jira's.
    """
    if _NUMBERED.match(text.lstrip()):
        text = _WIKI_BULLET.sub("- ", text)
    text = _INLINE_BULLET.sub("\n- ", text).strip()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any(has_bullet(line) for line in lines):
        return [item for item in (_tidy(item) for item in _items(lines)) if item]
    parts = [part.strip() for part in _SEPARATOR.split(text)]
    return [item for item in (_tidy(item) for item in _scenarios(part for part in parts if part)) if item]


def cut_criteria(text: str) -> tuple[str, list[str]]:
    """A story's text without the section `Acceptance criteria:` in it, and the criteria of that section.

    The section ends with the text, or before the next heading; what follows it stays with the story.
    """
    if "cceptance" not in text and "CCEPTANCE" not in text and "AC" not in text and "onditions" not in text:
        return text, []
    lines = _INLINE_LABEL.sub("\nAcceptance criteria:", text).splitlines()
    start = next((index for index, line in enumerate(lines) if label_end(line.strip()) is not None), None)
    if start is None or not any(line.strip() for line in lines[:start]):
        return text, []
    label = lines[start].strip()
    section = [label[label_end(label) :], *_section(lines[start + 1 :])]
    end = start + len(section)
    return "\n".join(lines[:start] + lines[end:]).strip(), split_criteria("\n".join(section))


def _section(lines: list[str]) -> list[str]:
    """The lines up to the next heading; where the first one is `# …`, such lines are items."""
    first = next((line.strip() for line in lines if line.strip()), "")
    items = _NUMBERED.match(first) is not None
    return list(
        takewhile(
            lambda line: (items and _NUMBERED.match(line.strip())) or not _ends_section(line.strip()), lines
        )
    )


def _ends_section(line: str) -> bool:
    return _OTHER_SECTION.match(line) is not None and not _GHERKIN_START.match(line)


def _items(lines: Iterable[str]) -> list[str]:
    """One text for each bullet; a line without one belongs to the item above it."""
    items: list[str] = []
    for line in lines:
        if has_bullet(line) or not items:
            items.append(without_bullet(line))
        else:
            items[-1] += f" {line}"
    return _scenarios(items)


def _scenarios(parts: Iterable[str]) -> list[str]:
    """`parts` with the steps of a scenario joined."""
    joined: list[str] = []
    for part in parts:
        if joined and _is_next_step(joined[-1].lower(), part.lower()):
            joined[-1] += f" {part}"
        else:
            joined.append(part)
    return joined


def _is_next_step(scenario: str, part: str) -> bool:
    if not _GHERKIN_START.match(scenario) or not _GHERKIN_STEP.match(part):
        return False
    return not part.startswith("given") or (scenario.startswith("scenario") and "given" not in scenario)


def _tidy(item: str) -> str:
    return item.strip().rstrip(";").rstrip()
