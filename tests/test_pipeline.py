"""The pipeline as a newcomer runs it: in a clone, with the commands of the README."""

import csv
import json
from collections.abc import Iterator

import pytest

from tests.clone import Clone
from tests.fake_ollama import FakeOllama

OUTPUTS = (
    "data/clean/stories.jsonl",
    "data/clean/references.jsonl",
    "data/index/passages.jsonl",
    "data/generations/baseline.jsonl",
    "data/timings/baseline.jsonl",
    "data/judgements/status.json",
    "data/scores/cases.jsonl",
    "data/scores/stories.jsonl",
    "data/scores/cells.jsonl",
    "reports/cleaning.json",
    "reports/validation.json",
    "reports/data_docs/index.html",
    "reports/metrics.json",
    "reports/leaderboard.csv",
    "reports/choice.json",
    "reports/report.md",
    "mlflow.db",
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone in which the pipeline ran once on its defaults."""
    clone = Clone(tmp_path_factory.mktemp("clone") / "casewright")
    done = clone("dvc", "repro", "--force")
    assert done.returncode == 0, done.stdout
    clone.commit("First run")
    return clone


@pytest.fixture
def settled(clone: Clone) -> Iterator[Clone]:
    """The clone, put back to its first run afterwards."""
    yield clone
    clone("git", "checkout", "--quiet", ".")
    clone("dvc", "checkout", "--quiet", "--force")


def refused(clone: Clone, *command: str) -> str:
    """Run a command that has to fail; the one error line that it prints."""
    before = {path: (clone.folder / path).read_bytes() for path in OUTPUTS[:-1]}
    done = clone(*command)
    lines = [line for line in done.stdout.splitlines() if line.startswith("error: ")]
    after = {path: (clone.folder / path).read_bytes() for path in OUTPUTS[:-1]}

    assert done.returncode != 0
    assert "Traceback" not in done.stdout
    assert before == after, "a run that fails leaves earlier outputs as they were"
    assert len(lines) == 1, done.stdout
    return lines[0]


def test_every_output_is_there_and_not_empty(clone):
    """One run leaves everything that the design names."""
    empty = [path for path in OUTPUTS if not (clone.folder / path).stat().st_size]

    assert [] == empty


def test_a_second_run_runs_nothing(clone):
    """DVC sees no reason to run a stage again."""
    again = clone("dvc", "repro")

    assert 0 == again.returncode
    assert "Running stage" not in again.stdout


def test_content_is_the_same_in_every_clone(clone, tmp_path):
    """A clone elsewhere comes to the same hashes for all but what was measured."""
    other = Clone(tmp_path / "elsewhere" / "casewright")
    done = other("dvc", "repro", "--force", "generate")
    content = {
        "data/clean",
        "reports/cleaning.json",
        "reports/validation.json",
        "reports/data_docs",
        "data/index",
        "data/generations",
    }

    assert 0 == done.returncode, done.stdout
    ours, theirs = clone.locked(), other.locked()
    assert {path: ours[path] for path in content} == {path: theirs[path] for path in content}


def test_the_default_run_chooses_the_baseline_and_says_what_it_is(clone):
    """Nobody takes the rule-based floor for a language model."""
    choice = clone.json("reports/choice.json")

    assert "baseline" == choice["name"]
    assert choice["is_language_model"] is False
    assert "not a language model" in str(choice["reason"])


def test_an_experiment_with_models_changes_the_choice_and_the_metrics(settled):
    """Lists of names are a grid of cells in one run; the rag prompt gets its context; metrics differ."""
    grid = ("-S", "model=[llama3.2:1b,llama3.2:3b]", "-S", "prompt=[basic,rag]")
    with FakeOllama(slots=4) as server:
        done = settled("dvc", "exp", "run", *grid, "-S", f"ollama.host={server.host}")
        passages = [
            chat["messages"][-1]["content"].count("\nTest cases:")
            for chat in server.chats
            if "Related material" in chat["messages"][-1]["content"]
        ]
    choice = settled.json("reports/choice.json")
    diff = settled("dvc", "metrics", "diff", "--json")
    with (settled.folder / "reports/leaderboard.csv").open(encoding="utf-8", newline="") as file:
        standings = {row["cell"]: row["standing"] for row in csv.DictReader(file)}

    assert 0 == done.returncode, done.stdout
    assert 4 == len(choice["contenders"])
    assert choice["mlflow_run_id"]
    assert ("chosen", "reference") == (standings[choice["name"]], standings["baseline"])
    assert 2 * 49 <= len(passages)
    assert max(passages) >= 1
    changed = json.loads(diff.stdout)["reports/metrics.json"]
    assert {"quality_score", "latency_p50_s"} <= set(changed)


def test_another_backlog_runs_without_references(settled):
    """A text file outside the project is enough; what needs references says that it was not measured."""
    backlog = settled.folder.parent / "backlog.txt"
    backlog.write_text(
        "\n".join(
            f"As a librarian I want to lend book number {number} so that readers can take it home"
            for number in range(1, 13)
        ),
        encoding="utf-8",
    )
    done = settled("dvc", "exp", "run", "-S", "data.stories=../backlog.txt")

    assert 0 == done.returncode, done.stdout
    choice = settled.json("reports/choice.json")
    assert 12 == choice["stories"] + choice["held_out"]["stories"]
    assert settled.json("reports/metrics.json")["reference_recall"] is None
    assert "not measured" in (settled.folder / "reports/report.md").read_text(encoding="utf-8")


def test_an_unknown_key_is_refused_with_the_key_that_was_meant(settled):
    """A typing error in params.yaml is found before anything runs."""
    settled.edit("params.yaml", r"^prompt: .*$", "promt: improved_v1")

    line = refused(settled, "dvc", "repro")

    assert "params.yaml: promt: unknown key; did you mean 'prompt'?" in line


def test_a_missing_model_is_refused_before_the_first_call(settled):
    """The line names the model, what the server has, and the command that fetches it."""
    with FakeOllama() as server:
        settled.edit("params.yaml", r"^model: .*$", "model: mistral:7b")
        settled.edit("params.yaml", r"^  host: null$", f"  host: {server.host}")
        line = refused(settled, "dvc", "repro")
        chats = len(server.chats)

    assert "model 'mistral:7b'" in line
    assert "`ollama pull mistral:7b`" in line
    assert 0 == chats


def test_a_missing_server_is_refused_with_its_address(settled):
    """The line names where a server was looked for and how to start one."""
    settled.edit("params.yaml", r"^model: .*$", "model: llama3.2:1b")
    settled.edit("params.yaml", r"^  host: null$", "  host: http://127.0.0.1:9")

    line = refused(settled, "dvc", "repro")

    assert "http://127.0.0.1:9" in line
    assert "`ollama serve`" in line


def test_a_missing_prompt_is_refused_with_those_that_are_there(settled):
    """The line names the prompt, the file that was looked for, and the prompts there are."""
    settled.edit("params.yaml", r"^prompt: .*$", "prompt: improved_v9")

    line = refused(settled, "dvc", "repro")

    assert "prompts/improved_v9.j2" in line
    assert "basic, few_shot, improved_v1, rag" in line


@pytest.mark.parametrize(("content", "told"), [("[]", "no usable story"), ("", "not JSON")])
def test_stories_that_are_none_are_refused(settled, content, told):
    """An empty list and an empty file are each one line that names the file."""
    (settled.folder / "data/raw/stories.json").write_text(content, encoding="utf-8")

    line = refused(settled, "dvc", "repro")

    assert "data/raw/stories.json" in line
    assert told in line


def test_a_story_that_is_too_short_is_refused_by_name(settled):
    """19 characters: file, row, field, value, expectation and fix in one line."""
    path = settled.folder / "data/raw/stories.json"
    stories = json.loads(path.read_text(encoding="utf-8"))
    stories[6]["story"] = "As a user I want x."
    path.write_text(json.dumps(stories), encoding="utf-8")

    line = refused(settled, "dvc", "repro")

    assert "data/raw/stories.json: row 7: story:" in line
    assert "at least 20 characters" in line
    assert "'As a user I want x.'" in line
