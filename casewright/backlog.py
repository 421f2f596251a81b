"""All cleaned stories together: what can be said of one only when the others are known.

Stories wait on disk between the two passes. In memory are, for each, its id, its difficulty, its letters and
a sketch of them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from casewright.cleaning import Part, SetAside, Story
from casewright.duplicates import NearDuplicate, NearDuplicates
from casewright.params import CleanParams, DataParams
from casewright.records import Criterion, QuarantinedRow, Record, StoryIssue, UserStory
from casewright.scrubbing import Personal
from casewright.splits import Splits
from casewright.story_quality import Uniformity, issues_of


@dataclass(frozen=True, slots=True)
class Finished:
    """A story with everything that is known of it."""

    part: Part
    file: str
    story: dict[str, Any]
    """A `UserStory` as JSON: validated when it was cleaned, and not a second time."""
    personal: Personal

    @property
    def line(self) -> str:
        """The line that `stories.jsonl` has of it."""
        return json.dumps(self.story, ensure_ascii=False, separators=(",", ":")) + "\n"


class Backlog:
    """First `add` everything that cleaning gives, then take what is `finished`."""

    def __init__(self, spool: TextIO, data: DataParams, clean: CleanParams) -> None:
        self._spool = spool
        self._splits = Splits(data.held_out_share, data.split_seed)
        self._uniformity = Uniformity()
        self._dropping = clean.near_duplicates == "quarantine"
        wanted = clean.near_duplicates != "off"
        self._near = NearDuplicates(clean.near_duplicate_similarity) if wanted else None
        self._ids: list[str] = []
        self._difficulties: list[str] = []
        self._files: set[str] = set()
        self.near_duplicates: dict[int, NearDuplicate] = {}
        """By place among the user's stories, once they are finished."""

    def add(self, item: Story) -> None:
        """Take a story, or a row that is no story and keeps its place among them."""
        if isinstance(item, SetAside):
            head: list[Any] = [item.part, item.kind]
            body: Record = item.row
        else:
            head = [item.part, item.file, item.row, item.personal.replaced, item.personal.kept]
            body = item.record
            if item.part == "stories":
                self._files.add(item.file)
                self._note(item.record)
        self._spool.write(f"{json.dumps(head)}\t{body.model_dump_json()}\n")  # no tab is bare in JSON

    def pairs(self) -> list[dict[str, Any]]:
        """The near duplicates that were found, with the ids of both."""
        return [
            {"id": self._ids[one.index], "of": self._ids[one.of], "similarity": round(one.similarity, 4)}
            for one in self.near_duplicates.values()
        ]

    def finished(self) -> Iterator[Finished | SetAside]:
        """Everything that was added, in order."""
        if self._near:
            found = self._near.find(dropped=self._dropping)
            self.near_duplicates = {one.index: one for one in found}
        for index, (id_, difficulty) in enumerate(zip(self._ids, self._difficulties, strict=True)):
            if not (self._dropping and index in self.near_duplicates):
                self._splits.add(id_, difficulty)
        self._spool.seek(0)
        index = -1
        for line in self._spool:
            start, _, body = line.partition("\t")
            head = json.loads(start)
            if len(head) == 2:
                yield SetAside(head[0], head[1], QuarantinedRow.model_validate_json(body))
                continue
            index += head[0] == "stories"
            yield self._finish(index, head, json.loads(body))

    def _note(self, story: UserStory) -> None:
        self._ids.append(story.id)
        self._difficulties.append(story.difficulty.value)
        self._uniformity.add(story.story)
        if self._near:
            self._near.add(story.story)

    def _finish(self, index: int, head: list[Any], story: dict[str, Any]) -> Finished | SetAside:
        part, file, row, replaced, kept = head
        issues = list(issues_of(story["story"]))
        if part == "stories":
            near = self.near_duplicates.get(index)
            if near and self._dropping:
                reason = f"near duplicate: {self._likeness(near)}"
                where = QuarantinedRow(file=file, row=row, id=story["id"], reason=reason)
                return SetAside(part, "near duplicate", where)
            if len(self._files) > 1:
                story["backlog"] = file
            story["subset"] = self._splits.side(story["id"], story["difficulty"]).value
            odd = self._uniformity.issue(story["story"])
            issues += [odd] if odd else []
            issues += [self._not_unique(near)] if near else []
        story["story_issues"] = [issue.model_dump(mode="json") for issue in issues]
        return Finished(part, file, story, Personal(replaced, kept))

    def _not_unique(self, near: NearDuplicate) -> StoryIssue:
        message = f"{self._likeness(near)}: merge the two, or say what sets them apart."
        return StoryIssue(criterion=Criterion.UNIQUE, message=message)

    def _likeness(self, near: NearDuplicate) -> str:
        return f"{int(near.similarity * 100) / 100:.2f} of its text is that of {self._ids[near.of]}"
