import asyncio
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from casewright.errors import CasewrightError
from casewright.examples import examples_of, save_examples
from casewright.files import read_json, read_jsonl, write_jsonl
from casewright.latency import latency_scores
from casewright.records import CellConditions, Generation, ReferenceSuite, Score, Timing
from stages import generate
from tests.builders import a_story, a_suite
from tests.conftest import ROOT, eventually
from tests.fake_models import Call, careful
from tests.fake_ollama import FakeOllama

MODEL = "llama3.2:3b"
ZYGOTE = """
import os, sys
import httpx_aiohttp, ollama
from casewright.errors import run_stage
from stages.STAGE import main
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        os.chdir(line.strip())
        status = 0
        try:
            run_stage(main)
        except SystemExit as stopped:
            status = stopped.code if isinstance(stopped.code, int) else 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""
"""Starts a stage in milliseconds: what is slow to import is imported once."""


class Workspace:
    """A folder with what the stage reads."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._monkeypatch = folder, monkeypatch
        (folder / "prompts").mkdir(parents=True)
        for file in (ROOT / "prompts").glob("*.j2"):
            (folder / "prompts" / file.name).write_bytes(file.read_bytes())
        self.settings = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
        self.settings |= {"model": MODEL, "prompt": ["basic"]}
        self.stories(4)

    def stories(self, count: int) -> None:
        """So many clean stories."""
        rows = [
            a_story(id=f"US-{n:03d}", story=f"As a librarian, I want to lend book {n}, so that it is read.")
            for n in range(1, count + 1)
        ]
        write_jsonl(self.folder / "data/clean/stories.jsonl", rows)

    def set(self, *servers: FakeOllama, **changes: Any) -> None:
        """Write params.yaml; changes are settings of `generate`, but for `model` and `prompt`."""
        for name in ("model", "prompt"):
            self.settings[name] = changes.pop(name, self.settings[name])
        self.settings["ollama"]["hosts"] = [server.host for server in servers]
        self.settings["generate"] |= changes
        (self.folder / "params.yaml").write_text(yaml.safe_dump(self.settings), encoding="utf-8")

    def run(self, *servers: FakeOllama, **changes: Any) -> None:
        """Run the stage here."""
        self.set(*servers, **changes)
        with self._monkeypatch.context() as patch:
            patch.chdir(self.folder)
            generate.main()

    def conditions(self, prompt: str = "basic") -> CellConditions:
        """Those of a cell."""
        slug = f"{MODEL.replace(':', '-')}__{prompt}"
        return CellConditions.model_validate(read_json(self.folder / f"data/timings/{slug}.conditions.json"))

    def generations(self, prompt: str = "basic") -> list[Generation]:
        """What a cell wrote."""
        slug = f"{MODEL.replace(':', '-')}__{prompt}"
        return read_jsonl(self.folder / f"data/generations/{slug}.jsonl", Generation)

    def latency(self, prompt: str = "basic") -> dict[str, Score]:
        """What the latency tracker makes of a cell."""
        slug = f"{MODEL.replace(':', '-')}__{prompt}"
        timings = read_jsonl(self.folder / f"data/timings/{slug}.jsonl", Timing)
        return latency_scores(timings, self.conditions(prompt).span_s, 5000)

    def content(self) -> dict[str, bytes]:
        """Every file of generations."""
        return {file.name: file.read_bytes() for file in (self.folder / "data/generations").iterdir()}


@pytest.fixture
def workspace(tmp_path, monkeypatch) -> Workspace:
    """A folder in which the stage can run."""
    return Workspace(tmp_path / "here", monkeypatch)


@contextmanager
def processes(folder: Path, stage: str = "generate") -> Iterator[Callable[[], tuple[int, Callable[[], int]]]]:
    """Starts a stage in `folder` as a process: its id, and a way to wait for its exit status."""
    with (folder / "output.txt").open("w") as output:
        zygote = subprocess.Popen(
            [sys.executable, "-c", ZYGOTE.replace("STAGE", stage)], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=output,
        )  # fmt: skip
    assert zygote.stdin is not None
    assert zygote.stdout is not None

    def status() -> int:
        # What the stage prints goes the same way.
        lines = iter(zygote.stdout.readline, "")  # type: ignore[union-attr]
        return next(int(line) for line in lines if line.strip().lstrip("-").isdigit())

    def start() -> tuple[int, Callable[[], int]]:
        print(folder, file=zygote.stdin, flush=True)
        return status(), status

    try:
        yield start
    finally:
        zygote.stdin.close()
        zygote.wait(timeout=20)
        zygote.stdout.close()


