import csv
import json
import shutil

import pytest
import yaml

from casewright.files import read_json, read_jsonl, write_json, write_jsonl
from casewright.paths import (
    CHOICE,
    GENERATIONS,
    JUDGEMENTS,
    REVIEW_KEY,
    REVIEW_PACK,
    REVIEW_REPORT,
    REVIEWED,
    REVIEWS,
    SCORES,
    STORIES,
)
from casewright.records import Aspect, ReferenceSuite, Review, ReviewKey
from casewright.review.__main__ import main
from tests.builders import ROOT, SMALL, a_generation, a_story_score, a_suite, shipped_stories
from tests.casewright.review.test_comparison import a_judgement


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with a run of one model over the shipped stories."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "params.yaml", tmp_path)
    stories = shipped_stories()
    write_jsonl(STORIES, stories)
    write_jsonl(GENERATIONS / f"{SMALL.slug}.jsonl", [a_generation(story.id) for story in stories])
    write_jsonl(SCORES / "stories.jsonl", [a_story_score(story.id, cell=SMALL) for story in stories])
    return tmp_path


def fill_in(*reviewers, **answers):
    """Fill in the table for each of the reviewers, a file each; their paths."""
    with (REVIEW_PACK / "review.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    filled = dict.fromkeys(Aspect, "4") | {"action": "accept"} | answers
    paths = []
    for reviewer in reviewers:
        paths.append(f"{reviewer}.csv")
        with open(paths[-1], "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows([row | filled | {"reviewer": reviewer} for row in rows])
    return paths


def refused(*arguments):
    """The error line of a command that has to fail."""
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert "\n" not in str(stopped.value)
    return str(stopped.value)


def test_a_sample_is_a_folder_for_reviewers_and_a_key_beside_it(project, capsys):
    """Form, tasks, table and guide go out; the key does not."""
    main(["sample"])
    key = ReviewKey.model_validate(read_json(REVIEW_KEY))

    assert {"labelling_config.xml", "tasks.json", "review.csv", "README.md"} == {
        path.name for path in REVIEW_PACK.iterdir()
    }
    assert [task.id for task in key.tasks] == [
        task["data"]["task"] for task in read_json(REVIEW_PACK / "tasks.json")
    ]
    assert f"{len(key.tasks)} suites, of {len(key.tasks)} stories by 1 cell(s)" in capsys.readouterr().out
    assert {0.8} == {task.computed["quality_score"] for task in key.tasks}


def test_a_second_sample_is_the_same_and_keeps_the_salt(project):
    """Tasks that were sent stay valid, and a reviewer keeps a pseudonym."""
    main(["sample"])
    first = REVIEW_KEY.read_bytes()
    main(["sample"])

    assert first == REVIEW_KEY.read_bytes()


def test_reviews_come_back_and_are_reported(project, capsys):
    """Two reviewers, one file after the other; the report is of both."""
    main(["sample"])
    for path in fill_in("anna", "bert"):
        main(["import", path])
    report, told = read_json(REVIEW_REPORT), capsys.readouterr().out
    reviews = read_jsonl(REVIEWS, Review)

    assert (2, len(reviews)) == (report["reviewers"], report["reviews"])
    assert len(reviews) == 2 * report["drawn"]
    assert 1.0 == report["agreement"]["clarity"]["exact"]["value"]
    assert report["judge"] is None
    assert "2 reviewers gave" in told
    assert "anna" not in REVIEWS.read_text("utf-8")


def test_a_judge_is_compared_where_it_has_judged(project):
    """From `data/judgements`, the file of the same cell."""
    main(["sample"])
    write_jsonl(
        JUDGEMENTS / f"{SMALL.slug}.jsonl", [a_judgement(story.id, 4.0) for story in shipped_stories()]
    )
    main(["import", *fill_in("anna")])

    assert ["relevance"] == [one["criterion"] for one in read_json(REVIEW_REPORT)["judge"]]


def test_a_judge_is_not_compared_on_suites_that_nobody_saw(project, capsys):
    """The cell has written others since the sample was drawn, and those are what was judged."""
    main(["sample"])
    stories = shipped_stories()
    rows = [a_generation(story.id, cases=a_suite()[:1]) for story in stories]
    write_jsonl(GENERATIONS / f"{SMALL.slug}.jsonl", rows)
    write_jsonl(JUDGEMENTS / f"{SMALL.slug}.jsonl", [a_judgement(story.id, 4.0) for story in stories])
    main(["import", *fill_in("anna")])

    assert [] == read_json(REVIEW_REPORT)["judge"]
    assert "fewer than three suites have both" in capsys.readouterr().out


def test_a_bad_row_stops_the_import_or_is_left_out(project, capsys):
    """As `data.bad_rows` says; what stops leaves everything as it was."""
    main(["sample"])
    (path,) = fill_in("anna", clarity="9")
    line = refused("import", path)
    settings = yaml.safe_load((project / "params.yaml").read_text("utf-8"))
    settings["data"]["bad_rows"] = "quarantine"
    (project / "params.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    (good,) = fill_in("bert")
    main(["import", path, good])

    assert line.startswith("error: anna.csv: row 1: clarity: '9'; expected a whole number from 1 to 5 (and ")
    assert "left out: anna.csv: row 2: clarity: '9'" in capsys.readouterr().out
    assert {"bert"} != {one.reviewer for one in read_jsonl(REVIEWS, Review)}
    assert 0 < read_json(REVIEW_REPORT)["unusable"]


def test_what_is_approved_is_added_to_the_references(project, capsys):
    """Twice makes no difference; the MLflow run of the choice is in the provenance."""
    write_json(CHOICE, {"mlflow_run_id": "ab" * 16})
    main(["sample"])
    main(["import", *fill_in("anna")])
    main(["adopt"])
    first = REVIEWED.read_bytes()
    main(["adopt"])
    suites = [ReferenceSuite.model_validate(one) for one in json.loads(first)]

    assert first == REVIEWED.read_bytes()
    assert {"ab" * 16} == {suite.provenance.mlflow_run for suite in suites}
    assert f"{len(suites)} suites adopted, {len(suites)} in {REVIEWED}" in capsys.readouterr().out


def test_each_command_says_what_it_needs(project):
    """One line with the command that comes first."""
    assert refused("import", "back.csv") == refused("adopt")
    assert "run `make review-sample`, which writes it" in refused("adopt")
    main(["sample"])
    assert "no review in it" in refused("import", *fill_in("anna", action="", **dict.fromkeys(Aspect, "")))
    REVIEWED.parent.mkdir(parents=True)
    REVIEWED.write_text('[{"story_id": "US-001"}]', encoding="utf-8")
    assert f"error: {REVIEWED}: test_cases: Field required" in refused("adopt")
    shutil.rmtree(GENERATIONS)
    assert "no generations in it; run `dvc repro generate`" in refused("sample")


def test_reviews_of_another_sample_do_not_count_and_are_kept(project, capsys):
    """A new sample begins anew; with its key put back, what still comes of the old one is added to it."""
    main(["sample"])
    old = ReviewKey.model_validate(read_json(REVIEW_KEY))
    (late,) = fill_in("bert")
    main(["import", *fill_in("anna")])
    rows = [a_generation(story.id, cases=None) for story in shipped_stories()][:20]
    write_jsonl(GENERATIONS / f"{SMALL.slug}.jsonl", rows)
    main(["sample"])
    main(["adopt"])
    told, adopted = capsys.readouterr().out, read_json(REVIEWED)
    main(["import", *fill_in("anna")])
    REVIEW_KEY.with_name(f"key-{old.sample}.json").replace(REVIEW_KEY)
    main(["import", late])
    of_old = [one for one in read_jsonl(REVIEWS, Review) if one.task.startswith(old.sample)]

    assert "reviews of other samples" in told
    assert f"put it back as {REVIEW_KEY.name} to import reviews of that sample" in told
    assert [] == adopted
    assert 2 * len(old.tasks) == len(of_old) < len(read_jsonl(REVIEWS, Review))
