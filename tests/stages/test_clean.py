import csv
import json
import os
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casewright.documents import Document
from casewright.errors import DataError
from casewright.files import read_json, read_jsonl, write_json
from casewright.params import load_params
from casewright.paths import CLEAN, CLEANING, DOCUMENTS, QUARANTINE, REFERENCES, REVIEWED, STORIES
from casewright.records import QuarantinedRow, ReferenceSuite, UserStory
from stages import clean
from tests.builders import ROOT, a_suite

ONE = "As a guest, I want to pay by card, so that I need no cash."
TWO = "As a cook, I want to see the next order, so that I start in time."
PERSONAL = "As Marta Kowalczyk, I want my mail at m.kowalczyk@nordfrakt.se, so that I read it."


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with the shipped settings and data."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "params.yaml", tmp_path)
    shutil.copytree(ROOT / "data/raw", tmp_path / "data/raw")
    return tmp_path


def replace_data(project, stories, bad_rows="fail", references=(), **changes):
    """Other stories, references and settings in place of the shipped ones."""
    (project / "data/raw/stories.json").write_text(json.dumps(stories), encoding="utf-8")
    (project / "data/raw/references.json").write_text(json.dumps(list(references)), encoding="utf-8")
    change_params(project, bad_rows=bad_rows, **changes)


def change_params(project, **changes):
    """Other settings in the sections `data` and `clean`."""
    path = project / "params.yaml"
    params = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name, value in changes.items():
        params["data" if name in params["data"] else "clean"][name] = value
    path.write_text(yaml.safe_dump(params), encoding="utf-8")


def written():
    """Every file that the stage wrote, with its bytes."""
    return {path: path.read_bytes() for path in [*CLEAN.iterdir(), CLEANING]}


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
    """The stage is a function of its input, and leaves nothing but its files."""
    clean.main()
    first = written()
    clean.main()

    assert first == written()
    assert {STORIES, REFERENCES, DOCUMENTS, QUARANTINE, CLEANING} == set(first)
    assert {"raw", "clean"} == {path.name for path in CLEAN.parent.iterdir()}


def test_what_is_clean_cleans_to_itself(project):
    """Stories that were cleaned once are kept to the letter by a second cleaning."""
    clean.main()
    first = read_jsonl(STORIES, UserStory)
    shutil.copy(STORIES, project / "data/raw/again.jsonl")
    change_params(project, stories="data/raw/again.jsonl")
    clean.main()

    assert first == read_jsonl(STORIES, UserStory)


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

    assert not CLEANING.exists()
    assert ["raw"] == [path.name for path in CLEAN.parent.iterdir()]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("stories.json", json.dumps([{"story": ONE}, {"story": "short"}]), "row 2: story"),
        ("references.json", json.dumps([{"story_id": "US-001", "test_cases": []}]), "row 1: test_cases"),
        (
            "edge_cases.json",
            json.dumps([{"id": "US-001", "story": ONE, "category": "a"}]),
            "'US-001' is taken",
        ),
        ("documents/shop-conventions.md", "", "no .md or .txt text in it"),
        ("stories.json", "[]", "no usable story in it"),
    ],
)
def test_a_run_that_fails_leaves_what_was_there(project, name, content, words):
    """Whichever input is bad, the outputs of the run before stay as they were, byte for byte."""
    change_params(project, edge_cases=True)
    clean.main()
    first = written()
    (project / "data/raw" / name).write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=words):
        clean.main()

    assert first == written()
    assert {"raw", "clean"} == {path.name for path in CLEAN.parent.iterdir()}


def test_without_a_usable_story_there_is_nothing_to_do(project):
    """No story is an error whatever is done with bad rows."""
    replace_data(project, ["short"], "quarantine")
    with pytest.raises(
        DataError, match=r"stories.json: no usable story in it; expected at least one of 20 .*: unusable 1$"
    ):
        clean.main()


def test_one_of_a_kind_is_told_as_one(project, capsys):
    """`1 story`, and not `1 stories`."""
    case = json.loads((project / "data/raw/references.json").read_text(encoding="utf-8"))[0]
    replace_data(project, [{"id": case["story_id"], "story": ONE}], references=[case])
    clean.main()

    assert "clean: 1 story, 1 reference, 0 rows in" in capsys.readouterr().out


