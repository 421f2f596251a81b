import csv
import json
import time

import pytest

from casewright.files import read_json, read_jsonl
from casewright.paths import REVIEW_KEY, REVIEW_PACK, REVIEWED
from casewright.records import Generation, Outcome, ReferenceSuite, ReviewKey, UserStory
from casewright.review.__main__ import main as review
from service.production.__main__ import main
from service.production.file import RecordsFile
from service.production.keeper import Keeper
from service.production.metrics import Counts
from stages import clean
from tests.builders import a_case, a_story, a_suite
from tests.service.conftest import Project
from tests.service.production.made import (
    ABOUT_SOMEBODY,
    DAY_S,
    NOW_S,
    PERSONAL,
    a_request,
    an_attempt_kept,
    bytes_of,
    feedback,
    fill,
)
from tests.service.production.test_selection import SUBJECTS

RETRIED = (Outcome.NOT_JSON, Outcome.OK)
CORRECTED = (a_case(title="Edited by whoever used it"), a_case(id="TC-002", type="negative"))


@pytest.fixture
def records(project: Project, monkeypatch):
    """A file of records that the environment names, in a project with one story of its own."""
    monkeypatch.setenv("SERVICE_RECORDS", str(project.folder / "records.sqlite"))
    own = [{"id": "US-001", "story": a_story().story}]
    (project.folder / "stories.json").write_text(json.dumps(own))
    (project.folder / "references.json").write_text("[]")
    (project.folder / "shop.md").write_text("A shop sells kettles.")
    data = {"stories": "stories.json", "references": "references.json", "documents": "shop.md"}
    project.set_params(data=data)
    return project.folder / "records.sqlite"


def answered(number: int, **changes):
    """An answer to one of the stories that the project has not."""
    story = f"As a clerk, I want to {SUBJECTS[number]}, so that it is done."
    fields = {
        "correlation_id": f"answer-{number}",
        "story": a_story(id=f"US-{number:08}", story=story, acceptance_criteria=["It is done at once."]),
    }
    return a_request(**fields | changes)


def run(capsys, *arguments: str) -> str:
    """What a command prints."""
    main(arguments)
    return capsys.readouterr().out


