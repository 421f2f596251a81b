"""Fetching models: which are asked for, and what a server says to it."""

import io
import json
from contextlib import contextmanager

import pytest

from deploy.ollama import pull
from tests.conftest import ROOT
from tests.fake_ollama import FakeOllama


@pytest.fixture
def folder(tmp_path):
    """A project's folder whose params.yaml names models in all its places."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "params.yaml").write_text(
        "model: [baseline, llama3.2:1b]\njudge: {model: qwen3:4b}\nsimilarity: {model: null}\n",
        encoding="utf-8",
    )
    return tmp_path


def test_the_models_of_the_project_are_fetched(folder):
    """Those that write, that judge and that compare, and the one that is served; the baseline is no model."""
    (folder / "reports" / "choice.json").write_text('{"cell": {"model": "llama3.2:3b"}}', encoding="utf-8")

    assert ["llama3.2:1b", "qwen3:4b", "llama3.2:3b"] == pull.wanted("", folder)


def test_what_is_asked_for_goes_before(folder):
    """MODELS has commas or blanks between, and a model twice is one."""
    assert ["a:1b", "b"] == pull.wanted("a:1b, b a:1b", folder)


def test_the_project_as_it_comes_needs_no_model():
    """Its choice is the baseline, so a first start downloads nothing."""
    assert [] == pull.wanted("", ROOT)


def test_a_model_that_is_there_is_not_fetched(capsys):
    """Which works without a way out, too."""
    with FakeOllama() as ollama:
        pull.pull(ollama.host, "llama3.2:1b")

        assert {"/api/show"} == {request.path for request in ollama.requests}
    assert "llama3.2:1b: already there\n" == capsys.readouterr().out


def answering(monkeypatch, *lines):
    """Have the server say `lines` to a pull of a model that it has not."""

    @contextmanager
    def post(host, path, body, timeout_s):
        yield io.BytesIO(b"\n".join(json.dumps(line).encode() for line in lines))

    monkeypatch.setattr(pull, "_has", lambda *_: False)
    monkeypatch.setattr(pull, "_post", post)


def test_each_step_is_told_once(monkeypatch, capsys):
    """A download reports thousands of times how far it is."""
    answering(
        monkeypatch, {"status": "pulling"}, {"status": "pulling", "completed": 5}, {"status": "success"}
    )
    pull.pull("http://ollama", "a:1b")

    assert "a:1b: pulling\na:1b: success\n" == capsys.readouterr().out


def test_a_model_that_cannot_be_had_ends_it(monkeypatch):
    """In one line, and with 1, so that the API is not started without its model."""
    answering(monkeypatch, {"status": "pulling"}, {"error": "pull model manifest: file does not exist"})
    monkeypatch.setenv("MODELS", "nonesuch")

    with pytest.raises(SystemExit, match=r"error: nonesuch: Ollama at .* cannot fetch it .*does not exist"):
        pull.main()
