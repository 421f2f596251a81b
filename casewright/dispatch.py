"""Several servers with one model: each call goes to the least busy one, and one that is gone is left out.

A server that cannot be reached uses up nobody's attempt: its calls go to the others, and with no other left
the run waits for `ollama.outage_timeout_s` and then stops. An error of a server that is alive is the call's
own, unless it is the third in a row and another server may do better.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from casewright.errors import ServerError
from casewright.ollama import ChatRequest, LoadedModel, ModelInfo, OllamaServer, Reply, hosts
from casewright.params import OllamaParams
from casewright.records import Outcome

ERRORS_IN_A_ROW = 3
"""Server errors in a row after which a server that is alive is left out for a while."""
HOSTS_A_CALL_MAY_LOSE = 5
"""A call that a server goes down with this often is what brings them down, and is told so."""
UNLOADING_S = 5.0
FIRST_LOOK_S = 1.0
LONGEST_LOOK_S = 30.0
"""Pause before a server that was left out is looked at again: doubling, between these two."""


@dataclass(eq=False)
class _Host:
    server: OllamaServer
    in_flight: int = 0
    errors: int = 0
    """In a row."""
    up: bool = True


class Fleet:
    """All servers of a run. Use as an asynchronous context manager."""

    def __init__(
        self, params: OllamaParams, concurrency: int, warn: Callable[[str], None] = lambda _: None
    ) -> None:
        """`concurrency` is a host's; `warn` is told of each server that goes or comes back."""
        self._params, self._concurrency, self._warn = params, concurrency, warn
        self._hosts = [
            _Host(OllamaServer(params, host=host, concurrency=concurrency)) for host in hosts(params)
        ]
        self._changed = asyncio.Event()
        self._looking: set[asyncio.Task[None]] = set()
        self._current: tuple[ModelInfo, dict[str, Any]] | None = None

    @property
    def hosts(self) -> tuple[str, ...]:
        """The addresses of all servers, those that are left out included."""
        return tuple(host.server.host for host in self._hosts)

    @property
    def workers(self) -> int:
        """Calls that all servers together take at once."""
        return self._concurrency * len(self._hosts)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        for task in self._looking:
            task.cancel()
        await asyncio.gather(*self._looking, return_exceptions=True)
        for host in self._hosts:
            await host.server.__aexit__(*exc_info)

    async def describe(self, model: str) -> ModelInfo:
        """What the servers that are up say of `model`; differing versions are joined by `+`.

        Raises:
            ServerError: one does not answer, does not have it, or has another model by that name.

        """
        up = [host for host in self._hosts if host.up] or self._hosts
        found = [(host.server.host, await host.server.describe(model)) for host in up]
        first_host, first = found[0]
        for host, info in found[1:]:
            if info.digest != first.digest:
                raise ServerError(
                    f"model {model!r}: {first_host} has digest {first.digest[:12]}, {host} has "
                    f"{info.digest[:12]}; all of ollama.hosts need the same model: run `ollama pull {model}` "
                    "on both, or leave one out"
                )
        versions = sorted({info.server_version for _, info in found if info.server_version})
        return replace(first, server_version="+".join(versions) or None)

    async def digest_now(self, model: ModelInfo) -> str:
        """The digest that the name of `model` stands for now; another one where any server has another."""
        digests = [(await host.server.describe(model.name)).digest for host in await self._alive()]
        return next((digest for digest in digests if digest != model.digest), model.digest)

    @contextlib.asynccontextmanager
    async def loading(self, model: ModelInfo, options: dict[str, Any]) -> AsyncIterator[None]:
        """Keep `model` loaded on every server, with the options of the calls to come, until the block ends.

        Raises:
            ServerError: it does not load on one that is alive, or there is none left that is.

        """
        self._current = (model, options)
        try:
            await self._load(model, options)
            yield
        finally:
            # Also where the run is stopped: else the model would stay in memory for good.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(UNLOADING_S):
                    await asyncio.gather(*(one.server.unload(model.name) for one in self._hosts if one.up))

    async def _load(self, model: ModelInfo, options: dict[str, Any]) -> None:
        up = [host for host in self._hosts if host.up]
        results = await asyncio.gather(
            *(host.server.load(model.name, options) for host in up), return_exceptions=True
        )
        for host, error in zip(up, results, strict=True):
            if isinstance(error, ServerError) and len(self._hosts) > 1 and not await self._answers(host):
                self._leave_out(host, str(error))
            elif isinstance(error, BaseException):
                raise error

    async def loaded(self, model: ModelInfo) -> LoadedModel | None:
        """What the first server that is up keeps of `model` in memory."""
        first, *_ = await self._alive()
        return await first.server.loaded(model)

    async def chat(self, request: ChatRequest) -> Reply:
        """One chat with the least busy server; with another one where that is gone.

        Raises:
            ServerError: no server has come back within the time for an outage.

        """
        tried: list[_Host] = []
        while True:
            host = await self._free_host(tried)
            host.in_flight += 1
            try:
                reply = await host.server.chat(request)
            finally:
                host.in_flight -= 1
                self._changed.set()
            if reply.failure is not Outcome.SERVER_ERROR:
                host.errors = 0
                return _from(host, reply)
            tried.append(host)
            if len(tried) == HOSTS_A_CALL_MAY_LOSE or not await self._goes_elsewhere(host, reply, tried):
                return _from(host, reply)

    async def _goes_elsewhere(self, host: _Host, reply: Reply, tried: Sequence[_Host]) -> bool:
        """Whether a server error is the server's, so that the call is another's."""
        host.errors += 1
        others = [other for other in self._hosts if other.up and other not in tried]
        if not await self._answers(host):
            self._leave_out(host, reply.detail)
            return True
        if host.errors >= ERRORS_IN_A_ROW and others:
            self._leave_out(host, f"{host.errors} errors in a row: {reply.detail}")
            return True
        return not host.up and bool(others)

    async def _free_host(self, tried: Sequence[_Host]) -> _Host:
        """The least busy server with a free slot, one that was not tried yet if possible."""
        while True:
            free = [host for host in self._hosts if host.up and host.in_flight < self._concurrency]
            if free:
                return min(free, key=lambda host: (host in tried, host.in_flight))
            self._changed.clear()
            if any(host.up for host in self._hosts):
                await self._changed.wait()
                continue
            try:
                async with asyncio.timeout(self._params.outage_timeout_s):
                    await self._changed.wait()
            except TimeoutError as error:
                raise ServerError(
                    f"no Ollama server has answered for {self._params.outage_timeout_s:g} s "
                    f"(ollama.outage_timeout_s): {', '.join(self.hosts)}; start it with `ollama serve`, then "
                    "run `dvc repro`, which goes on where this run stopped"
                ) from error

    async def _alive(self) -> list[_Host]:
        """The servers that answer now; where none does, the first, whose error then says so.

        One that went away after its last call is left out like any other: the cell is whole without it.
        """
        for host in [host for host in self._hosts if host.up]:
            if len(self._hosts) > 1 and not await self._answers(host):
                self._leave_out(host, "it does not answer any more")
        return [host for host in self._hosts if host.up] or self._hosts[:1]

    async def _answers(self, host: _Host) -> bool:
        """Whether a server is alive, whatever it made of a chat."""
        if self._current is None:
            return True
        return await self._in_time(host.server.loaded(self._current[0]))

    async def _in_time(self, question: Awaitable[Any]) -> bool:
        try:
            async with asyncio.timeout(self._params.connect_timeout_s):
                await question
        except (ServerError, TimeoutError):
            return False
        return True

    def _leave_out(self, host: _Host, why: str) -> None:
        if host.up:
            host.up = False
            self._warn(f"{host.server.host} is left out: {why}")
            task = asyncio.create_task(self._look_after(host))
            self._looking.add(task)
            task.add_done_callback(self._looking.discard)

    async def _look_after(self, host: _Host) -> None:
        """Look at a server again and again, until it can take calls as the others do."""
        pause_s = FIRST_LOOK_S
        while not host.up:
            await asyncio.sleep(pause_s)
            pause_s = min(LONGEST_LOOK_S, 2 * pause_s)
            with contextlib.suppress(ServerError):
                if await self._can_take_calls(host):
                    host.up, host.errors = True, 0
                    self._warn(f"{host.server.host} is back")
                    self._changed.set()

    async def _can_take_calls(self, host: _Host) -> bool:
        assert self._current is not None
        model, options = self._current
        info = await host.server.describe(model.name)
        if info.digest != model.digest:
            self._warn(f"{host.server.host} stays left out: it has another {model.name!r} now")
            return False
        await host.server.load(model.name, options)
        return self._current[0] is model  # else the run has moved on to another model meanwhile


def _from(host: _Host, reply: Reply) -> Reply:
    timing = reply.timing.model_copy(update={"host": host.server.host})
    return replace(reply, timing=timing)
