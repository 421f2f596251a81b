"""Whether the model that was measured is there, asked of its server at most every few seconds."""

import asyncio
import time

from casewright.errors import ServerError
from casewright.ollama import OllamaServer
from service.envelope import Answer

TIMEOUT_S = 2.0
KEPT_S = 5.0
"""How long an answer is good for."""


class Connectivity(Answer):
    """What is known of the model that is served."""

    where: str
    """A server's address, or `in process`."""
    server_version: str | None = None
    model_digest: str | None = None
    """None: it could not be asked for."""
    problem: str | None = None
    """One line with the fix; None when the measured model is there."""

    def require(self) -> None:
        """Raise the problem, where there is one.

        Raises:
            ServerError: the server or the model is not there, or is not the one that was measured.

        """
        if self.problem is not None:
            raise ServerError(self.problem)


class ModelProbe:
    """Asks one server about one model. Its connection is its own: chats under way do not hold it up."""

    def __init__(self, server: OllamaServer, model: str, measured_digest: str) -> None:
        self._server = server
        self._model = model
        self._measured_digest = measured_digest
        self._last: Connectivity | None = None
        self._answered_at = 0.0
        self._asking: asyncio.Task[Connectivity] | None = None

    async def connectivity(self, *, fresh: bool = False) -> Connectivity:
        """What the server says, or said a moment ago unless `fresh`; callers at one time share a question."""
        if self._last and not fresh and time.monotonic() - self._answered_at < KEPT_S:
            return self._last
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)  # a caller that leaves takes the question from no other

    async def require(self, *, fresh: bool = False) -> None:
        """Raise what is wrong, where something is.

        A problem is asked about again however fresh it is: one of a moment ago may be over, and would count
        as often as stories come, though the server failed once.

        Raises:
            ServerError: the server or the model is not there, or is not the one that was measured.

        """
        is_well = self._last is not None and self._last.problem is None
        (await self.connectivity(fresh=fresh or not is_well)).require()

    async def close(self) -> None:
        """Ask no longer; whoever still waits for an answer is cancelled."""
        if self._asking:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    async def _ask(self) -> Connectivity:
        self._last = await self._answer()
        self._answered_at = time.monotonic()
        return self._last

    async def _answer(self) -> Connectivity:
        where = self._server.host
        try:
            async with asyncio.timeout(TIMEOUT_S):
                found = await self._server.describe(self._model)
        except TimeoutError:
            problem = f"Ollama server at {where}: no answer within {TIMEOUT_S:g} s; its log says why"
            return Connectivity(where=where, problem=problem)
        except ServerError as error:
            return Connectivity(where=where, problem=str(error))
        same = found.digest == self._measured_digest
        return Connectivity(
            where=where,
            server_version=found.server_version,
            model_digest=found.digest,
            problem=None if same else self._changed(found.digest),
        )

    def _changed(self, digest: str) -> str:
        return (
            f"model {self._model!r} on {self._server.host} is not the one that was measured (digest "
            f"{digest[:12]}, measured {self._measured_digest[:12]}); run `make repro` to measure it"
        )
