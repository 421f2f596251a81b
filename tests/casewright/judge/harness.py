"""A judge on a fake server, tried or asked as the stage does."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from casewright.judge.checklist import QUESTIONS
from casewright.judge.judging import Exhibit
from casewright.judge.native import NativeJudge
from casewright.judge.prompt import load_judge_prompt
from casewright.judge.sitting import Sitting
from casewright.judge.trials import Trial
from casewright.ollama import OllamaServer
from casewright.params import GenerateParams, JudgeParams
from casewright.progress import Progress
from casewright.records import Outcome, Record
from casewright.records.judgements import (
    Answer,
    CriterionScore,
    JudgeCriterion,
    Judgement,
    JudgeSample,
    JudgeValidation,
)
from tests.builders import SMALL, an_attempt
from tests.conftest import ROOT, server_params
from tests.fake_models import Behaviour
from tests.fake_ollama import FakeOllama

WORKERS = 4


def judge_params(**changes: Any) -> JudgeParams:
    """As shipped, with a judge."""
    return JudgeParams.model_validate({"model": "judge"} | changes)


def tried(
    behaviour: Behaviour, cases: Sequence[Trial], generate: GenerateParams, folder: Path, **changes: Any
) -> JudgeValidation:
    """What the check says of a judge."""
    validation = asyncio.run(_sat(behaviour, generate, folder, lambda one: one.check(cases), **changes))
    assert isinstance(validation, JudgeValidation)
    return validation


def heard(
    behaviour: Behaviour, exhibits: Sequence[Exhibit], generate: GenerateParams, folder: Path, **changes: Any
) -> list[Judgement]:
    """The judgements of some suites, in the order of their positions."""
    found: dict[int, Judgement] = {}

    def keep(position: int, judgement: Judgement) -> Record:
        found[position] = judgement
        return judgement

    asyncio.run(
        _sat(behaviour, generate, folder, lambda one: one.hear("c", exhibits, len(exhibits), keep), **changes)
    )
    return [found[position] for position in sorted(found)]


async def _sat(
    behaviour: Behaviour, generate: GenerateParams, folder: Path, work: Any, **changes: Any
) -> Any:
    params = judge_params(**changes)
    settings = generate.model_copy(update={"seed": params.seed, "temperature": params.temperature})
    with FakeOllama(models={"judge": behaviour}, slots=8) as fake:
        async with OllamaServer(server_params(fake.host), concurrency=WORKERS) as server:
            model = await server.describe("judge")
            judge = NativeJudge(server, model, load_judge_prompt(ROOT / "prompts"), settings)
            return await work(Sitting(judge, params, WORKERS, Progress(stage="judge"), folder))


def a_judgement(
    story_id: str = "US-001",
    *,
    no_suite: Outcome | None = None,
    failed: Outcome | None = None,
    repeat: int = 0,
    **scores: float,
) -> Judgement:
    """The best by every criterion but those given, in two samples."""
    of_samples = {criterion: scores.get(criterion.value, 5.0) for criterion in JudgeCriterion}
    samples = [
        JudgeSample(
            number=number,
            order=(2, 1, 3),
            attempts=(an_attempt(failed or Outcome.OK),),
            answers=() if failed else _ANSWERS,
            scores={} if failed else of_samples,
            failure=failed,
        )
        for number in (1, 2)
    ]
    return Judgement(
        story_id=story_id,
        cell=SMALL,
        repeat=repeat,
        judge="gemma3:12b",
        judge_digest="d1935",
        prompt_hash="c0ffee",
        samples=() if no_suite else tuple(samples),
        scores={}
        if failed or no_suite
        else {
            criterion: CriterionScore(score=score, lowest=score, highest=score, samples=2)
            for criterion, score in of_samples.items()
        },
        no_suite=no_suite,
    )


_ANSWERS = tuple(
    Answer(question=one.name, verdict="yes", evidence="a quote of it", grounded=True) for one in QUESTIONS
)
