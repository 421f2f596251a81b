"""From raw rows to stories and references that can be trusted; what is left out is written down."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from pydantic import ValidationError

from casewright.errors import DataError
from casewright.files import first_problem, shortened
from casewright.metadata import derive_difficulty, derive_domain
from casewright.params import CleanParams
from casewright.records import (
    STORY_ID,
    STORY_LENGTH,
    QuarantinedRow,
    Record,
    ReferenceSuite,
    Subset,
    UserStory,
)
from casewright.scrubbing import Personal, Scrubbing
from casewright.sources import Row, known_fields
from casewright.text import derived_id, folded, normalise, spelt_id

BadRows = Literal["fail", "quarantine"]
Part = Literal["stories", "edge_cases", "references"]
R = TypeVar("R", bound=Record)

UNUSABLE = "unusable"
"""The kind of reason of every row that is a mistake."""

_KIND = {True: "the reviewed", False: "the written"}
_WHICH_FIRST = "data.prefer_reviewed says which"
_NAMES_OF_STORIES = "text under a name such as story, user_story, description or summary"
_LONGEST = 40 * STORY_LENGTH[1]
"""Characters from which a text is no story, whatever scrubbing would take from it."""


@dataclass(frozen=True, slots=True)
class Kept(Generic[R]):
    """A row that became a record."""

    part: Part
    file: str
    row: int
    record: R
    personal: Personal


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that goes to the quarantine; `kind` is its reason without the details."""

    part: Part
    kind: str
    row: QuarantinedRow


Story = Kept[UserStory] | SetAside
Reference = Kept[ReferenceSuite] | SetAside


def clean_story(fields: dict[str, Any], scrubbing: Scrubbing) -> tuple[UserStory, Personal]:
    """The story that raw fields make: normalised, scrubbed, and with what is missing derived.

    Raises:
        ValueError: a field cannot be used; a `ValidationError` unless the story is far too long.

    """
    fields = {name: value for name, value in normalised(fields).items() if value not in (None, "")}
    length = len(fields["story"]) if isinstance(fields.get("story"), str) else 0
    if length > _LONGEST:  # before anything reads megabytes of it
        raise ValueError(f"story: {length} characters; expected at most {STORY_LENGTH[1]}")
    if "id" in fields:
        fields["id"] = _plain_id(fields["id"], scrubbing)
    derived = [name for name in ("id", "domain", "difficulty") if name not in fields]
    fields.setdefault("id", derived_id(str(fields.get("story", ""))))
    scrubbed, personal = scrubbing.record(fields)
    story, criteria, tags = (scrubbed.get(name) for name in ("story", "acceptance_criteria", "tags"))
    if isinstance(story, str):
        if "domain" in derived:
            scrubbed["domain"] = derive_domain(story, _texts(tags))
        if "difficulty" in derived:
            scrubbed["difficulty"] = derive_difficulty(story, _texts(criteria))
    return UserStory.model_validate(scrubbed | {"derived": derived}), personal


