"""What is served now: the champion, perhaps a canary beside it, and how another takes their place.

A story keeps the configuration that it began with. One that was replaced keeps its connections until the last
story that began with it has ended.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Self

from fastapi import Depends, Request

from service.breaker import Breaker
from service.configuration import Configuration
from service.writer import Writer, open_writer

_WHOLE = float(1 << 64)


class Role(StrEnum):
    """What a configuration is served as."""

    CHAMPION = "champion"
    CANARY = "canary"
    """Gets a share of the stories, to be compared with the champion."""


NewBreaker = Callable[[Role], Breaker]


class Served:
    """A configuration at work: with a writer, connections and a breaker of its own."""

    def __init__(self, role: Role, configuration: Configuration, breaker: Breaker) -> None:
        """Not open yet: `open_served` makes one that is."""
        self.role, self.configuration, self.breaker = role, configuration, breaker
        self.since = datetime.now(UTC)
        """When it took its place."""
        self.writer: Writer
        self._connections = AsyncExitStack()
        self._uses = 0
        self._is_retired = False
        self._closing: asyncio.Task[None] | None = None

    async def open(self) -> Self:
        """Make the writer; nothing is asked of a server yet."""
        self.writer = await self._connections.enter_async_context(open_writer(self.configuration))
        return self

    @contextmanager
    def in_use(self) -> Iterator[Self]:
        """Keep the connections open until the block ends."""
        self._uses += 1
        try:
            yield self
        finally:
            self._uses -= 1
            self._close_when_left()

    def retire(self) -> None:
        """Close the connections as soon as nobody uses them."""
        self._is_retired = True
        self._close_when_left()

    async def close(self) -> None:
        """Close the connections now, whoever uses them."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._connections.aclose())
        await self._closing

    @property
    def is_closed(self) -> bool:
        """Whether the connections are closed."""
        return self._closing is not None and self._closing.done()

    def _close_when_left(self) -> None:
        if self._is_retired and not self._uses and self._closing is None:
            self._closing = asyncio.create_task(self._connections.aclose())


OnChange = Callable[[Role, Served | None], None]


class Serving:
    """Champion and canary. Belongs to one event loop; a swap is one assignment, so no story sees half."""

    def __init__(
        self,
        champion: Served,
        canary_share: float = 0.0,
        on_change: OnChange = lambda _role, _served: None,
    ) -> None:
        """`on_change` is told who takes a role, from this champion on, and None of a canary that is gone."""
        self.canary_share = canary_share
        self.problems: dict[Role, str] = {}
        """Why the last reload of a role came to nothing; not there when it did not."""
        self.reloads: Counter[tuple[Role, str]] = Counter()
        """How often another choice was to take a role: `success`, or `failure` and the last one stayed."""
        self._served: dict[Role, Served] = {Role.CHAMPION: champion}
        self._retired: list[Served] = []
        self._on_change = on_change
        on_change(Role.CHAMPION, champion)

    @property
    def champion(self) -> Served:
        """What most stories go to, and what the service is."""
        return self._served[Role.CHAMPION]

    @property
    def canary(self) -> Served | None:
        """What a share of the stories goes to; None: all go to the champion."""
        return self._served.get(Role.CANARY)

    def served(self, role: Role) -> Served | None:
        """What has this role now."""
        return self._served.get(role)

    def pick(self, identity: str) -> Served:
        """Who writes the story of a request: the same for the same correlation id, as long as both stay."""
        canary = self.canary
        return canary if canary and _place(identity) < self.canary_share else self.champion

    def put(self, served: Served) -> None:
        """Let it take the place of what has its role."""
        before = self._served.get(served.role)
        served.since = datetime.now(UTC)
        self._served[served.role] = served
        self.reloads[served.role, "success"] += 1
        if before:
            self._retire(before)
        self._on_change(served.role, served)

    def drop_canary(self) -> None:
        """Let all stories go to the champion."""
        canary = self._served.pop(Role.CANARY, None)
        if canary:
            self._retire(canary)
            self._on_change(Role.CANARY, None)

    async def close(self) -> None:
        """Close all connections, also those of the retired."""
        everyone = [*self._served.values(), *self._retired]
        await asyncio.gather(*(served.close() for served in everyone), return_exceptions=True)

    def _retire(self, served: Served) -> None:
        served.retire()
        self._retired = [one for one in (*self._retired, served) if not one.is_closed]


def _place(identity: str) -> float:
    """A number in [0, 1) that is spread evenly over correlation ids, whatever they look like."""
    digest = hashlib.blake2b(identity.encode(), digest_size=8).digest()
    return int.from_bytes(digest) / _WHOLE


async def _serving(request: Request) -> Serving:
    serving: Serving = request.app.state.serving
    return serving


ServingDep = Annotated[Serving, Depends(_serving)]
