"""The judge that is asked the checklist, in one call a sample."""

from dataclasses import dataclass
from typing import ClassVar

from casewright.conversation import Chat, Conversation
from casewright.judge.answers import answers_schema, read_answers
from casewright.judge.checklist import criterion_scores
from casewright.judge.judging import Exhibit, Looked
from casewright.judge.prompt import JudgePrompt, shuffled, source_of
from casewright.ollama import ModelInfo
from casewright.params import GenerateParams
from casewright.records.judgements import JudgeEngine, JudgeSample

_SCHEMA = answers_schema()


@dataclass(frozen=True)
class NativeJudge:
    """A model with the checklist."""

    engine: ClassVar[JudgeEngine] = "native"

    chats: Chat
    model: ModelInfo
    prompt: JudgePrompt
    settings: GenerateParams

    @property
    def prompt_hash(self) -> str:
        """Of the template and the checklist."""
        return self.prompt.hash

    async def look(self, exhibit: Exhibit, number: int) -> Looked:
        """Sample `number` of one suite, from 1: its own order of the cases, and its own seeds.

        Raises:
            ServerError: no server is left.

        """
        settings = sample_settings(self.settings, number)
        order = shuffled(exhibit.story, exhibit.cases, self.settings.seed, number)
        source = source_of(exhibit.story, exhibit.cases)
        conversation = Conversation(
            self.chats,
            self.model.name,
            settings,
            lambda text: read_answers(text, source),
            {"schema": _SCHEMA, "json": "json", "none": None}[settings.format],
        )
        shown = [exhibit.cases[position - 1] for position in order]
        exchange = await conversation.ask(self.prompt.messages(exhibit.story, shown))
        answers = exchange.value or ()
        sample = JudgeSample(
            number=number,
            order=order,
            attempts=exchange.attempts,
            answers=answers,
            scores=criterion_scores(answers) if answers else {},
            failure=exchange.failure,
        )
        return Looked(sample, exchange.timings)


def sample_settings(settings: GenerateParams, number: int) -> GenerateParams:
    """The settings of sample `number`: no two samples share the seed of an attempt."""
    return settings.model_copy(update={"seed": settings.seed + (number - 1) * settings.max_attempts})