def kill_and_finish(
    start: Callable[[], tuple[int, Callable[[], int]]], server: FakeOllama, times: int, chance: random.Random
) -> None:
    """Kill the stage so many times, each a moment after its first call, then let it run to its end."""
    for _ in range(times):
        before = len(server.chats)
        pid, status = start()
        while len(server.chats) == before and os.path.exists(f"/proc/{pid}"):
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.12))
        os.kill(pid, signal.SIGKILL)
        status()
    _, status = start()

    assert 0 == status()


# ---- nothing is paid for twice


def test_a_run_that_is_killed_again_and_again_pays_for_nothing_twice(tmp_path, monkeypatch):
    """Ten times SIGKILL: only what was under way is called for again, and the files end the same."""
    killed, undisturbed = (Workspace(tmp_path / name, monkeypatch) for name in ("killed", "undisturbed"))
    with FakeOllama(slots=4, delay_s=0.03) as server:
        for one in (killed, undisturbed):
            one.stories(25)
            one.set(server, prompt=["basic", "improved_v1"])
        with processes(killed.folder) as start:
            kill_and_finish(start, server, 10, random.Random(7))
        finished = dict(server.finished)
        with FakeOllama(slots=4) as other:
            monkeypatch.setenv("CASEWRIGHT_STORE", str(tmp_path / "other.sqlite"))
            undisturbed.run(other)

    concurrency = killed.settings["generate"]["concurrency"]
    assert 50 == len(finished)
    assert 50 <= sum(finished.values()) <= 50 + 10 * concurrency
    assert killed.content() == undisturbed.content()
    assert not list(killed.folder.glob("data/.*"))


def test_a_second_run_calls_nobody_and_writes_the_same(workspace, ollama):
    """All replies come from the store; what belongs to a run as a whole is then not measured."""
    workspace.run(ollama)
    first, measured = workspace.content(), workspace.latency()
    workspace.run(ollama)
    again = workspace.latency()

    assert 4 == len(ollama.chats)
    assert first == workspace.content()
    assert (0, 4, 4) == (
        workspace.conditions().called, workspace.conditions().stored, workspace.conditions().timings_reused
    )  # fmt: skip
    assert workspace.conditions().span_s is None
    assert measured["latency_p50_s"].value == pytest.approx(again["latency_p50_s"].value, rel=0.2)
    assert "4 stories, 4 of them measured earlier under the same conditions" == again["latency_p50_s"].reason
    assert again["throughput_per_min"].value is None
    assert "4 of 4 from the response store" == again["throughput_per_min"].reason


def test_a_new_story_costs_its_own_calls_only(workspace, ollama):
    """One story more is one call more, and a run with stored replies says of how many."""
    workspace.run(ollama)
    workspace.stories(5)
    workspace.run(ollama)

    assert 5 == len(ollama.chats)
    assert (1, 4) == (workspace.conditions().called, workspace.conditions().stored)
    assert [f"US-00{n}" for n in range(1, 6)] == [one.story_id for one in workspace.generations()]


def test_repeats_stand_together_have_seeds_of_their_own_and_are_paid_once(workspace, ollama):
    """With repeats each story has so many suites, side by side, and more of them cost the new ones only."""
    workspace.run(ollama, repeats=2)
    calls = len(ollama.chats)
    workspace.run(ollama, repeats=3)
    rows = workspace.generations()

    assert (8, 12) == (calls, len(ollama.chats))
    assert [f"US-{n:03d}" for n in range(1, 5) for _ in range(3)] == [row.story_id for row in rows]
    assert [0, 1, 2] * 4 == [row.repeat for row in rows]
    assert 3 == len({row.attempts[0].seed for row in rows[:3]})
    assert 3 == workspace.conditions().repeats


def test_an_edited_prompt_costs_its_own_cells_only(workspace, ollama):
    """The cells of the other prompt are not called for."""
    workspace.run(ollama, prompt=["basic", "improved_v1"])
    file = workspace.folder / "prompts/basic.j2"
    file.write_text(
        file.read_text(encoding="utf-8").replace("{% block system %}", "{% block system %}Please. ")
    )
    workspace.run(ollama)

    assert 12 == len(ollama.chats)
    assert (4, 0) == (workspace.conditions("basic").called, workspace.conditions("basic").stored)
    assert (0, 4) == (workspace.conditions("improved_v1").called, workspace.conditions("improved_v1").stored)


def test_a_run_that_reuses_nothing_calls_for_all(workspace, ollama):
    """`generate.reuse: false` measures anew, although everything is stored."""
    workspace.run(ollama)
    workspace.run(ollama, reuse=False)

    assert 8 == len(ollama.chats)
    assert 0 == workspace.conditions().stored
    assert workspace.conditions().span_s is not None


