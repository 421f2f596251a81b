import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from casewright.errors import DataError, ParamsError, PromptError, ServerError
from casewright.sweep import Swept, check, main, names, sweep, tell
from tests.conftest import ROOT, server_params
from tests.fake_models import careful
from tests.fake_ollama import FakeOllama

FAKE_DVC = """#!/bin/bash
# What DVC does to a repository, without what runs: the queue is a file, an experiment that ran a reference.
echo "$*" >> calls
case "$*" in
  *--queue*) [[ "$5" == *refused* ]] && exit 1; echo "$5" >> queue ;;
  *--run-all*)
    grep -v broken queue | while read -r name; do git update-ref "refs/exps/ab/cdef/$name" HEAD; done
    : > queue ;;
esac
"""


class Project(NamedTuple):
    """A repository with a `dvc` that only notes what it is asked."""

    folder: Path

    def __call__(self):
        """The notes."""
        return (self.folder / "calls").read_text().splitlines()


@pytest.fixture
def project(tmp_path, monkeypatch):
    """It is the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bin").mkdir()
    dvc = tmp_path / "bin" / "dvc"
    dvc.write_text(FAKE_DVC)
    dvc.chmod(0o755)
    monkeypatch.setenv("PATH", f"{dvc.parent}{os.pathsep}{os.environ['PATH']}")
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "init", "--quiet"], check=True)
    subprocess.run(["git", *identity, "commit", "--quiet", "--allow-empty", "-m", "first"], check=True)
    return Project(tmp_path)


def run(*models, reuse=True):
    """A sweep over models with two prompts; what it gives and what it says."""
    said = []
    return sweep(models, ["basic", "rag"], 1, said.append, reuse=reuse), said


def test_each_model_is_an_experiment_and_then_all_together(project):
    """One worker; every experiment has all prompts, and the last one all models."""
    swept, said = run("llama3.2:1b", "hf.co/x/y:q4")

    assert Swept(["sweep1-llama3.2-1b", "sweep1-hf.co-x-y-q4", "sweep1-all"], []) == swept
    assert "2 experiments queued, 1 at a time: sweep1-llama3.2-1b, sweep1-hf.co-x-y-q4" in said
    assert [
        "exp run --queue --name sweep1-llama3.2-1b -S model=[llama3.2:1b] -S prompt=[basic,rag]",
        "exp run --queue --name sweep1-hf.co-x-y-q4 -S model=[hf.co/x/y:q4] -S prompt=[basic,rag]",
        "exp run --run-all --jobs 1",
        "exp run --queue --name sweep1-all -S model=[llama3.2:1b,hf.co/x/y:q4] -S prompt=[basic,rag]",
        "exp run --run-all --jobs 1",
    ] == project()


def test_a_second_sweep_has_a_name_of_its_own(project):
    """Nothing that ran is overwritten."""
    run("a", "b")

    assert "sweep2-a" == run("a", "b")[0].ran[0]


def test_models_that_are_spelt_alike_have_experiments_of_their_own(project):
    """None of them is left out in silence, nor takes the name of the experiment over all."""
    assert ["sweep1-a-b", "sweep1-a-b-2", "sweep1-all-3", "sweep1-all"] == run("a/b", "a-b", "all")[0].ran


def test_a_model_that_fails_costs_nobody_else(project):
    """It is left out of the experiment over all."""
    swept, _ = run("a", "broken", "c")

    assert Swept(["sweep1-a", "sweep1-c", "sweep1-all"], ["sweep1-broken"]) == swept
    assert "-S model=[a,c]" in project()[-2]


def test_one_model_is_compared_with_nothing(project):
    """A single experiment is over all already."""
    swept, said = run("a")

    assert Swept(["sweep1-a"], []) == swept
    assert "1 experiment queued, 1 at a time: sweep1-a" in said


def test_without_the_store_nothing_is_paid_twice(project):
    """The experiment over all would call every model again, so it is left out, and that is said."""
    swept, said = run("a", "b", reuse=False)

    assert ["sweep1-a", "sweep1-b"] == swept.ran
    assert any("generate.reuse is false" in line for line in said)


def test_what_failed_is_said_last_and_is_an_error(project, capfd):
    """After the table and the next step: the rest did run, and a script still learns of it."""
    with pytest.raises(DataError) as caught:
        tell(Swept(["sweep1-a", "sweep1-all"], ["sweep1-broken"]))

    assert "failed: sweep1-broken; sweep1-a, sweep1-all ran; `dvc queue logs sweep1-broken` says why" == str(
        caught.value
    )
    assert capfd.readouterr().out.endswith(
        "Next: make compare A=sweep1-a B=sweep1-all | dvc exp apply sweep1-all | make serve\n"
    )
    assert project()[-1].startswith("exp show")


def test_one_experiment_is_compared_with_what_was_there_before(project, capsys):
    """Beside itself it would say nothing."""
    tell(Swept(["sweep1-a"], []))

    assert "Next: make compare A=HEAD B=sweep1-a |" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("model", "told"), [("broken", "none of sweep1-broken ran"), ("refused", "not queued")]
)
def test_a_sweep_of_which_nothing_runs_is_an_error(project, model, told):
    """Whether DVC refuses to queue it or it fails."""
    with pytest.raises(DataError, match=told):
        run(model)


@pytest.mark.parametrize("workers", ["0", "-1", "two", "\u0662"])
def test_less_than_one_worker_is_refused(project, monkeypatch, workers):
    """DVC would wait for ever; nothing is queued."""
    monkeypatch.setattr("sys.argv", ["sweep", "--models", "a", f"--workers={workers}"])
    with pytest.raises(ParamsError, match="WORKERS: expected a whole number from 1 on; got"):
        main()

    assert not Path("calls").exists()


def test_who_stops_watching_is_told_what_goes_on(project, monkeypatch, ollama, capsys):
    """One line and the status of an interrupted command, and no traceback."""
    (project.folder / "bin/dvc").write_text(FAKE_DVC.replace(": > queue", "kill -INT $PPID"))
    for name in ("params.yaml", "prompts"):
        (project.folder / name).symlink_to(ROOT / name)
    command = [sys.executable, "-m", "casewright.sweep", "--models", "llama3.2:1b"]
    done = subprocess.run(
        command,
        env=os.environ | {"PYTHONPATH": str(ROOT), "OLLAMA_HOST": ollama.host},
        capture_output=True,
        text=True,
        check=False,
    )

    assert 130 == done.returncode
    assert done.stderr.endswith("`dvc queue start` goes on with what is left\n")
    assert "Traceback" not in done.stderr


def test_names_are_split_at_commas_and_spaces():
    """As they come from `make`, each once."""
    assert ["a:1b", "b", "c"] == names(" a:1b,b  c, a:1b")


@pytest.fixture
def params_on(params, monkeypatch):
    """The settings as shipped, with the server at an address."""
    monkeypatch.chdir(ROOT)
    return lambda host: params.model_copy(update={"ollama": server_params(host)})


def test_models_that_are_not_pulled_are_refused_by_name(params_on):
    """All of them at once, with the commands that fetch them, before anything is asked of a model."""
    with FakeOllama(models={"a:1b": careful}) as server, pytest.raises(ServerError) as caught:
        check(["a:1b", "b:3b", "c:8b"], ["basic"], params_on(server.host), any_size=False)

    assert f"not on the Ollama server at {server.host}: 'b:3b', 'c:8b'; it has a:1b" in str(caught.value)
    assert "run `ollama pull b:3b`, `ollama pull c:8b`" in str(caught.value)
    assert [] == server.requests


def test_a_model_too_large_for_memory_is_refused_by_name(params_on):
    """Its size and what is free are in the line; who knows better may pass it."""
    tags = {"models": [{"name": "big:405b", "model": "big:405b", "size": 10**15, "digest": "d"}]}
    with FakeOllama(canned={"/api/tags": (200, tags)}) as server:
        params = params_on(server.host)
        with pytest.raises(ServerError) as caught:
            check(["big:405b"], ["basic"], params, any_size=False)
        passed = check(["big:405b"], ["basic"], params, any_size=True)

    assert "too large for the memory at" in str(caught.value)
    assert "'big:405b' (1000000.0 GB of weights)" in str(caught.value)
    assert " GB free (main memory " in str(caught.value)
    assert "big:405b 1000000.0 GB of weights" in passed[0]


@pytest.mark.parametrize("setting", ["judge", "similarity"])
def test_models_that_judge_or_compare_are_looked_for_as_well(params_on, ollama, setting):
    """They are needed only once everything is written; the line starts with the setting."""
    params = params_on(ollama.host)
    section = getattr(params, setting).model_copy(update={"model": "nowhere:7b"})
    params = params.model_copy(update={setting: section})
    with pytest.raises(ServerError, match=rf"{setting}\.model: model 'nowhere:7b': not on the Ollama server"):
        check(["llama3.2:1b"], ["basic"], params, any_size=False)


def test_what_was_compared_is_told(params_on, ollama):
    """Sizes beside what is free."""
    (line,) = check(["baseline", "llama3.2:1b"], ["basic"], params_on(ollama.host), any_size=False)

    assert line.startswith(f"{ollama.host}: llama3.2:1b 1.3 GB of weights; ")
    assert line.endswith("; context comes on top")


def test_a_missing_prompt_or_model_name_is_refused(params_on, ollama):
    """Before any experiment is queued."""
    with pytest.raises(PromptError, match="nope"):
        check(["llama3.2:1b"], ["nope"], params_on(ollama.host), any_size=False)
    with pytest.raises(ParamsError, match="no model to sweep over"):
        check(["baseline"], ["basic"], params_on(ollama.host), any_size=False)
