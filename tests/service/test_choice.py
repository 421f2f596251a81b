import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from casewright.baseline import RULES_DIGEST
from casewright.choice import Choice
from casewright.paths import CHOICE
from service.choice import FIGURES, figures_of
from tests.fake_ollama import FakeOllama
from tests.service.conftest import Project, serving

CONTENDER = {
    "name": "baseline",
    "quality": 0.8,
    "latency_p50_s": 0.5,
    "difference": 0.0,
    "p_value": 1.0,
    "smallest_detectable": None,
    "tied": True,
}
HELD_OUT = {
    "metric": "quality_score",
    "dev": 0.8,
    "dev_interval": [0.7, 0.9],
    "held_out": 0.75,
    "held_out_interval": [0.6, 0.85],
    "difference": -0.05,
    "difference_interval": [-0.1, 0.1],
    "verdict": "no difference shown",
}
EVIDENCE: dict[str, Any] = {
    "contenders": [CONTENDER, CONTENDER | {"name": "other"}, CONTENDER | {"name": "last", "tied": False}],
    "held_out": {"stories": 14, "figures": [HELD_OUT]},
    "limits": [{"metric": "latency_p95_s", "limit": "< 5", "value": 0.9, "verdict": "met"}],
    "targets": [{"metric": "retry_rate", "limit": "< 0.05", "value": 0.02, "verdict": "met"}],
    "mlflow_run_id": "5a1c",
    "data_digest": "d" * 64,
    "params_digest": "e" * 64,
}
NOT_MEASURED = {"value": None, "interval": None, "held_out": None}


@pytest.mark.parametrize("path", ["/choice", "/choice/"])
def test_what_is_served_comes_with_its_evidence(project: Project, path):
    """Model, digests, run, figures, the tied set and the reason, as the file of the choice has them."""
    project.choose_baseline()
    project.edit_choice(**EVIDENCE)
    with serving() as client:
        answer = client.get(path)
    data = answer.json()["data"]

    assert answer.status_code == 200
    assert answer.json()["message"] == data["description"]
    assert (data["role"], data["model"], data["prompt"]) == ("champion", "baseline", None)
    assert (data["model_digest"], data["is_language_model"]) == (RULES_DIGEST, False)
    assert (
        data["run"].items()
        > {
            "mlflow_run_id": "5a1c",
            "data_digest": "d" * 64,
            "params_digest": "e" * 64,
        }.items()
    )
    assert len(data["run"]["choice_digest"]) == 64
    assert (data["stories"], data["tied"], data["reason"]) == (
        49,
        ["baseline", "other"],
        "It is the test's choice.",
    )
    assert (data["canary"], data["canary_share"], data["last_reload_problem"]) == (None, 0.0, None)


def test_figures_have_their_intervals_and_what_is_not_there_is_not_measured(project: Project):
    """From the check on held-out stories where that has them, else from limits, targets and contenders."""
    project.choose_baseline()
    project.edit_choice(**EVIDENCE)
    choice = Choice.model_validate(json.loads((project.folder / CHOICE).read_bytes()))
    figures = {name: figure.model_dump() for name, figure in figures_of(choice).items()}

    assert list(FIGURES) == list(figures)
    assert {"value": 0.8, "interval": (0.7, 0.9), "held_out": 0.75} == figures["quality_score"]
    assert NOT_MEASURED | {"value": 0.9} == figures["latency_p95_s"]
    assert NOT_MEASURED | {"value": 0.5} == figures["latency_p50_s"]
    assert NOT_MEASURED | {"value": 0.02} == figures["retry_rate"]
    assert NOT_MEASURED == figures["cost_per_1000_usd"]


def test_a_choice_without_evidence_is_told_all_the_same(baseline: httpx.Client):
    """An old choice, or one written by hand, has figures that were not measured."""
    data = baseline.get("/choice").json()["data"]

    assert set(FIGURES) == set(data["figures"])
    assert all(figure == NOT_MEASURED for figure in data["figures"].values())
    assert data["run"]["mlflow_run_id"] is None


def test_it_is_said_since_when(project: Project):
    """When the file was written, and since when it is served."""
    before = datetime.now(UTC)
    project.choose_baseline()
    with serving() as client:
        data = client.get("/choice").json()["data"]
    written = (project.folder / CHOICE).stat().st_mtime

    assert datetime.fromisoformat(data["chosen_at"]).timestamp() == pytest.approx(written, abs=1e-3)
    assert before < datetime.fromisoformat(data["served_since"]) < datetime.now(UTC)


def test_the_servers_own_tag_of_a_model_is_told(project: Project, monkeypatch: pytest.MonkeyPatch):
    """A model that the server has under another tag is asked for by that, and called by its own name."""
    tag = "registry.local/llama3.2:1b"
    with FakeOllama() as ollama:
        ollama.models = {tag: ollama.models["llama3.2:1b"]}
        project.choose_model("llama3.2:1b", ollama)
        project.edit_choice(model_digest=ollama.digest(tag))
        monkeypatch.setenv("OLLAMA_SERVICE_MODEL_LLAMA3_2_1B", tag)
        with serving() as client:
            data = client.get("/choice").json()["data"]

    assert (data["model"], data["served_as"]) == ("llama3.2:1b", tag)
