import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from casewright.files import write_json, write_jsonl
from casewright.judge.tracing import (
    JudgedSuite,
    judge_files,
    judge_reports,
    judged_suites,
    log_judgements,
)
from casewright.records import Outcome
from casewright.records.judgements import JudgeCriterion
from casewright.tracking import prepared_mlflow, publish
from tests.builders import ROOT, SMALL, a_generation, a_story, empty_store
from tests.casewright.judge.harness import a_judgement
from tests.casewright.tracking.made import PUBLICATION

WRITTEN = JudgedSuite(a_story(), a_generation(), a_judgement(relevance=3.0))


@pytest.fixture(scope="module")
def mlflow(tmp_path_factory) -> Iterator[Any]:
    """MLflow at a store of its own."""
    folder = tmp_path_factory.mktemp("judged")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of MLflow's own code
        found = prepared_mlflow(empty_store(folder))
        found.create_experiment("judged", artifact_location=(folder / "mlruns").as_uri())
        yield found


@pytest.fixture
def run(mlflow) -> Iterator[Any]:
    """An active run."""
    mlflow.set_experiment("judged")
    with mlflow.start_run() as active:
        yield active


def traces(mlflow: Any, run: Any) -> list[Any]:
    """Those of a run, whole."""
    found = mlflow.search_traces(
        locations=[run.info.experiment_id], run_id=run.info.run_id, return_type="list"
    )
    return list(found)


def test_a_judged_suite_is_a_trace_with_its_calls_and_a_feedback_a_criterion(mlflow, run):
    """What wrote it, what judged it, and the scores as assessments of a language model."""
    assert 1 == log_judgements(mlflow, [WRITTEN])
    (trace,) = traces(mlflow, run)
    feedback = {one.name: one for one in trace.info.assessments}

    assert f"{SMALL.name}: US-001" == trace.info.tags["mlflow.traceName"]
    assert ["write, attempt 1", "judge, sample 1, attempt 1", "judge, sample 2, attempt 1"] == [
        span.name for span in trace.data.spans[1:]
    ]
    assert {criterion.value for criterion in JudgeCriterion} == set(feedback)
    assert (3.0, 5.0) == (feedback["relevance"].value, feedback["completeness"].value)
    assert {("LLM_JUDGE", "gemma3:12b@d1935")} == {
        (one.source.source_type, one.source.source_id) for one in feedback.values()
    }
    assert ("2", "3", "1-5") == tuple(
        feedback["relevance"].metadata[name] for name in ("samples", "highest", "scale")
    )


def test_a_trace_shows_the_story_and_the_suite(mlflow, run):
    """So that a person can look at both beside the scores."""
    log_judgements(mlflow, [WRITTEN])
    (trace,) = traces(mlflow, run)
    root = trace.data.spans[0]

    assert a_story().story == root.inputs["story"]
    assert 3 == len(root.outputs["test_cases"])
    assert [2, 1, 3] == trace.data.spans[2].inputs["order"]


def test_the_rationale_is_what_did_not_hold(mlflow, run):
    """With the first evidence, and how often; nothing is made up where all held."""
    answers = tuple(
        one.model_copy(update={"verdict": "no"}) if one.question == "relevance.role" else one
        for one in WRITTEN.judgement.samples[0].answers
    )
    answers = tuple(
        one.model_copy(update={"grounded": False}) if one.question == "completeness.limits" else one
        for one in answers
    )
    samples = tuple(sample.model_copy(update={"answers": answers}) for sample in WRITTEN.judgement.samples)
    judgement = WRITTEN.judgement.model_copy(update={"samples": samples})
    log_judgements(mlflow, [WRITTEN._replace(judgement=judgement)])
    (trace,) = traces(mlflow, run)
    said = {one.name: one.rationale for one in trace.info.assessments}

    assert "relevance.role did not hold 2 times: 'a quote of it'" == said["relevance"]
    assert (
        "completeness.limits did not hold 2 times: 'a quote of it' (yes, without evidence)"
        == (said["completeness"])
    )
    assert "every question held" == said["result_clarity"]


def test_a_failure_of_the_judge_is_an_error_and_no_score(mlflow, run):
    """The assessments are there, and say what went wrong."""
    failed = WRITTEN._replace(judgement=a_judgement(failed=Outcome.NOT_JSON))
    log_judgements(mlflow, [failed])
    (trace,) = traces(mlflow, run)

    assert {"not_json"} == {one.error.error_code for one in trace.info.assessments}
    assert {None} == {one.value for one in trace.info.assessments}


