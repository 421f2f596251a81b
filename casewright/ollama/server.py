"""One server: what is on it, loading and unloading, and chats."""

import asyncio
import time
from collections.abc import Awaitable, Sequence
from typing import Any, Self, TypeVar

import httpx

from casewright.errors import ServerError
from casewright.ollama.connection import (
    Connection,
    in_one_line,
    not_reached,
    refused_by_server,
    transport_errors,
)
from casewright.ollama.context import Context
from casewright.ollama.hosts import resolve_host
from casewright.ollama.models import LoadedModel, ModelInfo, model_info, tagged
from casewright.ollama.request import THINK, ChatRequest
from casewright.ollama.stream import Collected, Reply
from casewright.params import OllamaParams
from casewright.records import Outcome

_KEEP_LOADED = -1
_UNLOAD = 0

T = TypeVar("T")


class OllamaServer:
    """One server, by the official client. Use as an asynchronous context manager."""

    def __init__(self, params: OllamaParams, *, host: str | None = None, concurrency: int = 1) -> None:
        self.host = host or resolve_host(params)
        self._params = params
        self._most_context: dict[str, int] = {}
        """The most context that the server gives each model, as far as it is known."""
        self._connection = Connection(
            self.host,
            connect_timeout_s=params.connect_timeout_s,
            silence_timeout_s=params.token_timeout_s,
            connections=concurrency + 1,
        )
        self._client = self._connection.client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._connection.close()

    async def describe(self, model: str) -> ModelInfo:
        """What the server says of `model`.

        Raises:
            ServerError: no server answers there, or it does not have the model.

        """
        listed = (await self._ask(self._client.list())).models
        wanted = tagged(model)
        found = next((entry for entry in listed if entry.model == wanted), None)
        if found is None:
            names = ", ".join(sorted(entry.model or "" for entry in listed)) or "no model at all"
            raise ServerError(
                f"model {model!r}: not on the Ollama server at {self.host}, which has {names}; "
                f"run `ollama pull {model}`"
            )
        shown = await self._ask(self._client.show(model))
        info = model_info(model, found, shown, await self.version())
        if info.trained_context_tokens:
            self._most_context.setdefault(wanted, info.trained_context_tokens)
        return info

    async def sizes(self) -> dict[str, int | None]:
        """Every model on the server by its full name, with what its weights take on disk in bytes.

        Raises:
            ServerError: no server answers there.

        """
        listed = (await self._ask(self._client.list())).models
        return {entry.model: entry.size and int(entry.size) for entry in listed if entry.model}

    async def held_bytes(self) -> int:
        """What the models in memory take together; the server frees it for another one.

        Raises:
            ServerError: no server answers there.

        """
        return sum(int(entry.size or 0) for entry in (await self._ask(self._client.ps())).models)

    async def version(self) -> str | None:
        """The server's version; None where it does not say."""
        try:
            answer = await self._connection.get_json("/api/version")
        except transport_errors():
            return None
        version = answer.get("version") if isinstance(answer, dict) else None
        return str(version) if version else None

    async def load(self, model: str, options: dict[str, Any]) -> None:
        """Load `model` with the options of the calls to come, so that none of them pays for it.

        Raises:
            ServerError: the model does not load, or not in time.

        """
        client = self._connection.patient
        try:
            async with asyncio.timeout(self._params.load_timeout_s):
                await self._ask(
                    client.generate(model=model, prompt="", options=options, keep_alive=_KEEP_LOADED),
                    patient=True,
                )
        except ServerError as error:
            raise ServerError(f"model {model!r} does not load: {error}") from error
        except TimeoutError as error:
            raise ServerError(
                f"model {model!r}: not loaded by {self.host} within {self._params.load_timeout_s:g} s; "
                "raise ollama.load_timeout_s, or pick a smaller model"
            ) from error

    async def loaded(self, model: ModelInfo) -> LoadedModel | None:
        """What the server keeps of `model` in memory; None when it is not loaded."""
        wanted = tagged(model.name)
        for entry in (await self._ask(self._client.ps())).models:
            # A model with two names is in memory once, and listed by the name that loaded it.
            if entry.model == wanted or entry.digest == model.digest:
                if entry.context_length:
                    self._most_context[wanted] = entry.context_length
                return LoadedModel(int(entry.size or 0), int(entry.size_vram or 0), entry.context_length)
        return None

    async def unload(self, model: str) -> None:
        """Free the memory that `model` takes; a server that does not answer has freed it."""
        try:
            await self._ask(self._client.generate(model=model, prompt="", keep_alive=_UNLOAD))
        except ServerError:
            return

    async def chat(self, request: ChatRequest) -> Reply:
        """One chat. Every way in which it can end is a `Reply`; only cancellation is raised."""
        context_tokens = self._context_tokens(request.model, request.options)
        collected = Collected(Context.of(request.messages, context_tokens), request.on_text)
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._params.attempt_timeout_s):
                stream = await self._client.chat(
                    model=request.model,
                    messages=[message.as_dict() for message in request.messages],
                    stream=True,
                    think=THINK,
                    format=request.format,
                    options=request.options,
                    keep_alive=_KEEP_LOADED,
                )
                await collected.drain(stream)
            failure, detail = collected.ending()
        except TimeoutError:
            failure = Outcome.TIMEOUT
            detail = f"no end within {self._params.attempt_timeout_s:g} s (ollama.attempt_timeout_s)"
        except httpx.ReadTimeout:
            failure = Outcome.TIMEOUT
            detail = f"no token for {self._params.token_timeout_s:g} s (ollama.token_timeout_s)"
        except transport_errors() as error:
            failure, detail = Outcome.SERVER_ERROR, in_one_line(error)
        return collected.reply(failure, detail, request.number, time.perf_counter() - started)

    async def embed(self, model: str, texts: Sequence[str], *, cut: bool = False) -> list[list[float]]:
        """The vectors of texts, in their order, of whatever length the model gives them.

        The first call loads the model, so it may take as long as that.

        Args:
            model: one that embeds, such as `nomic-embed-text`.
            texts: none of them empty.
            cut: whether the server cuts a text that is longer than the model's context, without a word.

        Raises:
            ServerError: the server does not answer, not in time, or not with vectors; or a text is too long.

        """
        limit_s = self._params.load_timeout_s + self._params.attempt_timeout_s
        request = self._connection.patient.embed(
            model=model, input=list(texts), truncate=cut, keep_alive=_KEEP_LOADED
        )
        try:
            async with asyncio.timeout(limit_s):
                answer = await self._ask(request, patient=True)
        except TimeoutError as error:
            raise ServerError(
                f"model {model!r}: {len(texts)} texts not embedded by {self.host} within {limit_s:g} s "
                "(ollama.load_timeout_s and ollama.attempt_timeout_s)"
            ) from error
        return [[float(value) for value in vector] for vector in answer.embeddings]

    def _context_tokens(self, model: str, options: dict[str, Any]) -> int | None:
        """What was asked for, unless the server is known to have allocated less."""
        known = [options.get("num_ctx"), self._most_context.get(tagged(model))]
        return min((tokens for tokens in known if tokens), default=None)

    async def _ask(self, request: Awaitable[T], *, patient: bool = False) -> T:
        """Await one request that is not a chat; whatever goes wrong is a `ServerError`."""
        from ollama import ResponseError

        limit_s = None if patient else self._params.token_timeout_s
        try:
            async with asyncio.timeout(limit_s):
                return await request
        except ResponseError as error:
            raise refused_by_server(self.host, error) from error
        except transport_errors() as error:
            raise not_reached(self.host, error) from error
