"""Alloy's configuration: by its own tools where there are any, and against what the service logs."""

import os
import re
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest

from service import NAME
from tests.conftest import ROOT
from tests.deploy.shipping import CONFIG, STAGES, settings, shipped
from tests.fake_ollama import FakeOllama
from tests.service.conftest import STORY, Project, serving
from tests.service.logbook import logged

ALLOY = shutil.which(os.environ.get("CASEWRIGHT_ALLOY") or "alloy")
FOLDER = ROOT / "deploy" / "alloy"
FILES = sorted(FOLDER.glob("*.alloy"))


def needs_alloy(test):
    """Skip a test, with a word, where there is no Alloy."""
    without = pytest.mark.skipif(ALLOY is None, reason="no `alloy` on PATH or in CASEWRIGHT_ALLOY")
    return pytest.mark.alloy(without(test))


@needs_alloy
@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in FILES])
def test_files_are_written_as_alloy_writes_them(path):
    """Whoever changes one by its tool sees only the change."""
    subprocess.run([str(ALLOY), "fmt", "--test", path], check=True, timeout=60)


@needs_alloy
@pytest.mark.parametrize("path", [FOLDER / "config.alloy", FOLDER], ids=["alone", "with docker"])
def test_alloy_takes_its_configuration(path):
    """Alone, as it comes, and with the other containers' output."""
    subprocess.run([str(ALLOY), "validate", path], check=True, timeout=60)


def test_only_what_has_few_values_is_a_label():
    """A correlation id as a label would make a stream of every request; the path of the file is dropped."""
    names = {"service", "environment", "severity"}

    assert ["json", "timestamp", "labels", "structured_metadata", "label_drop"] == STAGES
    assert names == set(settings("stage.labels", "values"))
    assert {"correlation_id", "route", "status", "model"} == set(
        settings("stage.structured_metadata", "values")
    )
    assert 'values = ["filename"]' in CONFIG


def test_records_of_a_request_carry_its_id_route_status_and_model(project: Project):
    """Every field that is taken from records is one that the service writes, at the moment that it wrote."""
    with FakeOllama() as ollama:
        project.choose_model("llama3.2:3b", ollama)
        with logged() as book, serving() as client:
            client.post("/test-use-cases/", json={"user_story": STORY}, headers={"X-Correlation-ID": "r-1"})
        lines = [shipped(line) for line in book.lines]
    mine = [line for line in lines if line.metadata["correlation_id"] == "r-1"]

    assert {"service": NAME, "environment": "development", "severity": "INFO"} == mine[-1].labels
    assert {"correlation_id": "r-1", "model": "llama3.2:3b"} == mine[0].metadata
    assert {"correlation_id": "r-1", "route": "/test-use-cases", "status": "201"} == mine[-1].metadata
    assert sorted(line.timestamp_ns for line in mine) == [line.timestamp_ns for line in mine]


def test_lines_without_fields_have_a_label_all_the_same():
    """Loki refuses a line without one, and text is no JSON."""
    assert f'service = "{NAME}",' in CONFIG


def test_a_rotated_file_is_not_read_a_second_time():
    """What is read is the file that is written to, and none of those before it."""
    pattern = re.search(r'__path__ = "(.+)"', CONFIG)
    assert pattern
    folder = Path(pattern[1]).parent

    assert Path("/var/log/casewright") == folder
    assert fnmatch(str(folder / "service.log"), pattern[1])
    assert not any(fnmatch(str(folder / f"service.log.{number}"), pattern[1]) for number in range(1, 5))


def test_lines_wait_for_a_loki_that_is_away():
    """Without end: Alloy's default gives a batch up after ten tries."""
    assert "max_backoff_retries = 0" in CONFIG
