"""A judge on a fake server, tried or asked as the stage does."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from casewright.judge.judging import Exhibit
from casewright.judge.native import NativeJudge
from casewright.judge.prompt import load_judge_prompt
from casewright.judge.sitting import Sitting
from casewright.judge.trials import Trial
from casewright.ollama import OllamaServer
from casewright.params import GenerateParams, JudgeParams
from casewright.progress import Progress
from casewright.records import Record
from casewright.records.judgements import Judgement, JudgeValidation
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
