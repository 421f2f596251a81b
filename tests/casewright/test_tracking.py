import http.server
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from casewright.params import load_params
from casewright.prompts import PROMPTS
from casewright.records import Subset
from casewright.tracking import KEY_TAG, Publication, TrackingError, publish, store
from tests.builders import BASELINE_CELL, ROOT, SMALL, a_cell_score, empty_store

CHOSEN = a_cell_score(SMALL, quality_score=0.8, tokens_per_s=None)
PUBLICATION = Publication(
    key="k1",
    params=load_params(ROOT / "params.yaml"),
    cells=[
        a_cell_score(BASELINE_CELL, quality_score=0.4),
        a_cell_score(SMALL, subset=Subset.HELD_OUT, quality_score=0.7, reference_recall=None),
        a_cell_score(SMALL, subset=Subset.EDGE_CASE, quality_score=0.3, reference_recall=None),
        CHOSEN,
    ],
    chosen=CHOSEN,
    reason="It is the best. It is better than the baseline.",
    data_digest="d1935",
    artifacts=(Path("reports/report.md"),),
)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A folder with a report and a prompt, from which runs are logged to a store of its own."""
    folder = tmp_path_factory.mktemp("project")
    for path in (*PUBLICATION.artifacts, PROMPTS / "basic.j2"):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text("written", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", empty_store(folder))
        patch.chdir(folder)
        yield folder


@pytest.fixture(scope="module")
def run_id(project):
    """The parent run of the publication, logged once for all tests here."""
    return publish(PUBLICATION)


@pytest.fixture(scope="module")
def client(run_id):
    """A client of the store."""
    import mlflow

    return mlflow.MlflowClient()


@pytest.fixture(scope="module")
def runs(client):
    """Every run in the store after the first publication."""
    experiment = client.get_experiment_by_name("casewright")
    return client.search_runs([experiment.experiment_id])


def children(runs, run_id):
    """The child runs of a parent, by name."""
    return {one.info.run_name: one for one in runs if one.data.tags.get("mlflow.parentRunId") == run_id}


def test_one_parent_and_one_child_a_cell(runs, run_id):
    """A pipeline run is one parent; each cell has a child run under its own name."""
    assert 3 == len(runs)
    assert {"baseline", SMALL.name} == set(children(runs, run_id))
    assert {"FINISHED"} == {one.info.status for one in runs}


def test_the_parent_has_the_settings_and_the_figures_of_the_choice(client, run_id):
    """Every setting but the targets is a parameter; what was not measured is no metric."""
    run = client.get_run(run_id)

    assert ("baseline", "3") == (run.data.params["model"], run.data.params["generate.max_attempts"])
    assert "choice.limits.latency_p95_s.below" in run.data.params
    assert not any(name.startswith("targets") for name in run.data.params)
    assert 0.8 == run.data.metrics["quality_score"]
    assert "tokens_per_s" not in run.data.metrics


def test_the_parent_says_what_was_chosen_and_why(client, run_id):
    """Choice, reason, data and commit are tags."""
    tags = client.get_run(run_id).data.tags

    assert (SMALL.name, PUBLICATION.reason, "d1935", "k1") == (
        tags["casewright.choice"],
        tags["casewright.reason"],
        tags["casewright.data"],
        tags[KEY_TAG],
    )
    assert "not a Git checkout" == tags["git.commit"]


def test_each_child_has_its_own_figures(runs, run_id):
    """Model, prompt and metrics of a cell, and whether it was chosen."""
    baseline, chosen = children(runs, run_id)["baseline"], children(runs, run_id)[SMALL.name]

    assert (0.4, 0.8) == (baseline.data.metrics["quality_score"], chosen.data.metrics["quality_score"])
    assert ("none", "improved_v1") == (baseline.data.params["prompt"], chosen.data.params["prompt"])
    assert ("false", "true") == (
        baseline.data.tags["casewright.chosen"],
        chosen.data.tags["casewright.chosen"],
    )


def test_other_subsets_are_logged_beside_dev_under_a_prefix(runs, client, run_id):
    """Their key figures, in the runs of the parent and of the cell; a cell without such rows has none."""
    metrics = {name: one.data.metrics for name, one in children(runs, run_id).items()}
    metrics["parent"] = client.get_run(run_id).data.metrics

    for name in ("parent", SMALL.name):
        assert (0.8, 0.7, 0.3) == tuple(
            metrics[name][metric]
            for metric in ("quality_score", "held_out.quality_score", "edge_cases.quality_score")
        )
        assert "held_out.latency_p95_s" in metrics[name]
        assert "held_out.reference_recall" not in metrics[name]
        assert "held_out.latency_p50_s" not in metrics[name]
    assert not any("." in metric for metric in metrics["baseline"])


def test_the_artifacts_are_the_reports_and_the_prompts(client, run_id):
    """What people read and what models were told is kept with the run."""
    assert ["reports/report.md"] == [one.path for one in client.list_artifacts(run_id, "reports")]
    assert ["prompts/basic.j2"] == [one.path for one in client.list_artifacts(run_id, "prompts")]


def test_the_same_inputs_are_logged_once(client, run_id, runs):
    """Publishing again gives the run that is there; other inputs give another one."""
    experiment = client.get_experiment_by_name("casewright")

    assert run_id == publish(PUBLICATION)
    assert len(runs) == len(client.search_runs([experiment.experiment_id]))
    assert run_id != publish(replace(PUBLICATION, key="k2"))


def test_a_run_that_was_broken_off_is_logged_again(client, run_id):
    """Only a finished run counts as logged."""
    replaced = publish(replace(PUBLICATION, key="k3"))
    client.set_terminated(replaced, "KILLED")

    assert replaced != publish(replace(PUBLICATION, key="k3"))


def test_nothing_is_printed(run_id, capfd):
    """MLflow neither advertises its address nor logs what it does."""
    publish(replace(PUBLICATION, key="k4"))

    assert ("", "") == capfd.readouterr()


def free_address():
    """An address at which nobody listens."""
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
        return f"127.0.0.1:{server.server_port}"


@pytest.mark.parametrize(
    "uri", ["http://{}", "postgresql://user:secret@{}/mlflow", "sqlite:////dev/null/mlflow.db"]
)
def test_a_store_that_is_away_is_one_line_at_once(monkeypatch, uri):
    """Neither a server, nor a database, nor a folder that is not there costs more than the probe."""
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri.format(free_address()))
    started = time.perf_counter()
    with pytest.raises(TrackingError) as error:
        publish(PUBLICATION)

    assert time.perf_counter() - started < 3
    assert str(error.value).startswith(f"MLflow at {uri.split(':')[0]}:")
    assert "\n" not in str(error.value)
    assert "secret" not in str(error.value)


def test_a_server_that_never_answers_is_given_up(monkeypatch):
    """A connection that is taken and left silent ends with the probe's time limit."""
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as silent:
        monkeypatch.setattr("casewright.tracking.PROBE_TIMEOUT_S", 0.2)
        monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://127.0.0.1:{silent.server_port}")
        with pytest.raises(TrackingError, match="timed out"):
            publish(PUBLICATION)


