"""From raw rows to stories and references that can be trusted; what is left out is written down."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from casewright.errors import DataError
from casewright.files import first_problem
from casewright.pii import Scrubber
from casewright.records import QuarantinedRow, ReferenceSuite, UserStory
from casewright.sources import Row

BadRows = Literal["fail", "quarantine"]

_COLUMNS = {
    "id": ("id", "key", "issue key", "story_id"),
    "story": ("story", "user_story", "user story", "description", "summary"),
    "domain": ("domain", "component", "epic"),
    "difficulty": ("difficulty",),
    "acceptance_criteria": ("acceptance_criteria", "acceptance criteria", "criteria"),
    "tags": ("tags", "labels"),
}
"""The field of a story and the columns it is taken from, the first that is there."""

_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Characters that show nothing and separate nothing, and halves of characters; control characters that end
a line are white space."""
_LIST_SEPARATOR = re.compile(r"[;\n]+")


@dataclass
class Cleaned:
    """What came of the raw rows. Rows in = rows kept + rows in quarantine."""

    stories: list[UserStory] = field(default_factory=list)
    references: list[ReferenceSuite] = field(default_factory=list)
    quarantine: list[QuarantinedRow] = field(default_factory=list)
    pii: Counter[str] = field(default_factory=Counter)
    """Values replaced, by type; never the values."""
    ignored_columns: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Rules:
    """How rows are cleaned."""

    scrub_pii: bool
    keep_terms: Sequence[str]
    bad_rows: BadRows


def clean_stories(source: Path, rows: Sequence[Row], rules: Rules, cleaned: Cleaned) -> None:
    """Add the stories in `rows`, which were read from `source`, to `cleaned`.

    Raises:
        DataError: there is no usable story, or a row cannot be used and `bad_rows` is `fail`.

    """
    seen: dict[str, str] = {}
    ids: set[str] = set()
    for row in rows:
        try:
            story = _story(row, rules, cleaned)
        except ValueError as error:
            _refuse(row, _problem(error), rules, cleaned)
            continue
        words = _fold(story.story)
        if words in seen:
            _set_aside(row, story.id, f"duplicate: the same story as {seen[words]}", cleaned)
        elif story.id in ids:
            _refuse(row, f"id: {story.id!r} is taken by another story; expected a unique id", rules, cleaned)
        else:
            seen[words] = story.id
            ids.add(story.id)
            cleaned.stories.append(story)
    if not cleaned.stories:
        raise DataError(f"{source}: no usable story in it; expected at least one of 20 to 500 characters")


def clean_references(rows: Sequence[Row], rules: Rules, cleaned: Cleaned) -> None:
    """Add the reference suites in `rows` to `cleaned`; `clean_stories` has to come first.

    Raises:
        DataError: a row cannot be used and `bad_rows` is `fail`.

    """
    stories = {story.id for story in cleaned.stories}
    seen: set[str] = set()
    for row in rows:
        found: Counter[str] = Counter()
        try:
            suite = ReferenceSuite.model_validate(_scrubbed(_normalised(row.fields), rules, found))
        except ValueError as error:
            _refuse(row, row.problem or _problem(error), rules, cleaned)
            continue
        if suite.story_id not in stories:
            _set_aside(row, suite.story_id, "reference of a story that is not among the stories", cleaned)
        elif suite.story_id in seen:
            _refuse(row, f"story_id: {suite.story_id!r} has a reference already", rules, cleaned)
        else:
            seen.add(suite.story_id)
            cleaned.pii.update(found)
            cleaned.references.append(suite)


def normalise(text: str) -> str:
    """Unicode NFC, without invisible and control characters, white space runs as one space."""
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def derived_id(story: str) -> str:
    """An id from the story's own words, so that a line inserted above it renames nothing."""
    return f"US-{hashlib.sha256(_fold(story).encode()).hexdigest()[:8]}"


def _story(row: Row, rules: Rules, cleaned: Cleaned) -> UserStory:
    if row.problem:
        raise ValueError(row.problem)
    fields, ignored = _known_fields(row.fields)
    cleaned.ignored_columns |= ignored
    fields = {name: value for name, value in _normalised(fields).items() if value not in (None, "")}
    fields.setdefault("id", derived_id(str(fields.get("story", ""))))
    found: Counter[str] = Counter()
    story = UserStory.model_validate(_scrubbed(fields, rules, found))
    cleaned.pii.update(found)
    return story


def _known_fields(raw: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """The fields that a story has, under their own names, and the columns that were not used."""
    columns = {str(column).strip().lower(): column for column in raw}
    fields: dict[str, Any] = {}
    used = set()
    for name, aliases in _COLUMNS.items():
        column = next((columns[alias] for alias in aliases if alias in columns), None)
        if column is None:
            continue
        used.add(column)
        value = raw[column]
        if name in ("acceptance_criteria", "tags") and isinstance(value, str):
            value = [part.strip() for part in _LIST_SEPARATOR.split(value) if part.strip()]
        if name == "id" and value is not None:
            value = str(value)
        if name == "difficulty" and isinstance(value, str):
            value = value.strip().lower()
        fields[name] = value
    return fields, {str(column) for column in raw if column not in used}


def _normalised(value: Any) -> Any:
    """`value` with every text in it normalised."""
    if isinstance(value, str):
        return normalise(value)
    if isinstance(value, list | tuple):
        return [_normalised(item) for item in value]
    if isinstance(value, dict):
        return {key: _normalised(item) for key, item in value.items()}
    return value


def _scrubbed(fields: Any, rules: Rules, found: Counter[str]) -> Any:
    """`fields` with personal data replaced in every text but ids; one document, so one numbering."""
    if not rules.scrub_pii:
        return fields
    scrubber = Scrubber(keep_terms=rules.keep_terms)

    def walk(value: Any, key: str = "") -> Any:
        if isinstance(value, str) and key not in ("id", "story_id", "type", "priority", "difficulty"):
            scrubbed = scrubber.scrub(value)
            found.update(scrubbed.counts)
            return scrubbed.text
        if isinstance(value, list):
            return [walk(item, key) for item in value]
        if isinstance(value, dict):
            return {name: walk(item, name) for name, item in value.items()}
        return value

    return walk(fields)


def _refuse(row: Row, problem: str, rules: Rules, cleaned: Cleaned) -> None:
    """A row that cannot be used: the end of the run, or a line in the quarantine."""
    if rules.bad_rows == "fail":
        raise DataError(
            f"{row.file}: row {row.row}: {problem}; mend the row, or set data.bad_rows to quarantine"
        )
    _set_aside(row, _id_of(row), problem, cleaned)


def _set_aside(row: Row, story_id: str | None, reason: str, cleaned: Cleaned) -> None:
    cleaned.quarantine.append(QuarantinedRow(file=row.file, row=row.row, id=story_id, reason=reason))


def _id_of(row: Row) -> str | None:
    value = _known_fields(row.fields)[0].get("id")
    return None if value is None else str(value)


def _problem(error: ValueError) -> str:
    return first_problem(error) if isinstance(error, ValidationError) else str(error)


def _fold(story: str) -> str:
    """What two stories have in common that are the same story."""
    return " ".join(story.casefold().rstrip(" .!").split())
