"""How a judge is asked: by our checklist, or by DeepEval's G-Eval."""

from casewright.conversation import Chat
from casewright.judge.geval import DeepEvalJudge, load_deepeval
from casewright.judge.judging import Judge
from casewright.judge.native import NativeJudge
from casewright.judge.prompt import load_judge_prompt
from casewright.ollama import ModelInfo
from casewright.params import GenerateParams, Params
from casewright.records.judgements import JudgeEngine


def judge_settings(params: Params) -> GenerateParams:
    """How the judge is called: like the models that write, but for its seed and temperature."""
    return params.generate.model_copy(
        update={"seed": params.judge.seed, "temperature": params.judge.temperature}
    )


def load_judge(engine: JudgeEngine, chats: Chat, model: ModelInfo, settings: GenerateParams) -> Judge:
    """The judge that was asked for.

    Raises:
        PromptError: the template cannot be used.
        ParamsError: DeepEval was asked for and is not installed.

    """
    if engine == "deepeval":
        return DeepEvalJudge(load_deepeval(), chats, model, settings)
    return NativeJudge(chats, model, load_judge_prompt(), settings)
