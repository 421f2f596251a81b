"""What an engine takes and yields, and what it promises."""

from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from casewright.examples import ExamplePicker
from casewright.ollama import ModelInfo
from casewright.params import GenerateParams
from casewright.prompts import Prompt
from casewright.records import Cell, Example, Generation, Timing, UserStory
from casewright.retrieval import Retriever


class Produced(NamedTuple):
    """What came of the story at a position, 0 for the first."""

    position: int
    generation: Generation
    timing: Timing

    def of_repeat(self, repeat: int, repeats: int) -> "Produced":
        """The same as one of several suites for its story; the position counts them all, story by story."""
        return Produced(
            self.position * repeats + repeat,
            self.generation.model_copy(update={"repeat": repeat}),
            self.timing.model_copy(update={"repeat": repeat}),
        )


@dataclass(frozen=True)
class CellJob:
    """One cell to be run."""

    model: ModelInfo
    prompt: Prompt
    settings: GenerateParams
    retriever: Retriever | None
    passages_per_story: int
    examples: ExamplePicker | None = None

    def passages_for(self, story: UserStory) -> list[str]:
        """Retrieved context for a story, where the prompt asks for it."""
        return self.retriever.nearest(story, self.passages_per_story) if self.retriever else []

    def examples_for(self, story: UserStory) -> list[Example]:
        """Suites of similar stories, where the prompt asks for them."""
        return self.examples.pick(story, **self.settings.examples.model_dump()) if self.examples else []

    @property
    def cell(self) -> Cell:
        """The (model, prompt) pair."""
        return Cell(model=self.model.name, prompt=self.prompt.name)


class Engine(Protocol):
    """Makes the calls of a cell."""

    def produce(
        self, job: CellJob, stories: Iterable[UserStory], epoch: float
    ) -> AsyncGenerator[Produced, None]:
        """What comes of each story, as it comes.

        Args:
            job: the cell.
            stories: in their order; read as they are needed.
            epoch: the `time.perf_counter()` of this process that timings count from.

        Raises:
            ServerError: no server is left.

        """
        ...