def test_a_story_without_a_suite_is_a_trace_without_assessments(mlflow, run):
    """There was nothing to judge; the calls that failed are there."""
    none = JudgedSuite(
        a_story(), a_generation(outcomes=[Outcome.TIMEOUT]), a_judgement(no_suite=Outcome.TIMEOUT)
    )
    log_judgements(mlflow, [none])
    (trace,) = traces(mlflow, run)

    assert [] == trace.info.assessments
    assert "ERROR" == trace.info.state.value


def test_without_texts_a_trace_has_ids_outcomes_and_scores(mlflow, run):
    """No word of story, suite or judge goes to a store where texts are not wanted."""
    log_judgements(mlflow, [WRITTEN], texts=False)
    (trace,) = traces(mlflow, run)
    whole = trace.to_json()
    texts = (
        a_story().story[10:40],
        "Price range",
        "a quote of it",
        WRITTEN.judgement.samples[0].attempts[0].raw_text,
    )

    assert [] == [text for text in texts if text and text in whole]
    assert {criterion.value for criterion in JudgeCriterion} == {one.name for one in trace.info.assessments}
    assert "US-001" == trace.data.spans[0].inputs["story"]


def test_the_same_judgements_are_logged_once_a_run(mlflow, run):
    """Logging again adds what is new, and nothing else."""
    other = WRITTEN._replace(judgement=a_judgement(relevance=2.0))

    assert [1, 0, 1] == [
        log_judgements(mlflow, suites) for suites in ([WRITTEN], [WRITTEN], [WRITTEN, other])
    ]
    assert 2 == len(traces(mlflow, run))


def test_without_judgements_nothing_is_asked_of_mlflow():
    """Most runs have no judge."""
    assert 0 == log_judgements(None, [])


# ---- from what the stages left


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with one judged cell."""
    monkeypatch.chdir(tmp_path)
    write_jsonl(tmp_path / "data/clean/stories.jsonl", [a_story()])
    write_jsonl(tmp_path / f"data/generations/{SMALL.slug}.jsonl", [a_generation()])
    write_jsonl(tmp_path / f"data/judgements/{SMALL.slug}.jsonl", [WRITTEN.judgement])
    write_jsonl(tmp_path / "data/judgements/validation/trials.jsonl", [])
    write_json(tmp_path / "data/judgements/status.json", {})
    return tmp_path


def test_a_cells_suites_are_read_beside_what_was_said_of_them(folder):
    """Story, generation and judgement; nothing of a cell that was not judged."""
    assert [WRITTEN] == list(judged_suites(SMALL))
    assert [] == list(judged_suites(SMALL.model_copy(update={"model": "other"})))


def test_what_the_judge_left_is_listed_in_one_order(folder):
    """All files for the run's key, and those that people read as artifacts."""
    names = [file.relative_to("data/judgements").as_posix() for file in judge_files()]

    assert [f"{SMALL.slug}.jsonl", "status.json", "validation/trials.jsonl"] == names
    assert ["status.json"] == [file.name for file in judge_reports()]


def test_publishing_a_run_logs_the_judgements_under_their_cell(folder, tmp_path, monkeypatch, capfd):
    """The traces belong to the cell's run, and nothing is printed."""
    monkeypatch.setenv("MLFLOW_TRACKING_URI", empty_store(tmp_path / "store"))
    shutil.copytree(ROOT / "prompts", folder / "prompts")
    publication = replace(
        PUBLICATION, stories=(), artifacts=(), artifacts_with_texts=(), judged=judged_suites
    )
    parent = publish(publication)
    again = publish(publication)
    import mlflow

    experiment = mlflow.get_experiment_by_name("casewright")
    found = mlflow.search_traces(locations=[experiment.experiment_id], return_type="list")
    runs = {run.info.run_id: run for run in mlflow.search_runs(output_format="list")}

    assert parent == again
    assert 1 == len(found)
    assert SMALL.name == runs[found[0].info.trace_metadata["mlflow.sourceRun"]].info.run_name
    assert ("", "") == capfd.readouterr()


def test_importing_the_module_does_not_import_mlflow():
    """It costs seconds."""
    code = "import sys, casewright.judge.tracing; sys.exit('mlflow' in sys.modules)"

    assert 0 == subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode
