import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from casewright.errors import CasewrightError
from casewright.files import read_json, read_jsonl, write_jsonl
from casewright.judge.checklist import QUESTIONS
from casewright.judge.scores import judge_scores
from casewright.paths import JUDGEMENTS
from casewright.records import Outcome
from casewright.records.judgements import (
    JudgeCriterion,
    Judgement,
    JudgeStatus,
    JudgeValidation,
    TrialJudgement,
)
from stages import judge
from tests.builders import (
    BASELINE_CELL,
    LARGE,
    ROOT,
    a_generation,
    a_suite,
    shipped_references,
    shipped_stories,
)
from tests.fake_judges import judging, shown_in, story_shown_in
from tests.fake_models import MODELS, Behaviour
from tests.fake_ollama import FakeOllama
from tests.stages.test_generate import kill_and_finish, processes

JUDGE = "gemma3:12b"
PASSING = judging(lambda *_: True)
STORIES = 4


class Workspace:
    """A folder with what the stage reads: two cells, and references to check a judge on."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._monkeypatch = folder, monkeypatch
        (folder / "prompts").mkdir(parents=True)
        (folder / "prompts/judge.j2").write_bytes((ROOT / "prompts/judge.j2").read_bytes())
        self.settings = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
        self.settings |= {"model": LARGE.model}
        self.settings["judge"] |= {"model": JUDGE, "samples": 2, "validation_stories": 2}
        self.stories = shipped_stories()[:STORIES]
        write_jsonl(folder / "data/clean/stories.jsonl", self.stories)
        write_jsonl(folder / "data/clean/references.jsonl", shipped_references()[:STORIES])
        for cell, size in ((BASELINE_CELL, 3), (LARGE, 5)):
            rows = [a_generation(story.id, cell=cell, cases=a_suite(size)) for story in self.stories]
            write_jsonl(folder / f"data/generations/{cell.slug}.jsonl", rows)

    def fail(self, *outcomes: Outcome) -> None:
        """Make the second story of the model's cell one without a suite."""
        file = self.folder / f"data/generations/{LARGE.slug}.jsonl"
        rows = [a_generation(story.id, cell=LARGE, cases=a_suite(5)) for story in self.stories]
        rows[1] = a_generation(self.stories[1].id, cell=LARGE, outcomes=outcomes)
        write_jsonl(file, rows)

    def set(self, server: FakeOllama, **changes: Any) -> None:
        """Write params.yaml; changes are settings of `judge`."""
        self.settings["ollama"]["hosts"] = [server.host]
        self.settings["judge"] |= changes
        (self.folder / "params.yaml").write_text(yaml.safe_dump(self.settings), encoding="utf-8")

    def run(self, server: FakeOllama, **changes: Any) -> None:
        """Run the stage here."""
        self.set(server, **changes)
        with self._monkeypatch.context() as patch:
            patch.chdir(self.folder)
            judge.main()

    @property
    def status(self) -> JudgeStatus:
        """What the stage says of itself."""
        return JudgeStatus.model_validate(read_json(self.folder / JUDGEMENTS / "status.json"))

    def judgements(self, slug: str = LARGE.slug) -> list[Judgement]:
        """Those of a cell."""
        return read_jsonl(self.folder / JUDGEMENTS / f"{slug}.jsonl", Judgement)

    def content(self) -> dict[str, bytes]:
        """Every file that the stage wrote."""
        files = (file for file in (self.folder / JUDGEMENTS).rglob("*") if file.is_file())
        return {file.relative_to(self.folder).as_posix(): file.read_bytes() for file in files}


@pytest.fixture
def workspace(tmp_path, monkeypatch) -> Workspace:
    """A folder in which the stage can run."""
    return Workspace(tmp_path / "here", monkeypatch)


def a_server(behaviour: Behaviour = PASSING, **settings: Any) -> FakeOllama:
    """A fake server with a judge beside the models that write."""
    return FakeOllama(models=MODELS | {JUDGE: behaviour}, slots=8, **settings)


# ---- without a judge


def test_without_a_judge_the_stage_says_so(workspace, monkeypatch, capsys):
    """Nothing is judged and no server is asked, and both the log and the file say why."""
    with a_server() as server:
        workspace.run(server, model=None)
        asked = dict(server.counts)

    assert (None, 0) == (workspace.status.judge, workspace.status.judgements)
    assert "no judge is set (judge.model in params.yaml)" in workspace.status.reason
    assert f"judge: {workspace.status.reason}\n" == capsys.readouterr().out
    assert {"data/judgements/status.json"} == set(workspace.content())
    assert {} == asked


# ---- what is written


def test_every_suite_is_judged_in_the_order_of_the_stories(workspace):
    """One file a cell, with every sample, answer and score."""
    with a_server() as server:
        workspace.run(server)
        digest = server.digest(JUDGE)
    found = workspace.judgements()

    assert [story.id for story in workspace.stories] == [one.story_id for one in found]
    assert {(LARGE, JUDGE, digest)} == {(one.cell, one.judge, one.judge_digest) for one in found}
    assert [[1, 2]] * STORIES == [[sample.number for sample in one.samples] for one in found]
    assert all(len(QUESTIONS) == len(sample.answers) for one in found for sample in one.samples)
    assert {5.0} == {one.scores[criterion].score for one in found for criterion in JudgeCriterion}
    assert STORIES == len(workspace.judgements("baseline"))


def test_the_status_says_what_was_done_and_what_the_judge_is_worth(workspace, capsys):
    """Counts, agreement and evidence as figures and in one line, which the report shows."""
    with a_server() as server:
        workspace.run(server)
    status = workspace.status

    assert (JUDGE, 2, 2 * STORIES, 0) == (status.judge, status.samples, status.judgements, status.failed)
    assert (1.0, 1.0, False) == (status.self_agreement, status.grounded_evidence, status.enters_choice)
    assert f"{JUDGE} judged 8 suites, 2 times each; 100 % of its answers agree" in status.reason
    assert "it noticed 0 of 2 damaged suites (0 %); judge.min_tnr asks for 60 %" in status.reason
    assert f"judge: {status.reason}\n" == capsys.readouterr().out


def test_what_the_judge_was_checked_on_is_kept(workspace):
    """The rates by criterion, and every trial with what was done to the suite."""
    with a_server() as server:
        workspace.run(server)
    found = JudgeValidation.model_validate(read_json(workspace.folder / JUDGEMENTS / "validation.json"))
    trials = (workspace.folder / JUDGEMENTS / "validation/trials.jsonl").read_text(encoding="utf-8")

    assert (2, False) == (found.stories, found.enters_choice)
    assert (10, 0) == (found.true_positive.hits, found.true_negative.hits)
    assert 12 == len(trials.splitlines())
    assert {*JudgeCriterion, None} == {json.loads(line)["criterion"] for line in trials.splitlines()}


def test_a_judge_that_is_not_checked_does_not_enter_the_choice(workspace):
    """Zero stories to check it on."""
    with a_server() as server:
        workspace.run(server, validation_stories=0)
        calls = len(server.chats)

    assert not workspace.status.enters_choice
    assert "it was not checked, so it does not enter the choice" in workspace.status.reason
    assert 2 * 2 * STORIES == calls


# ---- what reaches the judge


def test_the_judge_learns_neither_model_nor_prompt_and_samples_differ(workspace):
    """No name of a cell, other seeds and other orders; the rest of the call is the same."""
    with a_server() as server:
        workspace.run(server, validation_stories=0)
        chats = server.chats
    users = [chat["messages"][1]["content"] for chat in chats]
    seeds: dict[tuple[str, frozenset[str]], set[int]] = {}
    for chat, user in zip(chats, users, strict=True):
        suite = (story_shown_in(user), frozenset(shown_in(user)))
        seeds.setdefault(suite, set()).add(chat["options"]["seed"])

    assert not any(LARGE.model in user or "improved_v1" in user or "baseline" in user for user in users)
    assert {2} == {len(of_one) for of_one in seeds.values()}
    assert len({shown_in(user) for user in users}) > len({frozenset(shown_in(user)) for user in users})
    assert {0.3} == {chat["options"]["temperature"] for chat in chats}
    assert all(chat["format"]["required"] == [one.key for one in QUESTIONS] for chat in chats)


def test_a_judge_of_the_generators_family_is_told(workspace, capsys):
    """By name, on the terminal and in the status."""
    with FakeOllama(models=MODELS | {"llama3.3:70b": PASSING}, slots=8) as server:
        workspace.run(server, model="llama3.3:70b", validation_stories=0)
    told = f"llama3.3:70b is of one family with {LARGE.model} (both are llama by name)"

    assert workspace.status.family_warning is not None
    assert told in workspace.status.family_warning
    assert told in workspace.status.reason
    assert f"judge: warning: the judge {told}" in capsys.readouterr().err


# ---- failures


