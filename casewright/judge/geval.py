"""The judge that is asked by DeepEval's G-Eval, a call a criterion (extra `deepeval`).

G-Eval asks for one figure, 0 to 10, and not for answers that could be checked. Our questions are its
evaluation steps, given explicitly, because the judge would invent some otherwise. Its calls go through our
own chats: the response store, attempts with seeds of their own, and failures with a name. DeepEval's own
model for Ollama would weigh no probabilities either: it takes the bare figure.
"""

import contextlib
import hashlib
import io
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from casewright.conversation import Chat, Conversation, Exchange, Read
from casewright.errors import ParamsError
from casewright.files import shortened
from casewright.judge.checklist import CHECKLIST_HASH, QUESTIONS
from casewright.judge.judging import Exhibit, Looked
from casewright.judge.native import sample_settings
from casewright.judge.prompt import shuffled
from casewright.ollama import ModelInfo
from casewright.params import GenerateParams
from casewright.prompts import Message
from casewright.records import Attempt, AttemptTiming, Outcome, TestCase, UserStory
from casewright.records.judgements import JUDGED_SCALE, JudgeCriterion, JudgeEngine, JudgeSample

_OFF = {
    "DEEPEVAL_TELEMETRY_OPT_OUT": "1",
    "DEEPEVAL_UPDATE_WARNING_OPT_IN": "0",
    "DEEPEVAL_DISABLE_DOTENV": "1",
    "DEEPEVAL_DISABLE_LEGACY_KEYFILE": "1",
    "DEEPEVAL_DISABLE_TIMEOUTS": "1",
    "DEEPEVAL_FILE_SYSTEM": "READ_ONLY",
    "ERROR_REPORTING": "0",
}
"""It sends, reads and writes nothing of its own, and leaves timeouts to us."""

_FIGURES = (0, 10)
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "reason": {"type": "string", "maxLength": 600},
        "score": {"type": "integer", "minimum": _FIGURES[0], "maximum": _FIGURES[1]},
    },
    "required": ["reason", "score"],
}
"""Its own schema lets any number through; a server's grammar holds whole numbers to their bounds."""


def load_deepeval() -> Any:
    """DeepEval, silenced before it is imported.

    Raises:
        ParamsError: it is not installed.

    """
    os.environ.update(_OFF)
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it tells that it may write no files
            import deepeval
            import deepeval.metrics
            import deepeval.models
            import deepeval.test_case
    except ImportError as error:
        raise ParamsError(
            f"judge.engine: deepeval needs the extra `deepeval` ({error}); run `uv pip install deepeval`, or "
            "set judge.engine to native"
        ) from error
    return deepeval


@dataclass(frozen=True)
class DeepEvalJudge:
    """A model that G-Eval asks."""

    engine: ClassVar[JudgeEngine] = "deepeval"

    deepeval: Any
    chats: Chat
    model: ModelInfo
    settings: GenerateParams

    @property
    def prompt_hash(self) -> str:
        """Of the checklist and of DeepEval's version, to which the rest of the prompt belongs."""
        return hashlib.sha256(f"deepeval {self.deepeval.__version__} {CHECKLIST_HASH}".encode()).hexdigest()

    async def look(self, exhibit: Exhibit, number: int) -> Looked:
        """Sample `number` of one suite, from 1; one criterion without a figure fails it.

        Raises:
            ServerError: no server is left.

        """
        order = shuffled(exhibit.story, exhibit.cases, self.settings.seed, number)
        shown = [exhibit.cases[position - 1] for position in order]
        asked = _Asked(self.chats, self.model.name, sample_settings(self.settings, number))
        scores: dict[JudgeCriterion, float] = {}
        reasons: dict[JudgeCriterion, str] = {}
        for criterion in JudgeCriterion:
            metric = self._metric(criterion, asked)
            case = self.deepeval.test_case.LLMTestCase(
                input=_story_text(exhibit.story), actual_output=_suite_text(shown)
            )
            try:
                share = await metric.a_measure(case, _show_indicator=False)
            except _NoFigureError:
                break
            lowest, highest = JUDGED_SCALE
            scores[criterion] = lowest + (highest - lowest) * share
            reasons[criterion] = str(metric.reason)
        whole = len(scores) == len(JudgeCriterion)
        sample = JudgeSample(
            number=number,
            order=order,
            attempts=tuple(asked.attempts),
            scores=scores if whole else {},
            reasons=reasons,
            failure=None if whole else asked.attempts[-1].outcome,
        )
        return Looked(sample, asked.timings)

    def _metric(self, criterion: JudgeCriterion, asked: "_Asked") -> Any:
        params = self.deepeval.test_case.SingleTurnParams
        return self.deepeval.metrics.GEval(
            name=criterion.value,
            evaluation_steps=[one.text for one in QUESTIONS if one.criterion is criterion],
            evaluation_params=[params.INPUT, params.ACTUAL_OUTPUT],
            model=_adapter(self.deepeval, self.model.name, asked),
        )


