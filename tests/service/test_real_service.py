"""The service before a real Ollama server with a tiny random model: what the fake one cannot prove."""

import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from casewright.prompts import load_prompt
from casewright.records import Cell
from tests.service.conftest import STORY, Project, serving
from tests.test_real_ollama import describe, host, pytestmark  # noqa: F401  the server, and where it can be had

MODEL = "tiny"
PATIENCE_S = 60


def choose(project: Project, host: str, **generate: Any) -> None:  # noqa: F811
    """Choose the tiny model as the server has it."""
    project.set_params(ollama={"host": host})
    cell = Cell(model=MODEL, prompt="basic")
    project.choose(cell, describe(host, MODEL).digest, load_prompt("basic").hash, **generate)


def until(client: httpx.Client, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """What `GET /choice` says as soon as something holds of it."""
    for _ in range(PATIENCE_S * 20):
        data: dict[str, Any] = client.get("/choice").json()["data"]
        if holds(data):
            return data
        threading.Event().wait(0.05)
    raise AssertionError(data)


def ask(client: httpx.Client) -> tuple[int, dict[str, Any]]:
    """Status and data of the answer to a story."""
    answer = client.post("/test-use-cases/", json={"user_story": STORY}, timeout=PATIENCE_S)
    return answer.status_code, answer.json()["data"]


def test_a_real_model_is_served_swapped_out_and_back(
    project: Project,
    host: str,  # noqa: F811  the fixture of that name
    monkeypatch: pytest.MonkeyPatch,
):
    """Healthy with the measured digest, honest about failures; the baseline takes over and gives back."""
    monkeypatch.setenv("SERVICE_RELOAD_S", "0.2")
    choose(project, host, num_predict=20)
    with serving() as client:
        health = client.get("/health")
        cut = ask(client)
        project.choose_baseline()
        baseline = until(client, lambda data: data["model"] == "baseline")
        by_rule = ask(client)
        choose(project, host)
        back = until(client, lambda data: data["model"] == MODEL)
        written = ask(client)
    loaded = httpx.get(f"{host}/api/ps", trust_env=False).json()["models"]

    assert health.status_code == 200
    assert health.json()["data"]["connectivity"]["model_digest"] == describe(host, MODEL).digest
    assert cut == (502, {"outcome": "truncated", "attempts": 3, "model": MODEL, "prompt": "basic"})
    assert (201, "baseline") == (by_rule[0], by_rule[1]["model"])
    assert (written[0], written[1]["model"]) in {(201, MODEL), (502, MODEL)}  # random, and seldom invalid
    assert written[1]["attempts"] >= 1
    assert baseline["last_reload_problem"] is back["last_reload_problem"] is None
    assert [f"{MODEL}:latest"] == [model["name"] for model in loaded]


def test_a_model_that_was_made_anew_is_not_served(
    project: Project,
    host: str,  # noqa: F811  the fixture of that name
    monkeypatch: pytest.MonkeyPatch,
):
    """A real server's digest is compared with the one that was measured, and the last good choice stays."""
    monkeypatch.setenv("SERVICE_RELOAD_S", "0.2")
    project.choose_baseline()
    with serving() as client:
        choose(project, host)
        project.edit_choice(model_digest="0" * 64)
        data = until(client, lambda data: data["last_reload_problem"] is not None)
        status, _ = ask(client)

    assert (data["model"], status) == ("baseline", 201)
    assert "is not the one that was measured" in data["last_reload_problem"]