def test_a_story_without_a_suite_is_not_shown_and_counts_as_nothing(workspace):
    """It stays in the file, and its metrics are 0."""
    workspace.fail(Outcome.TRUNCATED)
    with a_server() as server:
        workspace.run(server, validation_stories=0)
        calls = len(server.chats)
    found = workspace.judgements()
    scores = judge_scores(found)

    assert 2 * (2 * STORIES - 1) == calls
    assert (Outcome.TRUNCATED, ()) == (found[1].no_suite, found[1].samples)
    assert 2 * STORIES - 1 == workspace.status.judgements
    assert [5.0, 0.0, 5.0, 5.0] == [row["judge_relevance"].value for row in scores.values()]


def test_a_judge_that_cannot_answer_fails_by_name(workspace):
    """After all attempts; the suite is then not measured, which is not 0."""
    with a_server(MODELS["not-json"]) as server:
        workspace.run(server, validation_stories=0, samples=1)
        calls = len(server.chats)
    found = workspace.judgements()

    assert workspace.settings["generate"]["max_attempts"] * 2 * STORIES == calls
    assert {Outcome.NOT_JSON} == {one.failure for one in found}
    assert 2 * STORIES == workspace.status.failed
    assert "8 of them without a usable answer" in workspace.status.reason
    assert {None} == {row["judge_score"].value for row in judge_scores(found).values()}


def test_a_judge_that_answers_nothing_on_its_trials_is_asked_no_more(workspace):
    """Hours of calls would come to nothing; the status says so, and nothing was judged."""
    with a_server(MODELS["not-json"]) as server:
        workspace.run(server)
        asked = len(server.chats)
    trials = read_jsonl(workspace.folder / JUDGEMENTS / "validation/trials.jsonl", TrialJudgement)

    assert len(trials) * 2 * workspace.settings["generate"]["max_attempts"] == asked
    assert (0, False) == (workspace.status.judgements, workspace.status.enters_choice)
    assert not list((workspace.folder / JUDGEMENTS).glob("*.jsonl"))


def test_a_judge_that_is_not_there_is_one_line_before_any_call(workspace):
    """With the command that fixes it; what was there stays."""
    with a_server() as server:
        workspace.run(server)
        before = workspace.content()
        with pytest.raises(CasewrightError, match="ollama pull nobody"):
            workspace.run(server, model="nobody:1b")

    assert before == workspace.content()


def test_a_generation_of_an_unknown_story_is_refused(workspace):
    """The cell, the story and the command are named."""
    write_jsonl(workspace.folder / "data/clean/stories.jsonl", workspace.stories[:3])
    with a_server() as server, pytest.raises(CasewrightError, match="dvc repro --force generate"):
        workspace.run(server)


def test_a_judge_that_changes_while_it_judges_is_told_and_not_stored(workspace):
    """Its answers are of two models, and nobody knows which are whose."""
    models = MODELS | {"digest-changes": PASSING}
    with FakeOllama(models=models, slots=8) as server:
        with pytest.raises(CasewrightError, match="pulled anew while it judged"):
            workspace.run(server, model="digest-changes", validation_stories=0)
        calls = len(server.chats)
        workspace.run(server, model="digest-changes", validation_stories=0)

        assert 2 * calls == len(server.chats)


# ---- nothing is paid for twice


def test_a_second_run_calls_nobody_and_writes_the_same(workspace):
    """All answers come from the store."""
    with a_server() as server:
        workspace.run(server)
        first, calls = workspace.content(), len(server.chats)
        workspace.run(server)

        assert calls == len(server.chats)
    assert first == workspace.content()


def test_one_sample_more_costs_its_own_calls_only(workspace):
    """The others are the same questions as before."""
    with a_server() as server:
        workspace.run(server, validation_stories=0)
        workspace.run(server, samples=3)

        assert 3 * 2 * STORIES == len(server.chats)


def test_a_stage_that_is_killed_again_and_again_pays_for_nothing_twice(tmp_path, monkeypatch):
    """Six times SIGKILL: only what was under way is called for again, and the files end the same."""
    killed, undisturbed = (Workspace(tmp_path / name, monkeypatch) for name in ("killed", "undisturbed"))
    with a_server(delay_s=0.03) as server:
        for one in (killed, undisturbed):
            one.set(server)
        with processes(killed.folder, "judge") as start:
            kill_and_finish(start, server, 6, random.Random(11))
        answered = dict(server.finished)
        with a_server() as other:
            monkeypatch.setenv("CASEWRIGHT_STORE", str(tmp_path / "other.sqlite"))
            undisturbed.run(other)
            needed, asked = len(other.chats), set(other.finished)

    concurrency = killed.settings["generate"]["concurrency"]
    assert asked == set(answered)
    assert needed <= sum(answered.values()) <= needed + 6 * concurrency
    assert killed.content() == undisturbed.content()
    assert not list(killed.folder.glob("data/.*"))
