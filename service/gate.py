"""The concurrency gate: so many stories are written at once, so many more wait, and the rest are refused."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

from service.envelope import RefusedError

_NEWEST_SHARE = 0.2
"""Weight of the latest story in the mean time that a story holds its place."""


class Place(NamedTuple):
    """One of the places inside, for as long as it is held."""

    number: int
    waited_s: float
    entered_s: float
    """By the gate's clock."""


class Gate:
    """Lets `limit` in at once, first come, first served. Belongs to one event loop."""

    def __init__(
        self, limit: int, queue: int, wait_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """At most `queue` wait, each for at most `wait_s`."""
        self._limit, self._queue, self._wait_s, self._clock = limit, queue, wait_s, clock
        self._inside: dict[int, float] = {}
        """When each place was taken, the oldest first."""
        self._waiting: OrderedDict[asyncio.Future[Place], float] = OrderedDict()
        """Since when each waits, the oldest first."""
        self._taken = 0
        self._mean_held_s: float | None = None

    @property
    def limit(self) -> int:
        """How many may be inside at once."""
        return self._limit

    @property
    def in_flight(self) -> int:
        """How many are inside; for a while more than `limit` after that was lowered."""
        return len(self._inside)

    @property
    def waiting(self) -> int:
        """How many wait their turn."""
        return len(self._waiting)

    def resize(self, limit: int) -> None:
        """Let `limit` in at once from now on; nobody who is inside is turned out."""
        self._limit = limit
        self._let_in()

    async def enter(self) -> Place:
        """A place inside, which has to be given back to `leave`.

        Raises:
            RefusedError: 429: too many wait already, or this one's turn did not come in time.

        """
        if len(self._inside) < self._limit:  # then nobody waits: who does is let in as soon as this holds
            return self._take(waited_s=0.0)
        if len(self._waiting) >= self._queue:
            raise self._refusal(f"{len(self._waiting)} stories wait for their turn (SERVICE_QUEUE)")
        turn: asyncio.Future[Place] = asyncio.get_running_loop().create_future()
        self._waiting[turn] = self._clock()
        late = turn.get_loop().call_later(self._wait_s, self._give_up, turn)
        try:
            return await turn
        except asyncio.CancelledError:
            self._forget(turn)
            raise
        finally:
            late.cancel()

    def leave(self, place: Place) -> None:
        """Give a place back; giving it back twice is giving it back once."""
        if self._inside.pop(place.number, None) is None:
            return
        held_s = self._clock() - place.entered_s
        before_s = held_s if self._mean_held_s is None else self._mean_held_s
        self._mean_held_s = before_s + _NEWEST_SHARE * (held_s - before_s)
        self._let_in()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[Place]:
        """A place inside until the block ends; raises what `enter` raises."""
        place = await self.enter()
        try:
            yield place
        finally:
            self.leave(place)

    def turn_comes_in_s(self) -> float:
        """When a story that comes now could be let in, by how long stories have held their place.

        Who waits has been let in by then, or has given up. Before the first story has left, all are taken
        to stay for as long as the oldest has stayed.
        """
        oldest_s = self._clock() - next(iter(self._inside.values())) if self._inside else 0.0
        a_turn_s = max(self._mean_held_s or 0.0, oldest_s) / self._limit
        return a_turn_s + min(a_turn_s * len(self._waiting), self._wait_s)

    def _take(self, waited_s: float) -> Place:
        self._taken += 1
        place = Place(self._taken, waited_s, self._clock())
        self._inside[place.number] = place.entered_s
        return place

    def _let_in(self) -> None:
        while self._waiting and len(self._inside) < self._limit:
            turn, since_s = self._waiting.popitem(last=False)
            if turn.done():
                continue  # cancelled, and whoever waited for it has not run since
            turn.set_result(self._take(self._clock() - since_s))

    def _give_up(self, turn: asyncio.Future[Place]) -> None:
        if self._waiting.pop(turn, None) is not None and not turn.done():
            turn.set_exception(self._refusal(f"no turn within {self._wait_s:g} s (SERVICE_QUEUE_WAIT_S)"))

    def _forget(self, turn: asyncio.Future[Place]) -> None:
        """Whoever waited was cancelled, perhaps in the moment in which it was let in."""
        if self._waiting.pop(turn, None) is None and not turn.cancelled() and turn.exception() is None:
            self.leave(turn.result())

    def _refusal(self, why: str) -> RefusedError:
        message = f"too busy: {why}; come back after the seconds of Retry-After"
        return RefusedError(429, message, retry_after_s=self.turn_comes_in_s(), reason="queue")
