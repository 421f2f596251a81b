import pytest

from casewright.errors import DataError
from casewright.files import write_jsonl
from casewright.lines import ReferenceLines
from casewright.records import ReferenceSuite
from tests.builders import a_suite


def test_each_reference_is_found_by_its_story(tmp_path):
    """In any order, with the number of its line; a story without one has none."""
    path = tmp_path / "references.jsonl"
    write_jsonl(
        path, [ReferenceSuite(story_id=one, test_cases=a_suite()) for one in ("US-1", "ÜS-2", "US-3")]
    )
    with ReferenceLines(path) as references:
        found = [references.find(one) for one in ("US-3", "ÜS-2", "US-1", "US-4")]

    assert [3, 2, 1, None] == [line and line.number for line in found]
    assert ["US-3", "ÜS-2", "US-1"] == [line.read(ReferenceSuite).story_id for line in found if line]


def test_missing_references_say_what_to_run(tmp_path):
    """The file of references is written by an earlier stage, even where it is empty."""
    with pytest.raises(DataError, match=r"references.jsonl: there is no such file; run `dvc repro`"):
        ReferenceLines(tmp_path / "references.jsonl")
