"""Calls from this process."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Iterator
from dataclasses import dataclass

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
        shelf = _Shelf(self.workers)
        writer = ModelWriter(self.chats, job.model, job.prompt, job.settings)
        waiting = enumerate(stories)
        tasks = [asyncio.create_task(_work(writer, job, waiting, epoch, shelf)) for _ in range(self.workers)]
        for task in tasks:
            task.add_done_callback(shelf.wake)
        try:
            while True:
                while shelf.rows:
                    yield shelf.take()
                ended = [task for task in tasks if task.done()]
                for task in ended:
                    task.result()  # the first failure ends all
                if len(ended) == len(tasks):
                    return
                await shelf.filled()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


class _Shelf:
    """What was produced and is not taken yet: one row a worker at most."""

    def __init__(self, size: int) -> None:
        self.rows: deque[Produced] = deque()
        self._size = size
        self._changed, self._room = asyncio.Event(), asyncio.Event()

    async def put(self, produced: Produced) -> None:
        while len(self.rows) >= self._size:
            self._room.clear()
            await self._room.wait()
        self.rows.append(produced)
        self._changed.set()

    def take(self) -> Produced:
        self._room.set()
        return self.rows.popleft()

    async def filled(self) -> None:
        """Wait until there is a row, or until a worker has ended."""
        await self._changed.wait()
        self._changed.clear()

    def wake(self, _: object) -> None:
        self._changed.set()


async def _work(
    writer: ModelWriter,
    job: CellJob,
    waiting: Iterator[tuple[int, UserStory]],
    epoch: float,
    shelf: _Shelf,
) -> None:
    """One story after the other: the next call goes out before anybody looks at what came of the last."""
    for position, story in waiting:
        passages = job.retriever.nearest(story, job.passages_per_story) if job.retriever else []
        await shelf.put(Produced(position, *await writer.generate(story, passages, epoch)))
