"""MLflow's server as `compose.yaml` starts it: who may call it, and where artifacts go."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

SERVICE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["mlflow"]
SEARCH = "/api/2.0/mlflow/experiments/search"
ARTIFACT = "/api/2.0/mlflow-artifacts/artifacts/folder/file.txt"
STARTS_WITHIN_S = 60


def free_port():
    """A port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def command(folder, port):
    """The command of compose, on loopback and beneath `folder`."""
    changes = {"host": "127.0.0.1", "port": str(port), "artifacts-destination": str(folder / "artifacts")}
    changes["backend-store-uri"] = f"sqlite:///{folder / 'mlflow.db'}"
    arguments = []
    for argument in SERVICE["command"]:
        name = argument.removeprefix("--").partition("=")[0]
        arguments.append(f"--{name}={changes[name]}" if name in changes else argument)
    return [str(Path(sys.executable).with_name("mlflow")), *arguments[1:]]


def called(port, path, host, body=None, method=None):
    """Status and text of an answer to a call under the name `host`."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body, method=method)
    request.add_header("Host", host)
    request.add_header("Content-Type", "application/json" if method != "PUT" else "text/plain")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as failure:
        with failure:
            return failure.code, failure.read().decode()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Port and folder of a running server."""
    folder, port = tmp_path_factory.mktemp("mlflow"), free_port()
    settings = {
        name: value
        for name, value in SERVICE["environment"].items()
        if name.startswith(("MLFLOW_SERVER", "DO"))
    }
    settings |= {"MLFLOW_DISABLE_TELEMETRY": "true", "HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command(folder, port), env=os.environ | settings, stdout=log, stderr=log)
        try:
            until = time.monotonic() + STARTS_WITHIN_S
            while not _healthy(port):
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < until, f"no answer within {STARTS_WITHIN_S} s"
                time.sleep(0.2)
            yield port, folder
        finally:
            process.terminate()
            process.wait(20)


def _healthy(port):
    try:
        return called(port, "/health", "localhost")[0] == 200
    except OSError:
        return False


@pytest.mark.slow
def test_containers_and_this_machine_may_call_it_and_nobody_else(server):
    """Other containers reach it by its name; a page that makes a browser call it under another is refused."""
    port, _ = server
    names = ("mlflow:5000", "localhost:5001", "127.0.0.1:5001", "rebound.example:5001")

    found = [called(port, SEARCH, name, b'{"max_results": 10}')[0] for name in names]

    assert [200, 200, 200, 403] == found


@pytest.mark.slow
def test_its_health_check_tells_nothing_of_allowed_hosts(server):
    """A server that refuses every other container looks healthy: only a call to the API shows."""
    port, _ = server

    assert 200 == called(port, "/health", "rebound.example:5001")[0]


@pytest.mark.slow
def test_artifacts_go_through_the_server(server):
    """Clients need no way to the volume or the bucket, and no keys to it."""
    port, folder = server

    put = called(port, ARTIFACT, "mlflow:5000", b"kept", "PUT")

    assert 200 == put[0]
    assert (200, "kept") == called(port, ARTIFACT, "mlflow:5000")
    assert "kept" == (folder / "artifacts" / "folder" / "file.txt").read_text()
