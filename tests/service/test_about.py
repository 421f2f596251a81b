import httpx

from service import VERSION
from tests.fake_ollama import FakeOllama
from tests.service.conftest import Project, serving


def test_the_baseline_is_called_what_it_is(baseline: httpx.Client):
    """`GET /` says plainly that the baseline is no language model."""
    body = baseline.get("/").json()
    chosen = body["data"]["chosen"]

    assert body["message"] == (
        f"test-case-api {VERSION}: test cases are written by baseline, "
        "which is rule-based and not a language model"
    )
    assert (chosen["model"], chosen["prompt"], chosen["is_language_model"]) == ("baseline", None, False)


def test_every_link_leads_somewhere(baseline: httpx.Client):
    """`GET /` names paths that there are."""
    links = baseline.get("/").json()["data"]["links"]
    statuses = {path: baseline.get(path).status_code for path in links.values()}

    assert [405, 405] == [statuses.pop("/test-use-cases/"), statuses.pop("/feedback")]
    assert {200} == set(statuses.values())


def test_a_chosen_model_is_named_with_its_prompt(project: Project, ollama: FakeOllama):
    """`GET /` names the configuration that was measured."""
    project.choose_model("llama3.2:1b", ollama, prompt="improved_v1")
    with serving() as client:
        chosen = client.get("/").json()["data"]["chosen"]

    assert (chosen["model"], chosen["prompt"], chosen["is_language_model"]) == (
        "llama3.2:1b",
        "improved_v1",
        True,
    )
    assert chosen["model_digest"] == ollama.digest("llama3.2:1b")
