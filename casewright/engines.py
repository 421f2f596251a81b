"""Where the calls of a cell are made from. An engine takes a job and stories, and yields what came of each.

The seam: the stage prepares the servers (digests compared, model loaded), owns progress, files and
conditions, and asks an engine for nothing but `produce`. An engine may make its calls in other processes or
on other machines. To go there, a job needs its model (a `ModelInfo`), the name of its prompt
(`load_prompt` reads it where the calls are made; a template does not travel), its settings and the
retriever's folder; what comes back are the two records of a story, which are plain data. Three promises hold
for every engine:

- each position is yielded once, in any order, as soon as it is there;
- no more stories are read ahead than there are workers, and none is kept;
- closing the iterator cancels what is under way.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, Protocol

from casewright.generation import Chat, ModelWriter
from casewright.ollama import ModelInfo
from casewright.params import GenerateParams
from casewright.prompts import Prompt
from casewright.records import Cell, Generation, Timing, UserStory
from casewright.retrieval import Retriever


class Produced(NamedTuple):
    """What came of the story at a position, 0 for the first."""

    position: int
    generation: Generation
    timing: Timing


@dataclass(frozen=True)
class CellJob:
    """One cell to be run."""

    model: ModelInfo
    prompt: Prompt
    settings: GenerateParams
    retriever: Retriever | None
    passages_per_story: int

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


@dataclass(frozen=True)
class LocalEngine:
    """All calls from this process, so many stories at a time."""

    chats: Chat
    workers: int

    async def produce(
        self, job: CellJob, stories: Iterable[UserStory], epoch: float
    ) -> AsyncGenerator[Produced, None]:
        """What comes of each story, as it comes."""
        writer = ModelWriter(self.chats, job.model, job.prompt, job.settings)
        waiting = enumerate(stories)
        running: set[asyncio.Task[Produced]] = set()
        finished: set[asyncio.Task[Produced]] = set()
        try:
            while True:
                for position, story in islice(waiting, self.workers - len(running)):
                    running.add(asyncio.create_task(_produce(writer, job, position, story, epoch)))
                if not running:
                    return
                finished, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in finished:
                    yield task.result()
        finally:
            for task in running:
                task.cancel()
            # Those that failed beside the first one, too: each has to be looked at.
            await asyncio.gather(*running, *finished, return_exceptions=True)


async def _produce(
    writer: ModelWriter, job: CellJob, position: int, story: UserStory, epoch: float
) -> Produced:
    passages = job.retriever.nearest(story, job.passages_per_story) if job.retriever else []
    return Produced(position, *await writer.generate(story, passages, epoch))
