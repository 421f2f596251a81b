"""The judge stage against a real Ollama server with a tiny random model: what the fake one cannot prove."""

import json

import pytest
import yaml

from casewright.files import read_json, read_jsonl, write_jsonl
from casewright.judge.checklist import QUESTIONS
from casewright.records.judgements import Judgement, JudgeStatus, TrialJudgement
from stages import judge
from tests.builders import SMALL, a_generation, shipped_references, shipped_stories
from tests.conftest import ROOT
from tests.test_real_ollama import host, pytestmark  # noqa: F401  the server, and where it can be had

STORIES = 2
SAMPLES = 2


@pytest.fixture(scope="module")
def folder(host, tmp_path_factory):  # noqa: F811  the fixture of that name
    """What the stage wrote with the tiny model as judge: one cell, and two stories to check it on."""
    folder = tmp_path_factory.mktemp("judged")
    (folder / "prompts").mkdir()
    (folder / "prompts/judge.j2").write_bytes((ROOT / "prompts/judge.j2").read_bytes())
    settings = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    settings["judge"] |= {"model": "tiny", "samples": SAMPLES, "validation_stories": 1}
    settings["ollama"] |= {"host": host, "hosts": None}
    settings["generate"] |= {"store": str(folder / "store.sqlite"), "concurrency": 1}
    (folder / "params.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    stories, references = shipped_stories()[:STORIES], shipped_references()[:STORIES]
    write_jsonl(folder / "data/clean/stories.jsonl", stories)
    write_jsonl(folder / "data/clean/references.jsonl", references)
    rows = [
        a_generation(story.id, cases=suite.test_cases)
        for story, suite in zip(stories, references, strict=True)
    ]
    write_jsonl(folder / f"data/generations/{SMALL.slug}.jsonl", rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        judge.main()
    return folder / "data/judgements"


@pytest.fixture(scope="module")
def judgements(folder) -> list[Judgement]:
    """Of the cell, then of the trials."""
    trials = read_jsonl(folder / "validation/trials.jsonl", TrialJudgement)
    return [*read_jsonl(folder / f"{SMALL.slug}.jsonl", Judgement), *(one.judgement for one in trials)]


def test_the_schema_makes_a_random_model_answer_every_question(judgements):
    """What the grammar lets through is valid to our parser, whatever the model writes."""
    samples = [sample for judgement in judgements for sample in judgement.samples]
    details = [attempt.detail for sample in samples for attempt in sample.attempts if attempt.detail]

    assert (STORIES + 6) * SAMPLES == len(samples)
    assert [] == details
    assert {len(QUESTIONS)} == {len(sample.answers) for sample in samples}


def test_evidence_comes_before_the_verdict_and_questions_in_their_order(judgements):
    """The order in which a model thinks."""
    text = judgements[0].samples[0].attempts[0].raw_text
    answers = json.loads(text)

    assert [one.key for one in QUESTIONS] == list(answers)
    assert {("evidence", "verdict")} == {tuple(answer) for answer in answers.values()}


def test_a_judge_that_knows_nothing_does_not_enter_the_choice(folder, judgements):
    """What it quotes is not there, so it passes nothing."""
    status = JudgeStatus.model_validate(read_json(folder / "status.json"))

    assert ("tiny", STORIES, 0) == (status.judge, status.judgements, status.failed)
    assert not status.enters_choice
    assert status.grounded_evidence is not None
    assert status.grounded_evidence < 0.2
    assert all(one.score < 4 for judgement in judgements for one in judgement.scores.values())
