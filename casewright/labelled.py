"""Test cases written by hand in other words, with the reference cases that each of them tests the same as.

docs/matching.md has the guideline by which they are labelled. They belong to the stories that come with
Casewright, whatever the user's own are.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from casewright.errors import DataError
from casewright.files import read_json, read_jsonl
from casewright.records import ReferenceSuite, Subset, TestCase, UserStory
from casewright.records.base import Record, Text
from casewright.records.stories import CaseType
from casewright.splits import Splits

PAIRS = Path("data/raw/match_pairs.jsonl")
STORIES = Path("data/raw/stories.json")
REFERENCES = Path("data/raw/references.json")


class Draft(Record):
    """What a labelled case says: a test case without what has no part in matching."""

    type: CaseType
    title: Text
    preconditions: tuple[Text, ...]
    steps: tuple[Text, ...]
    expected_result: Text


class LabelledCase(Record):
    """One case, which makes a labelled pair with every reference case of its story."""

    story_id: Text
    voice: Literal["tester", "small model"]
    """Whose way of writing it imitates."""
    case: Draft
    same: tuple[Text, ...]
    """Ids of the reference cases that test the same; all others of the story test something else."""
    twins: tuple[Text, ...]
    """Ids of those that are easily taken for the same: the other side of a limit, the same form, …"""
    note: str
    """What decided, where the guideline had to be asked."""

    @property
    def test_case(self) -> TestCase:
        """As matching takes it."""
        fields = self.case.model_dump()
        return TestCase.model_validate(fields | {"id": "TC-001", "priority": "medium", "quality_score": 5})


class Labels(NamedTuple):
    """The labelled cases, and what they are labelled against."""

    cases: Sequence[LabelledCase]
    stories: Mapping[str, UserStory]
    references: Mapping[str, tuple[TestCase, ...]]
    subsets: Mapping[str, Subset]
    """The side of each story: a threshold is picked on dev and checked on held-out."""

    def by_story(self, subset: Subset) -> Iterator[tuple[UserStory, list[LabelledCase]]]:
        """The stories of one side with their labelled cases."""
        for story in self.stories.values():
            cases = [case for case in self.cases if case.story_id == story.id]
            if cases and self.subsets[story.id] is subset:
                yield story, cases

    @property
    def suites(self) -> list[ReferenceSuite]:
        """The reference suites as records."""
        return [
            ReferenceSuite(story_id=story_id, test_cases=cases) for story_id, cases in self.references.items()
        ]


def read_labels(root: Path, held_out_share: float, split_seed: int) -> Labels:
    """What comes with Casewright, read from the project's folder.

    Raises:
        DataError: a file is missing, or a case is labelled against a reference case that does not exist.

    """
    for name in (PAIRS, STORIES, REFERENCES):
        if not (root / name).is_file():
            raise DataError(f"{root / name}: there is no such file; run from the project's folder")
    cases = read_jsonl(root / PAIRS, LabelledCase)
    stories = {one.id: one for one in map(UserStory.model_validate, read_json(root / STORIES))}
    suites = map(ReferenceSuite.model_validate, read_json(root / REFERENCES))
    references = {suite.story_id: suite.test_cases for suite in suites}
    for number, case in enumerate(cases, start=1):
        known = {one.id for one in references.get(case.story_id, ())}
        wrong = sorted({*case.same, *case.twins} - known)
        if wrong or not known:
            raise DataError(
                f"{root / PAIRS}: line {number}: story {case.story_id!r} has no reference case "
                f"{wrong[0] if wrong else ''!r}; {REFERENCES} has {', '.join(sorted(known)) or 'none of it'}"
            )
    splits = Splits(held_out_share, split_seed)
    for story in stories.values():
        splits.add(story.id, story.difficulty)
    sides = {story.id: splits.side(story.id, story.difficulty) for story in stories.values()}
    return Labels(cases, stories, references, sides)