class _NoFigureError(Exception):
    """No attempt came to a figure."""


class _Asked:
    """What was asked of the model for one sample."""

    def __init__(self, chats: Chat, model: str, settings: GenerateParams) -> None:
        self._conversation = Conversation(
            chats,
            model,
            settings,
            _read_figure,
            {"schema": _SCHEMA, "json": "json", "none": None}[settings.format],
        )
        self.attempts: list[Attempt] = []
        self.timings: list[AttemptTiming] = []

    async def figure(self, prompt: str) -> dict[str, Any]:
        """Figure and reason.

        Raises:
            _NoFigureError: no attempt came to one.

        """
        exchange: Exchange[dict[str, Any]] = await self._conversation.ask([Message("user", prompt)])
        self.attempts += exchange.attempts
        self.timings += exchange.timings
        if exchange.value is None:
            raise _NoFigureError(exchange.attempts[-1].detail)
        return exchange.value


def _adapter(deepeval: Any, name: str, asked: _Asked) -> Any:
    """Our model as one of DeepEval's."""

    class Model(deepeval.models.DeepEvalBaseLLM):  # type: ignore[misc]  # its base is only known at run time
        def load_model(self, *_: Any, **__: Any) -> Any:
            return self

        def get_model_name(self, *_: Any, **__: Any) -> str:
            return name

        def generate(self, *_: Any, **__: Any) -> Any:
            raise NotImplementedError  # everything here is asynchronous

        async def a_generate(self, prompt: str, schema: Any = None, **_: Any) -> Any:
            figure = await asked.figure(prompt)
            return schema(**figure) if schema else json.dumps(figure)

    return Model(name)


def _read_figure(text: str) -> Read[dict[str, Any]]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return Read(Outcome.NOT_JSON, problem=f"not JSON; got {shortened(text)!r}")
    score = value.get("score") if isinstance(value, dict) else None
    low, high = _FIGURES
    if isinstance(score, bool) or not isinstance(score, int | float) or not low <= score <= high:
        problem = f"score: should be a number from {low} to {high}; got {shortened(repr(score))}"
        return Read(Outcome.SCHEMA_VIOLATION, problem=problem)
    return Read(Outcome.OK, {"score": score, "reason": str(value.get("reason", ""))})


def _story_text(story: UserStory) -> str:
    return "\n".join([story.story, *(f"- {criterion}" for criterion in story.acceptance_criteria)])


def _suite_text(cases: Sequence[TestCase]) -> str:
    """The suite as a judge sees it: without ids, and without the author's own rating."""
    texts = []
    for number, case in enumerate(cases, start=1):
        lines = [f"Test case {number} ({case.type.value}): {case.title}", "Preconditions:"]
        lines += [f"- {state}" for state in case.preconditions] or ["(none)"]
        lines += ["Steps:", *(f"{place}. {step}" for place, step in enumerate(case.steps, start=1))]
        texts.append("\n".join([*lines, f"Expected result: {case.expected_result}"]))
    return "\n\n".join(texts)