def test_a_folder_of_many_kinds(project, capsys):
    """Files are read in the order of their names, and every row is accounted for by file."""
    folder = project / "data/raw/mine"
    folder.mkdir()
    (folder / "a.txt").write_text(f"{ONE}\n{ONE}\n", encoding="utf-8")
    with (folder / "b.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["Issue key", "Description"], ["C-1", TWO], ["C-2", "short"]])
    (folder / "c.jsonl").write_text(json.dumps({"id": "J-1", "story": PERSONAL}) + "\n", encoding="utf-8")
    change_params(project, stories="data/raw/mine", bad_rows="quarantine")
    clean.main()
    summary = read_json(CLEANING)
    files = {name: figures for name, figures in summary["files"].items() if "mine" in name}

    assert [ONE, TWO] == [story.story for story in read_jsonl(STORIES, UserStory)][:2]
    assert [(2, 1, 1), (2, 1, 1), (1, 1, 0)] == [
        (one["rows"], one["kept"], one["quarantined"]) for one in files.values()
    ]
    assert {"duplicate": 1, "unusable": 1, "no such story": 49} == summary["quarantined_by_reason"]
    assert {"EMAIL": 1, "PERSON": 1} == files["data/raw/mine/c.jsonl"]["personal_data_replaced"]
    assert "clean: 3 stories, 0 references, 51 rows in" in capsys.readouterr().out


def test_near_duplicates_are_said_in_one_more_line(project, capsys):
    """They are counted and named by id in the summary."""
    replace_data(
        project, [{"id": "A", "story": TWO}, {"id": "B", "story": TWO.replace("the next", "each next")}]
    )
    change_params(project, near_duplicate_similarity=0.6)
    clean.main()
    near = read_json(CLEANING)["near_duplicates"]

    assert (1, "B", "A") == (near["found"], near["pairs"][0]["id"], near["pairs"][0]["of"])
    assert (
        "clean: near duplicates: 1; reports/cleaning.json names them"
        == capsys.readouterr().out.splitlines()[1]
    )


def test_edge_cases_come_after_the_users_stories(project, capsys):
    """They are added where the settings ask for it, and counted apart."""
    change_params(project, edge_cases=True)
    clean.main()
    stories = read_jsonl(STORIES, UserStory)
    count = len(stories) - 49
    summary = read_json(CLEANING)

    assert count > 0
    assert ["edge_case"] * count == [story.subset for story in stories[49:]]
    assert "edge_case" not in {story.subset for story in stories[:49]}
    assert (count, count) == (summary["edge_cases"]["kept"], sum(summary["subsets"]["edge_case"].values()))
    assert 49 == summary["stories"]["kept"] == sum(summary["difficulty"].values())
    assert f"49 stories, {count} edge cases, 49 references" in capsys.readouterr().out


def test_documents_are_scrubbed_and_keep_their_paragraphs(project):
    """One numbering a document; the passages of a prompt are made of what is written here."""
    folder = project / "data/raw/documents"
    (folder / "team.md").write_text(
        "# Team\r\n\r\n- m.kowalczyk@nordfrakt.se\r\n- again m.kowalczyk@nordfrakt.se\r\n", encoding="utf-8"
    )
    clean.main()
    team = read_jsonl(DOCUMENTS, Document)[-1]
    lines = team.text.split("\n")

    assert ("team.md", ["# Team", ""]) == (team.file, lines[:2])
    assert lines[2].removeprefix("- ") == lines[3].removeprefix("- again ") != ""
    assert "nordfrakt" not in team.text
    assert {"EMAIL": 2} == read_json(CLEANING)["files"]["data/raw/documents/team.md"][
        "personal_data_replaced"
    ]


def test_names_that_are_no_utf_8_are_spelt_out(project):
    """Rows, quarantined rows and documents of such files are written down like any other."""
    stories, documents = (os.fsdecode(f"{project}/".encode() + name) for name in (b"caf\xe9", b"d\xe9"))
    for folder, name, text in (
        (stories, b"/\xff.txt", f"{ONE}\n{TWO}\n{ONE}\n# Heading"),
        (documents, b"/\xfe.md", "A document."),
    ):
        Path(folder).mkdir()
        Path(folder + os.fsdecode(name)).write_text(text, encoding="utf-8")
    params = load_params(project / "params.yaml")
    data = params.data.model_copy(update={"stories": Path(stories), "documents": Path(documents)})
    CLEAN.mkdir(parents=True)
    summary = clean.run(params.model_copy(update={"data": data}), CLEAN)
    write_json(CLEANING, summary)
    quarantined = read_jsonl(QUARANTINE, QuarantinedRow)

    assert [r"caf\xe9/\xff.txt"] * 2 == [row.file.removeprefix(f"{project}/") for row in quarantined[:2]]
    assert {"rows": 4, "kept": 2, "quarantined": 2} == summary["stories"]
    assert rf"{project}/d\xe9/\xfe.md" in read_json(CLEANING)["files"]


def test_no_file_shows_a_value_that_was_scrubbed(project):
    """Neither the clean data nor the quarantine nor the summary holds it."""
    bad = {"story": PERSONAL, "difficulty": "m.kowalczyk@nordfrakt.se"}
    replace_data(
        project, [{"story": PERSONAL}, bad, {"story": PERSONAL * 9}, {"story": PERSONAL}], "quarantine"
    )
    (project / "data/raw/documents/team.md").write_text(PERSONAL, encoding="utf-8")
    clean.main()

    assert not [path for path, content in written().items() if b"owalczyk" in content]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "story": st.sampled_from(
                [ONE, TWO, ONE.upper(), TWO.replace("next", "last"), "short", 7, PERSONAL]
            )
        },
        optional={
            "id": st.sampled_from(["US-1", "US-2", ""]),
            "difficulty": st.sampled_from(["easy", "tough"]),
        },
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.sampled_from(["report", "quarantine", "off"]))
def test_rows_in_are_stories_out_and_rows_in_quarantine(project, rows, near_duplicates):
    """In total and by file; the rows that are written are the rows that are counted."""
    good = {"id": "US-0", "story": "As a tester, I want one row that is always good."}
    replace_data(project, [good, *rows], "quarantine", near_duplicates=near_duplicates)
    summary = clean.run(load_params(), project)
    stories = read_jsonl(project / STORIES.name, UserStory)
    aside = read_jsonl(project / QUARANTINE.name, QuarantinedRow)
    counts = {"rows": len(rows) + 1, "kept": len(stories), "quarantined": len(aside)}

    assert len(rows) + 1 == len(stories) + len(aside)
    assert counts == summary["stories"]
    assert counts.items() <= summary["files"]["data/raw/stories.json"].items()
    assert len(aside) == sum(summary["quarantined_by_reason"].values())
    assert [row.row for row in aside] == sorted(row.row for row in aside)


