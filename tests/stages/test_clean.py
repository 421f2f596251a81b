import json
import shutil

import pytest

from casewright.errors import DataError
from casewright.files import read_json, read_jsonl
from casewright.paths import CLEANING, QUARANTINE, REFERENCES, STORIES
from casewright.records import QuarantinedRow, ReferenceSuite, UserStory
from stages import clean
from tests.builders import ROOT, a_suite

ONE = "As a guest, I want to pay by card, so that I need no cash."


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with the shipped settings and data."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "params.yaml", tmp_path)
    shutil.copytree(ROOT / "data/raw", tmp_path / "data/raw")
    return tmp_path


def replace_data(project, stories, bad_rows="fail", references=()):
    """Other stories and references in place of the shipped ones."""
    (project / "data/raw/stories.json").write_text(json.dumps(stories), encoding="utf-8")
    (project / "data/raw/references.json").write_text(json.dumps(list(references)), encoding="utf-8")
    params = project / "params.yaml"
    text = params.read_text(encoding="utf-8")
    params.write_text(text.replace("bad_rows: fail", f"bad_rows: {bad_rows}"), encoding="utf-8")


def test_the_shipped_data_is_clean(project, capsys):
    """All stories and references are kept, none is set aside, and the summary says the same."""
    clean.main()
    summary = read_json(CLEANING)

    assert (49, 49, 0) == (
        len(read_jsonl(STORIES, UserStory)),
        len(read_jsonl(REFERENCES, ReferenceSuite)),
        len(read_jsonl(QUARANTINE, QuarantinedRow)),
    )
    assert {"rows": 49, "kept": 49, "quarantined": 0} == summary["stories"] == summary["references"]
    assert 49 == sum(summary["difficulty"].values()) == sum(summary["domains"].values())
    assert [] == summary["ignored_columns"]
    assert capsys.readouterr().out.startswith("clean: 49 stories, 49 references, 0 rows in data/clean/")


def test_cleaning_twice_writes_the_same_bytes(project):
    """The stage is a function of its input."""
    files = (STORIES, REFERENCES, QUARANTINE, CLEANING)
    clean.main()
    first = [path.read_bytes() for path in files]
    clean.main()

    assert first == [path.read_bytes() for path in files]


def test_own_stories_need_no_change_to_the_references(project):
    """References of stories that are gone are set aside, and the run goes on."""
    (project / "data/raw/stories.json").write_text(json.dumps([ONE]), encoding="utf-8")
    clean.main()

    assert [ONE] == [story.story for story in read_jsonl(STORIES, UserStory)]
    assert {"rows": 49, "kept": 0, "quarantined": 49} == read_json(CLEANING)["references"]


def test_counts_of_stories_and_references_are_kept_apart(project):
    """Rows in quarantine are counted where they came from."""
    reference = {"story_id": "US-1", "test_cases": [case.model_dump(mode="json") for case in a_suite()]}
    stories = [{"id": "US-1", "story": ONE, "note": "x"}, {"id": "US-2", "story": ONE}, {"story": "short"}]
    replace_data(project, stories, "quarantine", [reference, reference | {"story_id": "US-9"}])
    clean.main()
    summary = read_json(CLEANING)

    assert {"rows": 3, "kept": 1, "quarantined": 2} == summary["stories"]
    assert {"rows": 2, "kept": 1, "quarantined": 1} == summary["references"]
    assert ["note"] == summary["ignored_columns"]
    assert [("stories.json", 2), ("stories.json", 3), ("references.json", 2)] == [
        (row.file.rpartition("/")[2], row.row) for row in read_jsonl(QUARANTINE, QuarantinedRow)
    ]


def test_a_bad_row_stops_the_run_before_anything_is_written(project):
    """With `fail` the stage leaves no half of its output."""
    replace_data(project, [{"id": "US-1", "story": ONE}, {"id": "US-2", "story": "x" * 19}])
    with pytest.raises(DataError, match=r"stories.json: row 2: story: String should have at least 20"):
        clean.main()

    assert not STORIES.exists()
    assert not CLEANING.exists()
