"""The fake server is held to what the real one does."""

import json
import subprocess
import sys
import urllib.request

import httpx
import pytest

from tests.casewright.ollama.asking import ASKED, OPTIONS, ask
from tests.conftest import ROOT


def test_the_fake_runs_as_a_process_of_its_own():
    """Pipeline tests start it beside them, read its address, and ask it what it was asked."""
    command = [sys.executable, "-m", "tests.fake_ollama", "--port", "0", "--slots", "1", "--delay-ms", "10"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        host = process.stdout.readline().strip()
        info = ask(host, "describe", "llama3.2:1b")
        ask(host, "load", "llama3.2:1b", OPTIONS)
        with urllib.request.urlopen(f"{host}/fake/counts", timeout=5) as answer:
            counts = json.load(answer)
        process.terminate()

    assert info.server_version == "0.34.0"
    assert counts["paths"]["/api/generate"] == 1
    assert (counts["chats"], counts["peak"]) == ({}, 0)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"model": "gone"}, 404),
        ({"model": ""}, 400),
        ({"think": True}, 400),
        ({"keep_alive": "-1"}, 400),
        ({"format": "yaml"}, 500),
    ],
)
def test_the_fake_refuses_what_the_real_server_refuses(ollama, wrong, status):
    """A request that a real server would not take does not pass here either."""
    asked = {"model": "llama3.2:1b", "messages": [], "keep_alive": -1} | wrong

    assert httpx.post(f"{ollama.host}/api/chat", json=asked, trust_env=False).status_code == status


@pytest.mark.parametrize(
    ("model", "reason", "start"),
    [("llama3.2:1b", "stop", '{"test_cases'), ("babbling", "length", "and so on"), ("aborted", None, "")],
)
def test_the_fake_answers_in_one_piece_too(ollama, model, reason, start):
    """Without streaming there is one object, and num_predict ends what has no end."""
    asked = {"model": model, "messages": [message.as_dict() for message in ASKED], "stream": False}
    answer = httpx.post(f"{ollama.host}/api/chat", json=asked, trust_env=False).json()

    assert answer["message"]["content"].startswith(start)
    assert (answer["done"], answer.get("done_reason")) == (reason is not None, reason)
