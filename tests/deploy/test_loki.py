"""Loki's configuration: what it says, and what a real Loki makes of the service's own lines with it."""

import subprocess
import time

import pytest
import yaml

from deploy.grafana.__main__ import dashboards
from tests.deploy.loki import CONFIG, LOKI, running
from tests.deploy.shipping import Shipped, shipped
from tests.fake_ollama import FakeOllama
from tests.service.conftest import STORY, Project, serving
from tests.service.logbook import logged

SETTINGS = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
WEEK_H = 7 * 24


def needs_loki(test):
    """Skip a test, with a word, where there is no Loki."""
    without = pytest.mark.skipif(LOKI is None, reason="no `loki` on PATH or in CASEWRIGHT_LOKI")
    return pytest.mark.loki(without(test))


def test_logs_are_kept_for_a_week_and_then_deleted():
    """The period alone deletes nothing: the compactor has to be told to, and where to keep its requests."""
    limits, compactor = SETTINGS["limits_config"], SETTINGS["compactor"]

    assert f"{WEEK_H}h" == limits["retention_period"]
    assert f"{WEEK_H}h" == limits["reject_old_samples_max_age"]
    assert compactor["retention_enabled"] is True
    assert "filesystem" == compactor["delete_request_store"]


def test_the_index_is_of_the_kind_that_retention_and_structured_metadata_need():
    """Tables of a day, schema 13; and nothing is told to anybody."""
    (schema,) = SETTINGS["schema_config"]["configs"]

    assert ("tsdb", "filesystem", "v13") == (schema["store"], schema["object_store"], schema["schema"])
    assert "24h" == schema["index"]["period"]
    assert SETTINGS["limits_config"]["allow_structured_metadata"] is True
    assert SETTINGS["analytics"]["reporting_enabled"] is False


@needs_loki
def test_loki_takes_its_configuration():
    """No key is unknown to it."""
    subprocess.run([str(LOKI), f"-config.file={CONFIG}", "-verify-config"], check=True, timeout=60)


@needs_loki
def test_a_request_is_found_by_its_correlation_id(project: Project, tmp_path):
    """Its attempts and its answer, through the dashboard's own queries; the id is no label.

    What a tool wrote into the file is not lost for want of fields.
    """
    plain = Shipped({"service": "test-case-api"}, {}, time.time_ns(), "panic: out of memory")
    with FakeOllama() as ollama:
        project.choose_model("always-500", ollama)
        with logged() as book, serving() as client:
            for identity in ("mine-1", "other"):
                headers = {"X-Correlation-ID": identity}
                client.post("/test-use-cases/", json={"user_story": STORY}, headers=headers)
        lines = [shipped(line) for line in book.lines]
    with running(tmp_path) as loki:
        assert 204 == loki.push(*lines, plain).status_code
        exact = loki.found('{service="test-case-api"} | correlation_id="mine-1"')
        shown = {title: loki.found(query) for title, query in panels("mine").items()}
        everything = loki.found(panels("")["Application logs"])
        labels = loki.labels()

    assert {"service", "environment", "severity"} == labels
    assert {"mine-1"} == {stream["stream"]["correlation_id"] for stream in exact}
    assert count(exact) == count(shown["Application logs"]) > count(shown["Error logs"]) > 0
    assert len(lines) + 1 == count(everything)
    assert plain.line in texts(everything)
    assert "attempt 1 of always-500: server_error" in texts(shown["Application logs"])
    assert {"502"} == {stream["stream"]["status"] for stream in shown["Error logs"]}


@pytest.mark.timeout(300)  # the compactor looks for what to delete once a minute
@needs_loki
def test_what_is_older_than_a_week_is_deleted_from_disk(tmp_path):
    """Chunks of nine days ago go, and those of today stay; time is the only thing that is hurried here."""
    now = time.time_ns()
    days = [Shipped({"service": f"{days}"}, {}, now - days * 86400 * 10**9, "line") for days in (9, 0)]
    with running(tmp_path, "-validation.reject-old-samples=false", "-ingester.flush-on-shutdown") as loki:
        assert 204 == loki.push(*days).status_code
    before = chunks(tmp_path)
    hurried = ("-compactor.compaction-interval=1s", "-compactor.retention-delete-delay=1s")
    with running(tmp_path, *hurried):
        for _ in range(600):
            if len(chunks(tmp_path)) < len(before):
                break
            time.sleep(0.1)
        after = chunks(tmp_path)

    assert 2 == len(before)
    assert 1 == len(after)
    assert after < before


def panels(identity):
    """The queries of the panels of logs, for this correlation id."""
    made = dashboards()["service.json"]["panels"]
    return {
        panel["title"]: panel["targets"][0]["expr"].replace("${correlation_id:regex}", identity)
        for panel in made
        if panel["type"] == "logs"
    }


def count(streams):
    """Lines of all streams."""
    return sum(len(stream["values"]) for stream in streams)


def texts(streams):
    """The lines of all streams."""
    return [value[1] for stream in streams for value in stream["values"]]


def chunks(folder):
    """The files of chunks, which are named by when they begin and end."""
    return {path for path in (folder / "chunks" / "fake").rglob("*") if path.is_file()}
