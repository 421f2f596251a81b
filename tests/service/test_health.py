import socket
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from service import probe
from tests.fake_ollama import FakeOllama
from tests.service.conftest import NOWHERE, Project, serving


@pytest.mark.parametrize("path", ["/health", "/health/"])
def test_the_baseline_is_always_healthy(baseline: httpx.Client, path):
    """There is no server that could be away."""
    answer = baseline.get(path)
    data = answer.json()["data"]

    assert (answer.status_code, data["status"]) == (200, "healthy")
    assert data["connectivity"]["where"] == "in process"
    assert (data["canary"], data["last_reload_problem"]) == (None, None)


def test_health_shows_the_server_and_the_model(project: Project, ollama: FakeOllama):
    """A healthy answer has the server's version and the digest that was measured."""
    project.choose_model("llama3.2:1b", ollama)
    with serving() as client:
        answer = client.get("/health")
    data = answer.json()["data"]

    assert (answer.status_code, data["status"]) == (200, "healthy")
    assert data["connectivity"] == {
        "where": ollama.host,
        "server_version": "0.34.0",
        "model_digest": data["chosen"]["model_digest"],
        "problem": None,
    }


def test_health_says_that_the_server_is_away(project: Project, ollama: FakeOllama):
    """503 with the reason; the service itself is up and says what it would run."""
    project.choose_model("llama3.2:1b", ollama)
    project.set_params(ollama={"host": NOWHERE})
    with serving() as client:
        answer = client.get("/health")
        others = [client.get(path).status_code for path in ("/", "/choice", "/live", "/live/")]
    body = answer.json()

    assert (answer.status_code, body["status_code"], body["is_success"]) == (503, 503, False)
    assert body["message"].startswith(f"unhealthy: Ollama server at {NOWHERE}: ")
    assert body["data"]["chosen"]["model"] == "llama3.2:1b"
    assert others == [200, 200, 200, 200]


def accepted(server: socket.socket) -> int:
    """How many connections have come in."""
    server.setblocking(False)
    count = 0
    try:
        while True:
            server.accept()[0].close()
            count += 1
    except BlockingIOError:
        return count


def test_a_silent_server_holds_nobody_up(project: Project, monkeypatch: pytest.MonkeyPatch):
    """Ten callers share one question and its time limit; whether the process is up asks nobody."""
    monkeypatch.setattr(probe, "TIMEOUT_S", 0.5)
    with FakeOllama() as ollama, socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        project.choose_model("llama3.2:1b", ollama)
        host = f"http://127.0.0.1:{silent.getsockname()[1]}"
        project.set_params(ollama={"host": host})
        with serving() as client, ThreadPoolExecutor(10) as pool:
            asked = [pool.submit(client.get, "/health") for _ in range(10)]
            alive = client.get("/live")
            answers = [one.result() for one in asked]
        questions = accepted(silent)

    assert {503} == {answer.status_code for answer in answers}
    assert alive.json() == {"message": "alive", "is_success": True, "data": None, "status_code": 200}
    assert questions <= 2  # one is the service's own when it starts
