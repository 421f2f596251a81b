"""People's answers on their way back: from a sample of a run to references with their provenance."""

import csv
import json

import pytest

from casewright.files import read_json, read_jsonl
from casewright.records import Aspect, ReferenceSuite
from tests.test_pipeline import Clone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def as_label_studio_exports(task, completed_by):
    """A task as it comes back from Label Studio: accepted, or mended where its number is odd."""
    answers = [(aspect, "rating", {"rating": 4}) for aspect in Aspect]
    odd = int(task["data"]["task"][-1]) % 2
    answers.append(("action", "choices", {"choices": ["minor_edit" if odd else "accept"]}))
    if odd:
        mended = task["data"]["suite"].replace("Expected: ", "Expected: As a reviewer wrote it: ")
        answers.append(("corrected", "textarea", {"text": [mended]}))
    result = [
        {"from_name": name, "to_name": "suite", "type": kind, "value": value} for name, kind, value in answers
    ]
    told = {"completed_by": completed_by, "updated_at": "2026-11-25T08:36:40.807698Z", "result": result}
    return {"id": 1, "data": task["data"], "annotations": [told | {"was_cancelled": False}]}


def test_what_people_approve_becomes_references(tmp_path):
    """Sample, annotate (an export and a table), import, adopt, `dvc repro`: provenance comes through."""
    clone = Clone(tmp_path / "casewright")
    commands = [clone("dvc", "repro", "generate"), clone("python", "-m", "casewright.review", "sample")]
    tasks = read_json(clone.folder / "data/review/pack/tasks.json")
    export = [as_label_studio_exports(task, 1) for task in tasks]
    (clone.folder / "export.json").write_text(json.dumps(export), encoding="utf-8")
    with (clone.folder / "data/review/pack/review.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    filled = dict.fromkeys(Aspect, "5") | {"action": "accept", "reviewer": "Marta Kowalczyk"}
    with (clone.folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows([row | filled for row in rows])
    commands.append(clone("python", "-m", "casewright.review", "import", "export.json", "table.csv"))
    commands.append(clone("python", "-m", "casewright.review", "adopt"))
    keys = {task["id"]: task for task in read_json(clone.folder / "data/review/key.json")["tasks"]}
    sampled = sorted(task["story_id"] for task in keys.values())
    without = without_written(clone, sampled[: len(sampled) // 2])
    commands.append(clone("dvc", "repro"))
    suites = read_jsonl(clone.folder / "data/clean/references.jsonl", ReferenceSuite)
    adopted = {suite.story_id: suite for suite in suites if suite.provenance}
    runs = {task["story_id"]: task["run"] for task in keys.values()}

    assert [0] * 5 == [done.returncode for done in commands], commands[-1].stdout
    assert (len(tasks), 49) == (len(keys), len(suites))
    assert sorted(without) == sorted(adopted)
    for story_id, suite in adopted.items():
        assert ("baseline", runs[story_id], 2) == (
            suite.provenance.model,
            suite.provenance.run,
            len(suite.provenance.reviewers),
        )
    assert {"accept", "minor_edit"} == {suite.provenance.action for suite in adopted.values()}
    assert "As a reviewer wrote it" in (clone.folder / "data/clean/references.jsonl").read_text("utf-8")
    assert "Kowalczyk" not in (clone.folder / "data/reviewed/references.json").read_text("utf-8")
    assert clone.json("reports/validation.json")["success"] is True
    assert 2 == clone.json("reports/review.json")["reviewers"]


def without_written(clone, story_ids):
    """Take the written references of these stories away."""
    path = clone.folder / "data/raw/references.json"
    kept = [suite for suite in read_json(path) if suite["story_id"] not in story_ids]
    path.write_text(json.dumps(kept), encoding="utf-8")
    return story_ids