class Refusing(http.server.BaseHTTPRequestHandler):
    """A server that is there and wants a password."""

    def do_GET(self):
        """Refuse."""
        self.send_error(401)

    def log_message(self, *args):
        """Say nothing."""


def test_a_server_that_refuses_is_one_line(monkeypatch, run_id):
    """Whatever MLflow's client makes of an answer, the pipeline gets one line."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://127.0.0.1:{server.server_port}")
        with pytest.raises(TrackingError) as error:
            publish(PUBLICATION)
        server.shutdown()

    assert "401" in str(error.value)
    assert "\n" not in str(error.value)


def test_the_store_is_the_environments_or_a_file_here(monkeypatch, tmp_path):
    """MLFLOW_TRACKING_URI where it says something."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://mlflow:5000")
    assert "http://mlflow:5000" == store()

    monkeypatch.setenv("MLFLOW_TRACKING_URI", "")
    assert f"sqlite:///{tmp_path}/mlflow.db" == store()


def test_a_queued_experiment_logs_to_the_project_that_queued_it(monkeypatch, tmp_path):
    """DVC runs it in a copy that is thrown away."""
    copy = tmp_path / ".dvc" / "tmp" / "exps" / "standalone" / "tmp123"
    copy.mkdir(parents=True)
    monkeypatch.chdir(copy)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)

    assert f"sqlite:///{tmp_path}/mlflow.db" == store()


def test_importing_the_module_does_not_import_mlflow():
    """MLflow costs seconds, and only `publish` pays them."""
    code = "import sys, casewright.tracking; sys.exit('mlflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})

    assert 0 == done.returncode
