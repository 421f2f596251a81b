"""A sweep as an ML engineer makes it: queued, shown, compared, applied, served, and its tables looked at."""

import csv
import io
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest

from tests.clone import ROOT, Clone
from tests.fake_models import careful, hasty
from tests.fake_ollama import FakeOllama

MODELS = {"llama3.2:1b": hasty, "llama3.2:3b": careful, "qwen3:1.7b": careful}
PROMPTS = ("basic", "improved_v1", "rag")
STORIES = 10

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


class Swept(NamedTuple):
    """A clone after its sweep."""

    clone: Clone
    server: FakeOllama
    said: str
    chats: int
    """That the sweep took."""


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swept]:
    """Three models by three prompts over a few stories, through the queue."""
    clone = Clone(tmp_path_factory.mktemp("swept") / "casewright")
    clone.environment["MLFLOW_TRACKING_URI"] = "http://127.0.0.1:9"  # logging is not what this is about
    stories = json.loads((clone.folder / "data/raw/stories.json").read_text(encoding="utf-8"))
    (clone.folder / "data/raw/stories.json").write_text(json.dumps(stories[:STORIES]), encoding="utf-8")
    with FakeOllama(slots=4, models=MODELS) as server:
        clone.edit("params.yaml", r"^  host: null$", f"  host: {server.host}")
        clone.edit("params.yaml", r"^  store: null$", "  store: ../replies.sqlite")
        clone("dvc", "repro", "--force", "index")
        # What is valid and less stays valid: what was committed stands for a stage that takes five seconds.
        (clone.folder / "reports/data_docs").mkdir()
        assert 0 == clone("dvc", "commit", "--force", "validate").returncode
        clone.commit("A backlog")
        done = clone(
            *("python", "-m", "casewright.sweep"),
            *("--models", ",".join(MODELS), "--prompts", ",".join(PROMPTS)),
        )
        assert 0 == done.returncode, done.stdout
        yield Swept(clone, server, done.stdout, len(server.chats))


@pytest.fixture(scope="module")
def applied(swept: Swept) -> Clone:
    """The clone after `dvc exp apply` of the experiment over all."""
    done = swept.clone("dvc", "exp", "apply", "sweep1-all")
    assert 0 == done.returncode, done.stdout
    return swept.clone


def shown(clone: Clone) -> dict[str, dict[str, str]]:
    """`dvc exp show` by experiment."""
    table = clone("dvc", "exp", "show", "--csv").stdout
    return {row["Experiment"]: row for row in csv.DictReader(io.StringIO(table)) if row["Experiment"]}


def test_a_sweep_runs_through_the_queue_and_pays_for_no_reply_twice(swept):
    """One experiment a model and one over all, which finds every reply in the store."""
    experiments = shown(swept.clone)
    names = ["sweep1-llama3.2-1b", "sweep1-llama3.2-3b", "sweep1-qwen3-1.7b", "sweep1-all"]

    assert set(names) <= set(experiments)
    assert re.search(r"\[sweep1-all\] +\S+ × \S+ +0\.\d+ ", swept.said), "no figures in the table"
    assert 9 * STORIES == swept.chats
    assert {"llama3.2:1b × ", "llama3.2:3b × ", "qwen3:1.7b × "} == {
        re.sub(r"\S+$", "", experiments[name]["cell"]) for name in names[:3]
    }
    assert all(float(experiments[name]["quality_score"]) > 0 for name in names)


def test_two_experiments_are_compared_story_by_story(swept):
    """The paired statistics and the verdict in a sentence."""
    done = swept.clone("python", "-m", "casewright.compare", "sweep1-llama3.2-1b", "sweep1-all")

    assert 0 == done.returncode, done.stdout
    assert f"n={STORIES} stories" in done.stdout
    assert re.search(
        r"^B is better than A: quality of B 0\.\d+, of A 0\.\d+: \+0\.\d+ \(95 % interval", done.stdout, re.M
    )


def test_models_that_are_not_there_stop_a_sweep_before_it_starts(swept):
    """By name, and nothing is queued."""
    done = swept.clone("python", "-m", "casewright.sweep", "--models", "llama3.2:1b,mistral:7b,gemma3:12b")

    assert 1 == done.returncode
    assert "'mistral:7b', 'gemma3:12b'; it has" in done.stdout
    assert "sweep2" not in swept.clone("dvc", "queue", "status").stdout


def test_the_choice_of_a_sweep_is_applied_and_served(applied):
    """`dvc exp apply`, then the service answers with the cell that was chosen from all nine."""
    choice = applied.json("reports/choice.json")
    answer = served(applied)

    assert 9 == len(choice["contenders"])
    assert {key: choice["cell"][key] for key in ("model", "prompt")} == {
        key: answer["data"][key] for key in ("model", "prompt")
    }
    assert answer["data"]["test_cases"]


def served(clone: Clone) -> dict[str, dict[str, object]]:
    """What the service of a clone makes of a story."""
    story = "As a clerk, I want to print a label, so that the parcel arrives where it should."
    with subprocess.Popen(
        [sys.executable, "-m", "service", "--port", "0"], cwd=clone.folder, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = next(filter(None, (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout)))
        with httpx.Client(trust_env=False, timeout=60) as client:
            answer = client.post(f"{address[0]}/test-use-cases/", json={"user_story": story})
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
    assert 201 == answer.status_code, answer.text
    return dict(answer.json())


def test_what_people_read_is_there_for_nine_cells(applied):
    """The decision matrix, and plots that DVC draws from the tables of the run."""
    matrix = (applied.folder / "reports/decision-matrix.md").read_text(encoding="utf-8")
    drawn = json.loads(applied("dvc", "plots", "show", "--json").stdout)

    assert 10 == len(re.findall(r"^\| (?:llama|qwen|baseline)", matrix, re.MULTILINE))
    assert all(f"| {use} |" in matrix for use in ("low latency", "balanced", "high quality"))
    assert {"latency", "quality_by_difficulty", "quality_latency"} == set(drawn.get("data", drawn))


def test_the_answers_of_the_analysis_page_come_from_its_commands(applied):
    """Every snippet of docs/analysis.md runs on the tables of the sweep and prints what it says."""
    text = (ROOT / "docs/analysis.md").read_text(encoding="utf-8")
    tables, *answers = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    heads = re.findall(r"```text\n(.*?)\n", text)
    marked = "\n".join(f"print('####')\n{answer}" for answer in answers)
    done = subprocess.run(
        [sys.executable, "-c", tables + marked],
        cwd=applied.folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
    printed = [part.strip("\n").partition("\n")[0] for part in done.stdout.split("####\n")[1:]]

    assert "" == done.stderr
    assert 10 == len(answers)
    assert [head.split() for head in heads] == [head.split() for head in printed]