def test_timings_of_other_conditions_are_not_replayed(workspace, ollama):
    """At another concurrency the texts are reused, and the report has to say that nothing was measured."""
    workspace.run(ollama, concurrency=1)
    workspace.run(ollama, concurrency=4)
    scores = workspace.latency()

    assert 4 == len(ollama.chats)
    assert (4, 0) == (workspace.conditions().stored, workspace.conditions().timings_reused)
    assert {"not measured"} == {score.basis for score in scores.values()}
    assert "4 of 4 from the response store, measured under other conditions" == scores["latency_p50_s"].reason


# ---- several servers


def test_a_server_that_dies_half_way_loses_nothing(workspace):
    """Every story has its suite in one attempt, in order; the conditions name both servers."""

    def dying(call: Call) -> None:
        if sum(one.finished.values()) == 6:
            threading.Thread(target=one.die).start()
        careful(call)

    workspace.stories(30)
    with FakeOllama(models={MODEL: dying}, delay_s=0.01) as one, FakeOllama(delay_s=0.01) as other:
        workspace.run(one, other)
        calls = [sum(server.finished.values()) for server in (one, other)]

    generations = workspace.generations()
    assert [f"US-{n:03d}" for n in range(1, 31)] == [found.story_id for found in generations]
    assert all(found.first_attempt_ok and len(found.attempts) == 1 for found in generations)
    assert (one.host, other.host) == workspace.conditions().hosts
    assert 6 <= calls[0] < 15 < calls[1]


def test_different_models_by_one_name_are_refused_before_any_call(workspace, ollama):
    """Both servers are named in one line."""
    with FakeOllama(release="newer ") as other, pytest.raises(CasewrightError) as error:
        workspace.run(ollama, other)

    assert ollama.host in str(error.value)
    assert other.host in str(error.value)
    assert [] == ollama.chats


@pytest.mark.parametrize("setting", ["judge", "similarity"])
def test_a_model_that_is_asked_only_later_is_looked_for_before_any_call(workspace, ollama, setting):
    """A judge, or what compares with the references, would be missed only once everything was paid for."""
    workspace.settings[setting]["model"] = "nowhere:7b"
    workspace.settings["similarity"]["thresholds"]["nowhere:7b"] = 0.5
    with pytest.raises(CasewrightError, match=rf"^{setting}\.model: model 'nowhere:7b': not on the Ollama"):
        workspace.run(ollama)

    assert [] == ollama.chats


# ---- measurement


def test_latency_is_the_models_at_any_concurrency(workspace, monkeypatch, tmp_path):
    """A server that answers one at a time, 100 ms each: waiting in its queue is not the model's latency."""
    workspace.stories(10)
    medians = []
    for concurrency in (1, 4):
        monkeypatch.setenv("CASEWRIGHT_STORE", str(tmp_path / f"{concurrency}.sqlite"))
        with FakeOllama(slots=1, delay_s=0.1) as server:
            workspace.run(server, concurrency=concurrency)
        medians.append(workspace.latency()["latency_p50_s"].value)

    assert medians[0] >= 0.1
    assert medians[0] == pytest.approx(medians[1], rel=0.1)


def test_conditions_hold_what_a_timing_depends_on(workspace, ollama):
    """Digest before and after, version, context, hashes, options, format, concurrency and where it ran."""
    workspace.run(ollama, concurrency=3)
    found = workspace.conditions()

    assert ollama.digest(MODEL) == found.model_digest == found.model_digest_after
    assert ("0.34.0", "Q4_K_M", 8192) == (found.server_version, found.quantization, found.context_tokens)
    assert 0.0 == found.gpu_share
    assert found.template_hash
    assert found.parameters_hash
    assert {"seed", "num_ctx", "num_predict", "temperature", "repeat_penalty"} == set(found.options)
    assert ("schema", 3, (ollama.host,)) == (found.format, found.concurrency, found.hosts)
    assert (4, 0) == (found.called, found.stored)
    assert found.resources is not None


def test_a_tag_that_is_another_model_now_is_reported(workspace, capsys):
    """Between two runs the model was pulled anew: nothing stored is used, and both digests are told."""
    with FakeOllama() as before:
        workspace.run(before)
    first = workspace.conditions()
    with FakeOllama(release="newer ") as after:
        workspace.run(after)
        calls = len(after.chats)
    second = workspace.conditions()

    assert 4 == calls
    assert first.previous_digest is None
    assert first.model_digest == second.previous_digest != second.model_digest
    assert second.digest_changed
    assert f"{MODEL}: another model than last time (digest {first.model_digest[:12]}, now" in (
        capsys.readouterr().err
    )