def refused(capsys, *arguments: str) -> str:
    """The one line with which a command ends."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    capsys.readouterr()
    assert isinstance(ended.value.code, str)
    return ended.value.code


def fill_in(actions: dict[str, str]) -> None:
    """Review what is in the pack: rated by what a suite says, all else with 4."""
    with (REVIEW_PACK / "review.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        rating = "5" if "Edited by whoever used it" in row["suite"] else "4"
        row |= dict.fromkeys(("relevance", "completeness", "clarity", "usability"), rating)
        row |= {"action": actions.get(row["task"], "accept"), "reviewer": "Anna"}
    with (REVIEW_PACK / "review.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_what_was_kept_comes_back_as_data_and_references(records, project, capsys):
    """From requests and feedback to stories that pass `clean`, and to references that people approved."""
    fill(
        records,
        a_request("known"),
        answered(0),
        answered(1, outcomes=RETRIED),
        answered(2),
        feedback("answer-0", 4, action="edited", corrected=CORRECTED, comment="Better so"),
        feedback("answer-2", 1),
    )
    said = run(capsys, "refresh", "--good", "3", "--recovered", "3")
    stories = read_json(project.folder / "data/production/stories.json")
    key = ReviewKey.model_validate(read_json(REVIEW_KEY))
    fill_in({})
    review(["import", str(REVIEW_PACK / "review.csv")])
    review(["adopt"])
    project.set_params(data={"stories": "data/production/stories.json"})
    clean.main()
    cleaned = read_jsonl(project.folder / "data/clean/stories.jsonl", UserStory)
    references = read_jsonl(project.folder / "data/clean/references.jsonl", ReferenceSuite)

    assert said.startswith("refresh-dataset: 1 good of 3 and 1 recovered of 3 in data/production\n")
    assert "refresh-dataset: 3 suites for review in data/review/pack; keep data/review/key.json" in said
    assert [set(story) for story in stories] == [{"id", "story", "acceptance_criteria"}] * 2
    assert ["US-00000000", "US-00000001"] == [story.id for story in cleaned]
    assert {"US-00000000": CORRECTED, "US-00000001": a_suite()} == {
        one.story_id: tuple(case.model_copy(update={"quality_score": 8}) for case in one.test_cases)
        for one in references
    }
    assert {"llama3.2:1b"} == {one.provenance.model for one in references if one.provenance}
    assert {key.sample} == {one.provenance.sample for one in references if one.provenance}
    assert REVIEWED.is_file()


def test_the_extract_says_where_each_example_comes_from(records, project, capsys):
    """For whoever drew it; reviewers see neither models nor groups nor what users said."""
    attempt = an_attempt_kept(Outcome.NOT_JSON, 1, "no object")
    fill(
        records,
        answered(0, smells={"vague-step": 2}),
        answered(1, attempts=[attempt, an_attempt_kept(number=2)]),
        feedback("answer-0", 5, action="accepted", comment="Just so"),
    )
    run(capsys, "refresh")
    folder = project.folder / "data/production"
    extract = read_json(folder / "extract.json")
    generations = read_jsonl(folder / "generations.jsonl", Generation)
    pack = "".join(file.read_text(encoding="utf-8") for file in REVIEW_PACK.iterdir())

    assert (1, None) == (extract["seed"], extract["days"])
    assert {
        "US-00000000": ("good", "rated 5, accepted; smells: 2"),
        "US-00000001": ("recovered", "attempts: not_json, ok"),
    } == {one["story_id"]: (one["group"], one["why"]) for one in extract["examples"]}
    assert {"rating": 5, "action": "accepted", "comment": "Just so"} == extract["examples"][0]["feedback"]
    assert [(Outcome.NOT_JSON, "no object"), (Outcome.OK, "")] == [
        (one.outcome, one.detail) for one in generations[1].attempts
    ]
    for hidden in ("US-0000", "llama", "Just so", "answer-0", "recovered", "good of"):
        assert hidden not in pack


def test_an_extract_is_the_same_each_time(records, project, capsys):
    """Byte by byte, but for the salt of reviewers' names; and the key of another sample is kept."""
    fill(records, *(answered(number) for number in range(6)))
    names = ["production/stories.json", "production/generations.jsonl", "review/pack/tasks.json"]
    bytes_, keys = [], []
    for seed in "1", "1", "2":
        run(capsys, "refresh", "--good", "2", "--seed", seed)
        bytes_.append([(project.folder / "data" / name).read_bytes() for name in names])
        keys.append(ReviewKey.model_validate(read_json(REVIEW_KEY)))

    assert bytes_[0] == bytes_[1] != bytes_[2]
    assert keys[0] == keys[1]
    assert keys[0].salt == keys[2].salt
    assert (REVIEW_KEY.parent / f"key-{keys[0].sample}.json").is_file()


def test_an_extract_can_look_back_some_days_only(records, project, capsys):
    """By the time at which a story was answered."""
    now_s = time.time()
    fill(records, answered(0, kept_at=now_s - 9 * DAY_S), answered(1, kept_at=now_s - DAY_S))
    run(capsys, "refresh", "--days", "7")
    stories = read_json(project.folder / "data/production/stories.json")

    assert ["US-00000001"] == [one["id"] for one in stories]


def test_nothing_to_extract_is_said_and_leaves_what_there_was(records, project, capsys):
    """One line with what was looked for."""
    fill(records, a_request("known"))
    told = refused(capsys, "refresh")

    assert told.startswith(f"error: {records}: no example in it; expected answers to new stories, ")
    assert not (project.folder / "data").exists()


