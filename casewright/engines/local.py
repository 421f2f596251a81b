"""Calls from this process."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from itertools import islice

from casewright.engines.job import CellJob, Produced
from casewright.generation import Chat, ModelWriter
from casewright.records import UserStory


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