def test_a_changed_tag_is_known_from_the_store_in_a_new_clone(workspace, tmp_path, monkeypatch):
    """A clone has no conditions of an earlier run; the store remembers what the tag was."""
    with FakeOllama() as before:
        workspace.run(before)
    clone = Workspace(tmp_path / "clone", monkeypatch)
    with FakeOllama(release="newer ") as after:
        clone.run(after)

    assert workspace.conditions().model_digest == clone.conditions().previous_digest


# ---- failures and the end of a run


def test_one_story_is_told_as_one(workspace, ollama, capsys):
    """`1 story`, and `1 of 1 reply` where it comes from the store."""
    workspace.stories(1)
    workspace.run(ollama)
    workspace.run(ollama)
    told = capsys.readouterr().out

    assert f"generate: {MODEL} × basic: 1 story, 0 failed" in told
    assert ", 1 of 1 reply from the store\n" in told


def test_a_story_that_fails_stays_as_a_failure(workspace, ollama, capsys):
    """After the last attempt it is a row like the others, and the stage's line counts it."""
    workspace.settings["model"] = "violation"
    workspace.run(ollama, max_attempts=2)
    file = workspace.folder / "data/generations/violation__basic.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]

    assert ["schema_violation"] * 4 == [row["failure"] for row in rows]
    assert [2] * 4 == [len(row["attempts"]) for row in rows]
    assert "generate: violation × basic: 4 stories, 4 failed" in capsys.readouterr().out


def test_ctrl_c_says_how_far_it_came_and_how_to_go_on(workspace):
    """No traceback, exit status 130, the earlier outputs as they were, and the model out of memory."""
    workspace.stories(40)
    with FakeOllama(slots=4, delay_s=0.05) as server:
        workspace.set(server)
        with processes(workspace.folder) as start:
            pid, status = start()
            assert _waited(lambda: sum(server.finished.values()) >= 4)
            os.kill(pid, signal.SIGINT)
            exit_status = status()
        loaded = dict(server.loaded)
    told = (workspace.folder / "output.txt").read_text(encoding="utf-8")

    assert 130 == exit_status
    assert "Traceback" not in told
    assert f"of 40 stories of {MODEL} × basic; what is finished is stored, and `dvc repro` goes on" in told
    assert {} == loaded
    assert not (workspace.folder / "data/generations").exists()


def test_a_broken_file_of_an_earlier_run_stops_nobody(workspace, ollama):
    """Conditions that cannot be read are as good as none: the run that writes them anew has to go on."""
    workspace.run(ollama)
    (workspace.folder / "data/timings/llama3.2-3b__basic.conditions.json").write_text("{")
    workspace.run(ollama)

    assert workspace.conditions().stored == 4


def test_timings_are_positive_and_in_the_span(workspace, ollama):
    """Start and end of every story lie within the cell's span."""
    workspace.run(ollama)
    timings = read_jsonl(workspace.folder / "data/timings/llama3.2-3b__basic.jsonl", Timing)
    span_s = workspace.conditions().span_s

    assert span_s is not None
    assert all(0 <= timing.started_s < timing.finished_s <= span_s for timing in timings)
    assert statistics.fmean(timing.end_to_end_s for timing in timings) > 0


def _waited(holds: Callable[[], bool]) -> bool:
    return asyncio.run(eventually(holds, 15))


def test_a_model_that_changes_while_it_runs_is_told_and_not_stored(workspace, ollama, capsys):
    """Some replies are another model's, and nobody knows which: the next run calls for all of them."""
    workspace.settings["model"] = "digest-changes"
    workspace.run(ollama, concurrency=1)
    told = capsys.readouterr().out
    workspace.run(ollama, concurrency=1)

    assert "digest-changes × basic: 4 stories, 0 failed" in told
    assert "THE MODEL CHANGED WHILE IT RAN" in told
    assert 8 == len(ollama.chats)


def test_a_prompt_with_examples_shows_other_stories_suites(workspace):
    """Each call holds suites of other stories, and never the one of the story that it is about."""
    stories = [
        a_story(id=f"US-{n:03d}", story=f"As a librarian, I want to lend book {n}, so that it is read.")
        for n in range(1, 5)
    ]
    suites = [
        ReferenceSuite(
            story_id=story.id,
            test_cases=[
                case.model_copy(update={"title": f"Lends {story.id} {n}"}) for n, case in enumerate(a_suite())
            ],
        )
        for story in stories
    ]
    save_examples(examples_of(stories, suites), workspace.folder / "data/index")
    with FakeOllama(slots=4) as server:
        workspace.run(server, prompt=["few_shot"], examples={"count": 2, "max_tokens": 3000})
        asked = [chat["messages"][-1]["content"] for chat in server.chats]

    assert 4 == len(asked)
    for text in asked:
        (story,) = (one for one in stories if f"User story:\n{one.story}" in text)
        assert 2 == text.count('{"test_cases": [')
        assert f"Lends {story.id}" not in text
