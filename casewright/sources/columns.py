"""Which field of a story a column holds, whatever the tool that wrote it calls it.

Names are compared without case, and with spaces, underscores and hyphens alike; Jira's `Custom field (X)` is
`X`.
"""

import math
import re
from functools import lru_cache
from typing import Any

from casewright.sources.criteria import cut_criteria, split_criteria
from casewright.sources.openings import reads_as_story

_COLUMNS = {
    "id": ("id", "story id", "user story id", "key", "issue key", "work item id", "issue id"),
    "story": (
        "story",
        "user story",
        "description",
        "summary",
        "title",
        "text",
        "requirement",
    ),
    "domain": (
        "domain",
        "component",
        "components",
        "component/s",
        "epic",
        "epic name",
        "parent summary",
        "epic link",
        "parent",
        "parent key",
    ),
    "difficulty": ("difficulty",),
    "acceptance_criteria": ("acceptance criteria", "acceptance criterion", "criteria", "ac"),
    "tags": ("tags", "tag", "labels", "label"),
    "category": ("category",),
}
"""The field of a story and the columns it is taken from, the first that holds something."""

_LISTS = ("acceptance_criteria", "tags")
_NOT_STORIES = frozenset({"bug", "defect", "epic", "initiative", "sub-task", "subtask", "test"})
_TYPE_COLUMNS = ("issue type", "issuetype", "work item type")

_CUSTOM = re.compile(r"custom field \((.*)\)$")
_SEPARATORS = re.compile(r"[\s_\-\ufeff]+")
_TAG_SEPARATOR = re.compile(r"[,;\n]+")
_MACRO = re.compile(r"\{(?:color|panel|quote|noformat|code|anchor)(?::[^{}\n]*)?\}")
_WIKI_HEADING = re.compile(r"^[ \t]*h[1-6]\.[ \t]*", re.MULTILINE)
_BOLD = re.compile(r"(?<![\w*])(\*{1,2})(?=[^\s*])([^*\n]*[^\s*])\1(?![\w*])")
_STORY_LABEL = re.compile(r"\s*(?:#{1,6}\s*)?(?:user\s+)?(?:story|description)\s*(?::|\n)\s*", re.IGNORECASE)


@lru_cache(maxsize=4096)
def column_name(column: str) -> str:
    """A column's name as it is compared."""
    name = _SEPARATORS.sub(" ", column).strip().lower()
    custom = _CUSTOM.match(name)
    return custom[1].strip() if custom else name


def is_known(column: str) -> bool:
    """Whether a column of this name holds a field of a story."""
    return any(column_name(column) in aliases for aliases in _COLUMNS.values())


def known_fields(raw: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """The fields that a story has, under their own names, and the columns that were not used.

    A field whose columns are all empty is left out. A value of the wrong type is kept as it is: the record
    refuses it in its own words. A tuple is the values of a column that occurs more than once.
    """
    columns: dict[str, list[Any]] = {}
    for column in raw:
        columns.setdefault(column_name(str(column)), []).append(column)
    fields: dict[str, Any] = {}
    used: set[Any] = set()
    for name, aliases in _COLUMNS.items():
        there = [column for alias in aliases for column in columns.get(alias, ())]
        values = [(column, value) for column in there for value in _values(raw[column])]
        used.update(column for column in there if not _values(raw[column]))
        if not values:
            continue
        if name in _LISTS:
            used.update(there)
            fields[name] = _listed(name, [value for _, value in values])
        else:
            column, fields[name] = _story(values) if name == "story" else values[0]
            used.add(column)
    _refine(fields)
    return fields, {str(column) for column in raw if column not in used}


def no_story(raw: dict[str, Any]) -> str | None:
    """Why a row of a tracker's export is no story (an epic, a bug, a sub-task), or None.

    What reads as a user story is one, whatever its type.
    """
    columns = {column_name(str(column)): column for column in raw}
    kind = next((raw[columns[name]] for name in _TYPE_COLUMNS if name in columns), None)
    if not isinstance(kind, str) or kind.strip().lower() not in _NOT_STORIES:
        return None
    story = known_fields(raw)[0].get("story")
    if isinstance(story, str) and reads_as_story(story):
        return None
    return f"issue type: {kind.strip()}, and its text is no user story"


def _refine(fields: dict[str, Any]) -> None:
    """Bring the values that were chosen into the types that a story has."""
    if isinstance(fields.get("difficulty"), str):
        fields["difficulty"] = fields["difficulty"].strip().lower()
    if isinstance(fields.get("story"), str):
        story, below = cut_criteria(_MACRO.sub("", fields["story"]))
        fields["story"], below = _plain(story), [_plain(item) for item in below]
        criteria = fields.get("acceptance_criteria", [])
        if below and isinstance(criteria, list):
            fields["acceptance_criteria"] = criteria + [item for item in below if item not in criteria]


def _values(value: Any) -> list[Any]:
    """What a column holds that is not empty: more than one value only where it occurs more than once."""
    return [item for item in (value if isinstance(value, tuple) else (value,)) if not _is_empty(item)]


def _is_empty(value: Any) -> bool:
    if isinstance(value, float):
        return math.isnan(value)  # what pandas writes for a missing value: no JSON, but read as such
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _story(values: list[tuple[Any, Any]]) -> tuple[Any, Any]:
    """The first column and value that reads as a user story, else the first."""
    for column, value in values:
        if isinstance(value, str) and reads_as_story(_plain(value)):
            return column, value
    return values[0]


def _plain(text: str) -> str:
    """`text` without wiki markup and without a heading `User story` in front."""
    if "{" in text:
        text = _MACRO.sub("", text)
    if "*" in text:
        text = _BOLD.sub(r"\2", text)
    text = _WIKI_HEADING.sub("", text).strip()
    found = _STORY_LABEL.match(text)
    return text[found.end() :] if found and reads_as_story(text[found.end() :]) else text


def _listed(name: str, values: list[Any]) -> Any:
    """One list of what the columns of a list field hold, or the first value that is no list and no text."""
    items: list[Any] = []
    for value in values:
        if isinstance(value, str):
            items += _split(name, value)
        elif isinstance(value, list):
            items += value
        else:
            return value
    return items


def _split(name: str, text: str) -> list[str]:
    if name == "acceptance_criteria":
        return split_criteria(_plain(text))
    return [part.strip() for part in _TAG_SEPARATOR.split(text) if part.strip()]
