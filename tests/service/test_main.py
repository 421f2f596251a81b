import os
import re
import signal
import subprocess
import sys

import httpx
import pytest

from tests.conftest import ROOT
from tests.service.conftest import Project

COMMAND = [sys.executable, "-m", "service", "--port", "0"]


def environment() -> dict[str, str]:
    """The test's own, with the project importable from elsewhere."""
    return os.environ | {"PYTHONPATH": str(ROOT)}


def test_without_a_choice_it_ends_in_one_line(project: Project):
    """What is missing and the fix on stderr, exit status 1, no traceback, no server."""
    done = subprocess.run(COMMAND, env=environment(), capture_output=True, text=True, timeout=30)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: reports/choice.json: there is no such file; run `make repro`\n"


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_what_is_no_port_ends_it(project: Project, port: str):
    """A port that cannot be is told, not wrapped round to one that nobody named."""
    command = [*COMMAND[:-1], port]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=30)

    assert (done.returncode, done.stdout) == (2, "")
    assert f"argument --port: '{port}' is no port; expected 0 to 65535" in done.stderr


def test_with_a_choice_it_serves_until_it_is_stopped(project: Project):
    """`python -m service` listens where it says, answers, and ends quietly on SIGTERM."""
    project.choose_baseline()
    pipe = subprocess.PIPE
    with subprocess.Popen(COMMAND, env=environment(), stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout
        assert process.stderr
        address = next(filter(None, (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout)))
        status = httpx.get(f"{address[0]}/health", trust_env=False).status_code
        process.send_signal(signal.SIGTERM)
        told, complaints = process.stdout.read(), process.stderr.read()

    assert (200, "") == (status, complaints)
    assert "Traceback" not in told
