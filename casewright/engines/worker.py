"""The worker of the engine on Ray: one for each server, with so many stories at a time as the server takes.

A worker never calls another server than its own. Where that one is gone, stories go back unwritten, and a new
one is only taken up once the server answers again or some seconds have passed: a server that fails at once
must not run through all stories while the others are at work.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from casewright.conversation import model_options
from casewright.dispatch import ERRORS_IN_A_ROW
from casewright.engines.cluster import load_ray
from casewright.engines.errand import Answer, Errand, Rendered, Satchel
from casewright.errors import ServerError
from casewright.generation import ModelWriter
from casewright.ollama import ChatRequest, ModelInfo, OllamaServer, Reply
from casewright.params import GenerateParams, OllamaParams
from casewright.prompts import Prompt
from casewright.records import Outcome
from casewright.store import ResponseStore, StoringChat, Where

_LOOK_EVERY_S = 0.5


@dataclass(frozen=True)
class Orders:
    """What all workers of a cell have in common."""

    model: ModelInfo
    prompt_name: str
    prompt_hash: str
    settings: GenerateParams
    servers: OllamaParams
    where: Where
    repeat: int
    hold_s: float
    """How long a story is held for a server that is gone."""


class Roster:
    """Gives each worker its server, and tells all of them to stop; an actor of its own.

    A worker that Ray starts anew after a crash has the server that it had before.
    """

    def __init__(self, hosts: Sequence[str]) -> None:
        self._hosts = hosts
        self._places: dict[str, int] = {}
        self._stopping = asyncio.Event()

    async def host_of(self, worker: str) -> str:
        """The server of a worker."""
        place = self._places.setdefault(worker, len(self._places))
        return self._hosts[place % len(self._hosts)]

    async def stop(self) -> None:
        """End `stopped` for all that wait for it."""
        self._stopping.set()

    async def stopped(self) -> None:
        """Wait for the end of the run."""
        await self._stopping.wait()


class HostGoneError(Exception):
    """The server is not there, or others may do better."""


class HomeServer:
    """A worker's own server, as what a writer chats with."""

    def __init__(self, orders: Orders, host: str) -> None:
        self._orders = orders
        self._server = OllamaServer(orders.servers, host=host, concurrency=orders.where.concurrency)
        self._errors = 0
        self._gone = False

    async def chat(self, request: ChatRequest) -> Reply:
        """One chat.

        Raises:
            HostGoneError: the server is gone, or it made several errors in a row and there are others.

        """
        reply = await self._server.chat(request)
        if reply.failure is Outcome.SERVER_ERROR:
            self._errors += 1
            often = self._errors >= ERRORS_IN_A_ROW and len(self._orders.where.hosts) > 1
            if often or not await self._has_the_model():
                self._gone = True
                raise HostGoneError(reply.detail)
        else:
            self._errors = 0
        timing = reply.timing.model_copy(update={"host": self._server.host})
        return Reply(reply.failure, reply.detail, reply.text, reply.thinking, reply.done_reason, timing)

    async def ready(self) -> None:
        """Return at once unless the server is gone; then hold on until it is back.

        Raises:
            HostGoneError: it is not back in time.

        """
        deadline = time.monotonic() + self._orders.hold_s
        while self._gone:
            if await self._has_the_model():
                with contextlib.suppress(ServerError):
                    options = model_options(self._orders.settings)
                    await self._server.load(self._orders.model.name, options)
                    self._gone, self._errors = False, 0
                    return
            if time.monotonic() > deadline:
                raise HostGoneError(self._server.host)
            await asyncio.sleep(_LOOK_EVERY_S)

    async def _has_the_model(self) -> bool:
        """Whether the server answers, and still has the very model of the cell."""
        model = self._orders.model
        try:
            async with asyncio.timeout(self._orders.servers.connect_timeout_s):
                return (await self._server.describe(model.name)).digest == model.digest
        except (ServerError, TimeoutError):
            return False


class Worker:
    """What Ray Data calls with each errand."""

    def __init__(self, orders: Orders, roster: Any) -> None:
        ray = load_ray()
        self._orders, self._roster = orders, roster
        self._home = HomeServer(
            orders, ray.get(roster.host_of.remote(ray.get_runtime_context().get_actor_id()))
        )
        self._stopped: asyncio.Future[None] | None = None

    async def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """Write the suite of the story in `row`; what comes back is an `Answer`."""
        errand = Errand.model_validate_json(row["errand"])
        if self._stopped is None:
            self._stopped = asyncio.ensure_future(_until(self._roster.stopped.remote()))
        writing = asyncio.create_task(self._write(errand))
        either: set[asyncio.Future[Any]] = {writing, self._stopped}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not writing.done():
            writing.cancel()  # the connection is closed, and the server stops to write
            await asyncio.wait({writing})
        answer = Answer(position=errand.position) if writing.cancelled() else writing.result()
        return {"answer": answer.model_dump_json()}

    async def _write(self, errand: Errand) -> Answer:
        orders, satchel = self._orders, Satchel(errand.replies)
        chats = StoringChat(
            self._home,
            cast(ResponseStore, satchel),
            orders.model,
            orders.where,
            orders.settings.reuse,
            orders.repeat,
        )
        prompt = cast(Prompt, Rendered(orders.prompt_name, orders.prompt_hash, errand.messages))
        writer = ModelWriter(chats, orders.model, prompt, orders.settings)
        try:
            await self._home.ready()
            generation, timing = await writer.generate(errand.story, (), time.perf_counter())
        except HostGoneError:
            return Answer(position=errand.position, replies=satchel.new)
        return Answer(position=errand.position, generation=generation, timing=timing, replies=satchel.new)


async def _until(told: Any) -> None:
    await told
