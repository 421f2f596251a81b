import http.server
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.tracking import TrackingError, publish, store
from casewright.tracking.location import is_local
from tests.casewright.tracking.made import PUBLICATION


def free_address():
    """An address at which nobody listens."""
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
        return f"127.0.0.1:{server.server_port}"


@pytest.mark.parametrize(
    "uri", ["http://{}", "postgresql://user:secret@{}/mlflow", "sqlite:////dev/null/mlflow.db"]
)
def test_a_store_that_is_away_is_one_line_at_once(monkeypatch, uri):
    """Of a server, a database or a folder that is not there the probe knows before MLflow is imported."""
    monkeypatch.setattr("casewright.tracking.runs.prepared_mlflow", pytest.fail)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri.format(free_address()))
    with pytest.raises(TrackingError) as error:
        publish(PUBLICATION)

    assert str(error.value).startswith(f"MLflow at {uri.split(':')[0]}:")
    assert "\n" not in str(error.value)
    assert "secret" not in str(error.value)


def test_a_server_that_never_answers_is_given_up(monkeypatch):
    """A connection that is taken and left silent ends with the probe's time limit."""
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as silent:
        monkeypatch.setattr("casewright.tracking.location.PROBE_TIMEOUT_S", 0.2)
        monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://127.0.0.1:{silent.server_port}")
        with pytest.raises(TrackingError, match="timed out"):
            publish(PUBLICATION)


def test_a_server_that_is_not_started_is_named_with_what_to_do(monkeypatch):
    """In words, and not as Python shows the error."""
    address = f"http://{free_address()}"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", address)
    with pytest.raises(TrackingError) as error:
        publish(PUBLICATION)

    said = "no answer (Connection refused); start it, or set MLFLOW_TRACKING_URI"
    assert f"MLflow at {address}: {said}" == str(error.value)


class Refusing(http.server.BaseHTTPRequestHandler):
    """A server that is there and wants a password."""

    def do_GET(self):
        """Refuse."""
        self.send_error(401)

    def log_message(self, *args):
        """Say nothing."""


def test_a_server_that_refuses_is_one_line(monkeypatch):
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


@pytest.mark.parametrize(
    ("uri", "local"),
    [
        ("sqlite:////home/me/mlflow.db", True),
        ("file:///home/me/mlruns", True),
        ("mlflow-artifacts:/1", True),
        ("/home/me/mlruns", True),
        ("http://127.0.0.1:5000", True),
        ("http://localhost:5000", True),
        ("http://[::1]:5000", True),
        ("postgresql://me@localhost/mlflow", True),
        ("http://mlflow:5000", False),
        ("https://mlflow.example.com", False),
        ("postgresql://me@db/mlflow", False),
        ("s3://bucket/mlruns", False),
        ("databricks", False),
    ],
)
def test_a_store_is_local_by_its_address(uri, local):
    """Files and loopback are this machine; names and buckets are elsewhere."""
    assert local is is_local(uri)


@given(st.text(max_size=30))
def test_any_text_is_local_or_not(uri):
    """Whatever stands in the environment, there is an answer or it is no address."""
    try:
        found = is_local(uri)
    except ValueError:
        return

    assert found in (True, False)