def reviewed(story_id, title="Title that people approved", **changes):
    """A suite that people approved, as it lies among the reviewed references."""
    provenance = {
        "action": "accept",
        "reviewers": ["reviewer-0a1b2c3d"],
        "reviewed_at": "2026-11-25T09:30:00Z",
        "rating": 4.5,
        "sample": "0a1b2c3d",
        "run": "4111111111111111",
        "model": "llama3.2:1b",
        "model_digest": "a1b2c3d4e5f6",
        "prompt": "improved_v1",
        "prompt_hash": "c0ffee",
    }
    cases = [case.model_dump(mode="json") | {"title": f"{title} {n}"} for n, case in enumerate(a_suite())]
    return {"story_id": story_id, "test_cases": cases, "provenance": provenance | changes}


@pytest.mark.parametrize(("prefer", "first"), [(False, "written"), (True, "reviewed")])
def test_of_a_written_and_a_reviewed_reference_the_preferred_is_kept(project, prefer, first):
    """The other one is set aside with the reason; a story that has one of them keeps it."""
    written = {"story_id": "US-1", "test_cases": [case.model_dump(mode="json") for case in a_suite()]}
    stories = [{"id": "US-1", "story": ONE}, {"id": "US-2", "story": TWO}]
    replace_data(project, stories, references=[written], prefer_reviewed=prefer)
    write_json(REVIEWED, [reviewed("US-1"), reviewed("US-2")])
    clean.main()
    kept = {suite.story_id: suite for suite in read_jsonl(REFERENCES, ReferenceSuite)}
    (aside,) = read_jsonl(QUARANTINE, QuarantinedRow)

    assert (first == "reviewed") == (kept["US-1"].provenance is not None)
    assert "llama3.2:1b" == kept["US-2"].provenance.model
    assert aside.reason.startswith(f"another reference: the {first} suite of the story goes first")
    assert {"rows": 3, "kept": 2, "quarantined": 1} == read_json(CLEANING)["references"]


def test_provenance_is_not_scrubbed_and_what_people_typed_is(project):
    """A digest that looks like a card number stays whole; a name in a step does not."""
    suite = reviewed("US-1")
    suite["test_cases"][0]["steps"] = ["Write to m.kowalczyk@nordfrakt.se"]
    replace_data(project, [{"id": "US-1", "story": ONE}])
    write_json(REVIEWED, [suite])
    clean.main()
    (kept,) = read_jsonl(REFERENCES, ReferenceSuite)

    assert "4111111111111111" == kept.provenance.run
    assert ("Write to <EMAIL_1>",) == kept.test_cases[0].steps


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"reviewers": ["Marta Kowalczyk"]}, "provenance.reviewers.0"),
        ({"comment": "Ask Marta"}, "provenance.comment"),
        ({"rating": 9}, "provenance.rating"),
    ],
)
def test_provenance_takes_no_free_text(project, changes, told):
    """Where a name could stand only a pseudonym is taken."""
    replace_data(project, [{"id": "US-1", "story": ONE}])
    write_json(REVIEWED, [reviewed("US-1", **changes)])
    with pytest.raises(DataError, match=rf"data/reviewed/references\.json: row 1: {told}"):
        clean.main()


def test_two_reviewed_suites_of_one_story_are_a_mistake(project):
    """`make adopt-reviewed` never writes two."""
    replace_data(project, [{"id": "US-1", "story": ONE}])
    write_json(REVIEWED, [reviewed("US-1"), reviewed("US-1")])
    with pytest.raises(DataError, match="'US-1' has a reference already"):
        clean.main()


def test_written_references_are_written_as_they_were(project):
    """A suite that no model wrote has no key for where it comes from."""
    clean.main()

    assert "provenance" not in REFERENCES.read_text("utf-8")