class Cleaner:
    """Cleans rows one after the other, and remembers what has to be unique among them.

    Every row that goes in comes out, kept or set aside, in the order in which it came.
    """

    def __init__(self, params: CleanParams, bad_rows: BadRows) -> None:
        self._scrubbing = Scrubbing(params)
        self._bad_rows = bad_rows
        self._ids: set[str] = set()
        self._seen: dict[bytes, str] = {}
        self._referenced: dict[str, bool] = {}
        self._ignored: set[str] = set()

    @property
    def ignored_columns(self) -> set[str]:
        """Columns of the user's stories that no field is taken from, as a report may show them."""
        return {self._scrubbing.quoted(normalise(name)) for name in self._ignored}

    def stories(self, rows: Iterable[Row]) -> Iterator[Story]:
        """The user's stories.

        Raises:
            DataError: a row cannot be used and `bad_rows` is `fail`.

        """
        for row in rows:
            yield self._story(row, "stories")

    def edge_cases(self, rows: Iterable[Row]) -> Iterator[Story]:
        """The hard cases; the stories have to come first, as an edge case gives way to them.

        Raises:
            DataError: a row cannot be used and `bad_rows` is `fail`.

        """
        for row in rows:
            yield self._story(row, "edge_cases")

    def references(
        self, rows: Iterable[Row], story_ids: Collection[str], *, reviewed: bool = False
    ) -> Iterator[Reference]:
        """The reference suites of the stories with these ids.

        Those that people approved (`reviewed`) and the others are two calls: of a story that has one of each,
        the first is kept and the second set aside. Two of one kind are a mistake.

        Raises:
            DataError: a row cannot be used and `bad_rows` is `fail`.

        """
        for row in rows:
            item = self._reference(row, story_ids, reviewed)
            if isinstance(item, Kept):
                self._referenced[item.record.story_id] = reviewed
            yield item

    def _story(self, row: Row, part: Part) -> Story:
        if row.aside:
            reason = self._scrubbing.quoted(row.aside)
            return self._set_aside(row, part, row.aside.partition(":")[0], reason, _id_of(row))
        try:
            story, personal = self._read_story(row, part)
        except (ValueError, RecursionError) as error:
            return self._refuse(row, part, self._problem(error))
        words = hashlib.blake2b(folded(story.story).encode(), digest_size=16).digest()
        if words in self._seen:
            reason = f"duplicate: the same story as {self._seen[words]}"
            return self._set_aside(row, part, "duplicate", reason, story.id)
        if story.id in self._ids:
            shown = self._scrubbing.quoted(repr(story.id))
            return self._refuse(row, part, f"id: {shown} is taken by another story; expected a unique id")
        self._seen[words] = story.id
        self._ids.add(story.id)
        return Kept(part, row.file, row.row, story, personal)

    def _read_story(self, row: Row, part: Part) -> tuple[UserStory, Personal]:
        if row.problem:
            raise ValueError(self._scrubbing.quoted(row.problem))
        fields, ignored = known_fields(row.fields)
        if part == "edge_cases":
            if not fields.get("category"):
                raise ValueError("category: missing; expected the kind of hard case that this is")
            fields["subset"] = Subset.EDGE_CASE
        else:
            if fields.pop("category", None) is not None:
                ignored.add("category")
            self._ignored |= ignored
        if "story" not in fields:
            there = shortened(self._scrubbing.quoted(normalise(", ".join(map(str, row.fields)))))
            raise ValueError(f"story: missing; expected {_NAMES_OF_STORIES}; there is {there or 'nothing'}")
        return clean_story(fields, self._scrubbing)

    def _reference(self, row: Row, story_ids: Collection[str], reviewed: bool) -> Reference:
        try:
            if row.problem or row.aside:
                raise ValueError(self._scrubbing.quoted(row.problem or row.aside or ""))
            raw = normalised(row.fields)
            provenance = raw.pop("provenance", None)  # digests and pseudonyms, held to their forms
            fields, personal = self._scrubbing.record(raw)
            fields["provenance"] = provenance
            if "story_id" in fields:
                fields["story_id"] = _plain_id(fields["story_id"], self._scrubbing)
            suite = ReferenceSuite.model_validate(fields)
        except (ValueError, RecursionError) as error:
            return self._refuse(row, "references", self._problem(error))
        if suite.story_id not in story_ids:
            reason = "no such story: a reference of a story that is not among the stories"
            return self._set_aside(row, "references", "no such story", reason, suite.story_id)
        if self._referenced.get(suite.story_id, reviewed) != reviewed:
            reason = f"another reference: {_KIND[not reviewed]} suite of the story goes first; {_WHICH_FIRST}"
            return self._set_aside(row, "references", "another reference", reason, suite.story_id)
        if suite.story_id in self._referenced:
            shown = self._scrubbing.quoted(repr(suite.story_id))
            return self._refuse(row, "references", f"story_id: {shown} has a reference already")
        return Kept("references", row.file, row.row, suite, personal)

    def _refuse(self, row: Row, part: Part, problem: str) -> SetAside:
        """A row that is a mistake: the end of the run, or a line in the quarantine."""
        if self._bad_rows == "fail":
            raise DataError(
                f"{row.file}: row {row.row}: {problem}; mend the row, or set data.bad_rows to quarantine"
            )
        return self._set_aside(row, part, UNUSABLE, problem, _id_of(row))

    def _set_aside(self, row: Row, part: Part, kind: str, reason: str, id_: str | None) -> SetAside:
        id_ = None if id_ is None else shortened(_plain_id(id_, self._scrubbing))
        where = QuarantinedRow(file=row.file, row=row.row, id=id_, reason=normalise(reason))
        return SetAside(part, kind, where)

    def _problem(self, error: Exception) -> str:
        if isinstance(error, RecursionError):
            return "nested too deeply"
        if isinstance(error, ValidationError):
            return first_problem(error, self._scrubbing.quoted)
        return str(error)


def normalised(value: Any) -> Any:
    """`value` with every text in it normalised."""
    if isinstance(value, str):
        return normalise(value)
    if isinstance(value, list | tuple):
        return [normalised(item) for item in value]
    if isinstance(value, dict):
        return {key: normalised(item) for key, item in value.items()}
    return value


def _plain_id(value: Any, scrubbing: Scrubbing) -> Any:
    """An id as it is kept; one that needs another spelling may be a person's name or number."""
    if isinstance(value, str) and not re.match(STORY_ID, value):
        value = scrubbing.quoted(value)
    return spelt_id(value)


def _texts(value: Any) -> list[str]:
    """The texts in a list that may be none."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _id_of(row: Row) -> str | None:
    """The id that a row that is not used has, as far as it can be read."""
    value = row.fields.get("story_id")
    try:
        value = known_fields(row.fields)[0].get("id") if value is None else value
        return None if value is None else normalise(str(value)) or None
    except (ValueError, RecursionError):
        return None
