import http.client
import os
import socket
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from casewright.tracking import publish
from tests.builders import SMALL, a_story, empty_store
from tests.casewright.tracking.made import PUBLICATION, project_in

pytestmark = pytest.mark.slow
START_S = 90


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a real tracking server on loopback."""
    folder = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mlflow", "server", "--workers", "1", "--port", str(port)]
    command += [
        "--backend-store-uri",
        empty_store(folder),
        "--artifacts-destination",
        str(folder / "artifacts"),
    ]
    with (folder / "log").open("w", encoding="utf-8") as log:
        environment = os.environ | {
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",  # needs processes of its own
        }
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, 15)
            process.wait(20)


def wait_for(port):
    """Wait until the server answers."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/health")
            answered = connection.getresponse().status
            connection.close()
        except OSError:
            answered = 0
        if answered == 200:
            return
        time.sleep(0.2)
    pytest.fail(f"no MLflow server within {START_S} s")


def test_a_server_takes_the_whole_run_once(server, tmp_path, monkeypatch):
    """Runs, prompts, rows and the model; a second time nothing is added, and without texts none is there."""
    report = PUBLICATION.params.report.model_copy(update={"log_stories": False})
    params = PUBLICATION.params.model_copy(update={"report": report})
    with project_in(tmp_path):
        monkeypatch.setenv("MLFLOW_TRACKING_URI", server)
        first = publish(replace(PUBLICATION, params=params))
        again = publish(replace(PUBLICATION, params=params))
        import mlflow

        client = mlflow.MlflowClient()
        experiment = client.get_experiment_by_name("casewright").experiment_id
        runs = client.search_runs([experiment])
        traces = mlflow.search_traces(locations=[experiment], return_type="list")
        reports = {one.path for one in client.list_artifacts(first, "reports")}
        prompt = client.get_prompt_version_by_alias("casewright.improved_v1", "champion")
        model = client.get_model_version_by_alias("casewright", "champion")

    assert (first, 4, 3) == (again, len(runs), len(traces))
    assert {"reports/report.md"} == reports
    assert not any(a_story().story in trace.to_json() for trace in traces)
    assert (1, "1", SMALL.name) == (prompt.version, model.version, model.tags["casewright.cell"])
