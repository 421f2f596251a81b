"""Work that is done so many pieces at a time, and handed over piece by piece as it is done."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator
from typing import Generic, TypeVar

W = TypeVar("W")
R = TypeVar("R")


async def pooled(
    pieces: Iterable[W], work: Callable[[W], Awaitable[R]], workers: int
) -> AsyncGenerator[R, None]:
    """What comes of each piece, as it comes: in any order, each once.

    Pieces are read as they are needed, and of what is done no more than one a worker waits to be taken. The
    first error ends all; closing the iterator cancels what is under way.
    """
    shelf: _Shelf[R] = _Shelf(workers)
    waiting = iter(pieces)
    tasks = [asyncio.create_task(_work(waiting, work, shelf)) for _ in range(workers)]
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


class _Shelf(Generic[R]):
    """What was done and is not taken yet: one row a worker at most."""

    def __init__(self, size: int) -> None:
        self.rows: deque[R] = deque()
        self._size = size
        self._changed, self._room = asyncio.Event(), asyncio.Event()

    async def put(self, row: R) -> None:
        while len(self.rows) >= self._size:
            self._room.clear()
            await self._room.wait()
        self.rows.append(row)
        self._changed.set()

    def take(self) -> R:
        self._room.set()
        return self.rows.popleft()

    async def filled(self) -> None:
        """Wait until there is a row, or until a worker has ended."""
        await self._changed.wait()
        self._changed.clear()

    def wake(self, _: object) -> None:
        self._changed.set()


async def _work(waiting: Iterator[W], work: Callable[[W], Awaitable[R]], shelf: _Shelf[R]) -> None:
    """One piece after the other: the next is begun before anybody looks at what came of the last."""
    for piece in waiting:
        await shelf.put(await work(piece))
