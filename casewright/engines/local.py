"""Calls from this process."""

import contextlib
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass

from casewright.conversation import Chat
from casewright.engines.job import CellJob, Produced
from casewright.generation import ModelWriter
from casewright.pool import pooled
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

        async def write(placed: tuple[int, UserStory]) -> Produced:
            position, story = placed
            passages, examples = job.passages_for(story), job.examples_for(story)
            return Produced(position, *await writer.generate(story, passages, epoch, examples))

        async with contextlib.aclosing(pooled(enumerate(stories), write, self.workers)) as produced:
            async for one in produced:
                yield one