def test_info_tells_how_much_there_is(records, capsys):
    """Where, how large, and from when."""
    fill(records, answered(0, kept_at=NOW_S - DAY_S), answered(1), feedback("answer-1"))
    told = run(capsys, "info").splitlines()

    assert told[0].startswith(f"{records}: 0.")
    assert told[0].endswith(" MB, 2 requests and 1 feedback")
    assert "from 2026-09-20 14:13 UTC to 2026-09-21 14:13 UTC" == told[1]


def test_what_is_kept_under_a_correlation_id_is_exported_and_deleted(records, capsys):
    """For whoever asks what is known of them, and wants it gone."""
    fill(records, answered(0), answered(1), feedback("answer-1", comment="Just so"))
    one = json.loads(run(capsys, "export", "answer-1"))
    everything = run(capsys, "export").splitlines()
    deleted = run(capsys, "delete", "answer-1", "answer-9")
    left = run(capsys, "export", "answer-1")

    assert ("answer-1", "Just so") == (one["request"]["correlation_id"], one["feedback"]["comment"])
    assert 2 == len(everything)
    assert None is json.loads(everything[0])["feedback"]
    assert (
        "answer-1: 1 request and 1 feedback deleted\nanswer-9: 0 requests and 0 feedback deleted\n" == deleted
    )
    assert "" == left
    assert b"answer-1" not in bytes_of(records)


def test_a_deletion_that_a_reader_is_in_the_way_of_is_told(records, capsys, monkeypatch):
    """It has to be run again, because the log beside the file may hold what was deleted."""
    monkeypatch.setattr("service.production.schema.BUSY_S", 0.1)
    fill(records, answered(0), answered(1))
    with RecordsFile(records) as reader:
        reading = reader.between()
        next(reading)
        told = refused(capsys, "delete", "answer-0")
        reading.close()
    again = run(capsys, "delete", "answer-0")

    assert "deleted, but another process is reading the file" in told
    assert "answer-0: 0 requests and 0 feedback deleted\n" == again
    assert b"answer-0" not in bytes_of(records)


def test_the_report_goes_to_the_screen_or_to_a_file(records, project, capsys):
    """The same text."""
    fill(records, answered(0, kept_at=time.time() - 60))
    out = project.folder / "reports" / "week.md"
    shown = run(capsys, "failures", "--days", "3")
    told = run(capsys, "failures", "--days", "3", "--out", str(out))

    assert f"failure-report: {out}\n" == told
    assert shown == out.read_text(encoding="utf-8")
    assert shown.startswith("# Failures in production, ")


def test_a_file_can_be_named(records, project, capsys, monkeypatch):
    """Instead of that of the environment."""
    fill(project.folder / "other.sqlite", answered(0))

    assert "1 request and 0 feedback" in run(capsys, "--records", "other.sqlite", "info")
    assert (
        f"error: {records}: there are no records yet; the service makes the file when it starts"
        == refused(capsys, "info")
    )
    monkeypatch.delenv("SERVICE_RECORDS")
    assert refused(capsys, "info").startswith("error: SERVICE_RECORDS: not set, so nothing is kept; ")


def test_no_personal_data_is_in_what_is_extracted(records, project, capsys, params):
    """It was replaced before it was kept."""
    keeper = Keeper(records, 30_000, params.clean, Counts())
    story = a_story(id="US-00000009", story=f"As a clerk, I want to {SUBJECTS[0]}. {ABOUT_SOMEBODY}")
    keeper.put(a_request(story=story))
    keeper.put(feedback(comment=ABOUT_SOMEBODY, corrected=(a_case(title=ABOUT_SOMEBODY),)))
    keeper.close()
    run(capsys, "refresh")
    written = b"".join(file.read_bytes() for file in (project.folder / "data").rglob("*") if file.is_file())

    assert b"EMAIL_1" in written
    assert [] == [value for value in PERSONAL if value in written]
