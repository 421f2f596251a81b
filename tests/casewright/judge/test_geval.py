import asyncio
import importlib.util
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from casewright.errors import ParamsError
from casewright.judge.engines import load_judge
from casewright.judge.geval import load_deepeval
from casewright.judge.judging import Exhibit
from casewright.ollama import ModelInfo, OllamaServer
from casewright.records import Outcome
from casewright.records.judgements import JudgeCriterion, JudgeSample
from tests.builders import ROOT, SMALL, a_story, a_suite
from tests.conftest import server_params
from tests.fake_models import Behaviour, Call
from tests.fake_ollama import FakeOllama

INSTALLED = importlib.util.find_spec("deepeval") is not None
needs_deepeval = pytest.mark.skipif(not INSTALLED, reason="the extra `deepeval` is not installed")
MODEL = ModelInfo("judge", "d1935", "0.34.0", None)


def figuring(*figures: Any) -> Behaviour:
    """A judge that gives one figure after the other, and the last one from then on."""
    left = list(figures)

    def behave(call: Call) -> None:
        figure = left.pop(0) if len(left) > 1 else left[0]
        call.say(json.dumps({"reason": f"It is worth {figure}.", "score": figure}))
        call.done()

    return behave


def looked(behaviour: Behaviour, params: Any, **changes: Any) -> tuple[JudgeSample, list[dict[str, Any]]]:
    """One sample of one suite, and what was asked for it."""

    async def look(host: str) -> JudgeSample:
        async with OllamaServer(server_params(host)) as server:
            settings = params.generate.model_copy(update={"seed": 7} | changes)
            judge = load_judge("deepeval", server, MODEL, settings)
            return (await judge.look(Exhibit(a_story(), SMALL, a_suite()), 2)).sample

    with FakeOllama(models={"judge": behaviour}) as fake:
        return asyncio.run(look(fake.host)), fake.chats


@pytest.mark.skipif(INSTALLED, reason="the extra `deepeval` is installed")
def test_without_the_package_there_is_one_line_that_says_what_to_do():
    """And the engine of our own needs nothing."""
    with pytest.raises(ParamsError, match="uv pip install deepeval") as error:
        load_deepeval()

    assert "\n" not in str(error.value)
    assert "judge.engine" in str(error.value)


def test_the_package_is_imported_only_where_it_is_used():
    """It costs seconds."""
    code = "import sys, stages.judge; sys.exit('deepeval' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})

    assert 0 == done.returncode


@needs_deepeval
def test_figures_become_scores_from_one_to_five(params):
    """A call a criterion; the reason is kept."""
    sample, chats = looked(figuring(0, 5, 10, 10, 10), params)

    assert [1.0, 3.0, 5.0, 5.0, 5.0] == [sample.scores[criterion] for criterion in JudgeCriterion]
    assert "It is worth 0." == sample.reasons[JudgeCriterion.RELEVANCE]
    assert (5, 5, None) == (len(chats), len(sample.attempts), sample.failure)


@needs_deepeval
def test_the_steps_are_our_questions_and_the_suite_is_blind(params):
    """No call invents steps; neither ids nor the author's rating are shown."""
    _, chats = looked(figuring(7), params)
    first = chats[0]["messages"][-1]["content"]

    assert "Is every test case about the feature that the story asks for" in first
    assert a_story().story in first
    assert "Price range number 2 filters the list" in first
    assert "TC-001" not in first
    assert {"reason", "score"} == set(chats[0]["format"]["properties"])
    assert {7 + params.generate.max_attempts} == {chat["options"]["seed"] for chat in chats}


@needs_deepeval
def test_a_figure_out_of_range_is_asked_for_again(params):
    """Like any answer that is not what was asked for."""
    sample, chats = looked(figuring(11, 8), params)

    assert 6 == len(chats)
    assert "score: should be a number from 0 to 10; got 11" == sample.attempts[0].detail
    assert pytest.approx(4.2) == sample.scores[JudgeCriterion.RELEVANCE]


@needs_deepeval
def test_a_criterion_without_a_figure_fails_the_sample(params):
    """With the outcome's name, and without scores."""
    sample, chats = looked(figuring("good"), params, max_attempts=2)

    assert (Outcome.SCHEMA_VIOLATION, {}) == (sample.failure, sample.scores)
    assert 2 == len(chats)
