"""The Ollama server: what is on it, and one chat with it that always ends in a named outcome.

Facts about the server that shape this module: HTTP 200 is not success (`done` and `done_reason` say);
its counters are nanoseconds and optional; its Python client has no timeout and lets several exceptions
of its transport through.
"""

import asyncio
import os
import ssl
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Self
from urllib.parse import urlsplit

import httpx

from casewright.errors import ServerError
from casewright.files import shortened
from casewright.params import OllamaParams
from casewright.prompts import Message
from casewright.records import AttemptTiming, Outcome

if TYPE_CHECKING:
    from ollama import AsyncClient, ChatResponse

DEFAULT_HOST = "http://127.0.0.1:11434"
BLANK_RUN_CHARACTERS = 500
"""White space in a row after which an answer counts as a runaway loop."""
LONGEST_ANSWER_CHARACTERS = 200_000
"""Far above any suite; stops an answer that would never end."""

_DEFAULT_PORT = 11434
_LISTEN_EVERYWHERE = ("", "0.0.0.0", "::")
"""What a server listens on; not what a client can call everywhere."""
_NS_PER_S = 1e9
_KEEP_LOADED = -1
_UNLOAD = 0


@dataclass(frozen=True)
class ModelInfo:
    """A model on the server, as it is now."""

    name: str
    digest: str
    """SHA-256 of the manifest: two models with one digest are the same model."""
    server_version: str | None
    quantization: str | None


@dataclass(frozen=True)
class LoadedModel:
    """What the server made of a model in memory."""

    size_bytes: int
    vram_bytes: int
    context_tokens: int | None


@dataclass(frozen=True)
class Reply:
    """The end of one chat."""

    failure: Outcome | None
    """None: the model finished by itself; whether its text is any good is not said here."""
    detail: str
    text: str
    thinking: str
    done_reason: str | None
    timing: AttemptTiming


def resolve_host(params: OllamaParams) -> str:
    """The server's address: from params.yaml, else from the environment, else the default."""
    named = params.host or os.environ.get("OLLAMA_HOST") or os.environ.get("OLLAMA_SERVICE_HOST")
    if not named:
        return DEFAULT_HOST
    scheme, _, address = named.strip().rpartition("://")
    try:
        parts = urlsplit(f"//{address}")
        port = parts.port
    except ValueError as error:
        raise ServerError(
            f"{named!r} in ollama.host or OLLAMA_HOST is no address: {error}; write it like {DEFAULT_HOST}"
        ) from error
    name = parts.hostname or ""
    if name in _LISTEN_EVERYWHERE:
        name = "127.0.0.1"
    if ":" in name:
        name = f"[{name}]"
    if port is None and not scheme:
        port = _DEFAULT_PORT
    return f"{scheme or 'http'}://{name}{f':{port}' if port else ''}{parts.path.rstrip('/')}"


def hosts(params: OllamaParams) -> tuple[str, ...]:
    """The addresses of all servers, each once: `ollama.hosts`, or the one that `resolve_host` finds."""
    named = params.hosts or (None,)
    found = [resolve_host(params if one is None else params.model_copy(update={"host": one})) for one in named]
    return tuple(dict.fromkeys(found))


def is_local(host: str) -> bool:
    """Whether `host` is this machine."""
    return urlsplit(host).hostname in ("127.0.0.1", "localhost", "::1")


class OllamaServer:
    """One server, by the official client. Use as an asynchronous context manager."""

    def __init__(self, params: OllamaParams, *, host: str | None = None, concurrency: int = 1) -> None:
        self.host = host or resolve_host(params)
        self._params = params
        self._client = self._connect(params.token_timeout_s, concurrency + 1)

    def _connect(self, silence_s: float | None, connections: int) -> "AsyncClient":
        from ollama import AsyncClient  # a slow import that the baseline does without

        return AsyncClient(
            host=self.host,
            timeout=httpx.Timeout(silence_s, connect=self._params.connect_timeout_s, pool=None),
            limits=httpx.Limits(max_connections=connections),
            verify=_tls(),
            trust_env=False,  # a proxy from the environment has no business with a local server
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._client.close()  # type: ignore[no-untyped-call]

    async def describe(self, model: str) -> ModelInfo:
        """What the server says of `model`.

        Raises:
            ServerError: no server answers there, or it does not have the model.

        """
        listed = (await self._ask(self._client.list())).models
        wanted = _tagged(model)
        found = next((entry for entry in listed if entry.model == wanted), None)
        if found is None:
            names = ", ".join(sorted(entry.model or "" for entry in listed)) or "no model at all"
            raise ServerError(
                f"model {model!r}: not on the Ollama server at {self.host}, which has {names}; "
                f"run `ollama pull {model}`"
            )
        details = found.details
        return ModelInfo(
            name=model,
            digest=found.digest or "unknown",
            server_version=await self.version(),
            quantization=details.quantization_level if details else None,
        )

    async def version(self) -> str | None:
        """The server's version; the official client cannot ask for it."""
        async with httpx.AsyncClient(
            timeout=self._params.connect_timeout_s, verify=_tls(), trust_env=False
        ) as client:
            try:
                answer = await client.get(f"{self.host}/api/version")
                version = answer.json().get("version")
            except (httpx.HTTPError, ValueError, AttributeError):
                return None
        return str(version) if version else None

    async def load(self, model: str, options: dict[str, Any]) -> None:
        """Load `model` with the options of the calls to come, so that none of them pays for it.

        Raises:
            ServerError: the model does not load, or not in time.

        """
        try:
            # A client of its own: a server is silent while it loads, for longer than between two tokens.
            async with asyncio.timeout(self._params.load_timeout_s), self._connect(None, 1) as client:
                await self._ask(
                    client.generate(model=model, prompt="", options=options, keep_alive=_KEEP_LOADED)
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
        wanted = _tagged(model.name)
        for entry in (await self._ask(self._client.ps())).models:
            # A model with two names is in memory once, and listed by the name that loaded it.
            if entry.model == wanted or entry.digest == model.digest:
                context = getattr(entry, "context_length", None)
                return LoadedModel(int(entry.size or 0), int(entry.size_vram or 0), context)
        return None

    async def unload(self, model: str) -> None:
        """Free the memory that `model` takes; a server that does not answer has freed it."""
        try:
            await self._ask(self._client.generate(model=model, prompt="", keep_alive=_UNLOAD))
        except ServerError:
            return

    async def chat(
        self,
        model: str,
        messages: Sequence[Message],
        *,
        options: dict[str, Any],
        format: dict[str, Any] | Literal["json"] | None,  # noqa: A002  the name that the API gives it
        number: int = 1,
    ) -> Reply:
        """One chat. Every way in which it can end is a `Reply`; only cancellation is raised."""
        collected = _Collected()
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._params.attempt_timeout_s):
                stream = await self._client.chat(
                    model=model,
                    messages=[message.as_dict() for message in messages],
                    stream=True,
                    think=False,
                    format=format,
                    options=options,
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
        except _transport_errors() as error:
            failure, detail = Outcome.SERVER_ERROR, _in_one_line(error)
        timing = collected.timing(number, time.perf_counter() - started)
        return Reply(failure, detail, collected.text, collected.thinking, collected.done_reason, timing)

    async def _ask(self, request: Any) -> Any:
        """Await one request that is not a chat; whatever goes wrong is a `ServerError`."""
        from ollama import ResponseError

        try:
            return await request
        except ResponseError as error:
            raise ServerError(
                f"Ollama server at {self.host} answers {_in_one_line(error)}; its log says why"
            ) from error
        except _transport_errors() as error:
            raise ServerError(
                f"Ollama server at {self.host}: {_in_one_line(error)}; start it with `ollama serve`, "
                "or point ollama.host in params.yaml or OLLAMA_HOST to it"
            ) from error


@cache
def _tls() -> ssl.SSLContext:
    """One context for all clients: each client would take 40 ms to make its own, also for plain HTTP."""
    return httpx.create_ssl_context(trust_env=False)


class _Collected:
    """What has arrived of one streamed answer."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._thoughts: list[str] = []
        self._characters = 0
        self._blank_run = 0
        self._runaway = ""
        self._last: ChatResponse | None = None

    async def drain(self, stream: AsyncIterator["ChatResponse"]) -> None:
        """Read until the stream ends, or until the text is clearly a loop."""
        async for chunk in stream:
            self._last = chunk
            self._thoughts.append(chunk.message.thinking or "")
            self._take(chunk.message.content or "")
            if self._runaway:
                await stream.aclose()  # type: ignore[attr-defined]  # closing is what stops the model
                return

    def _take(self, piece: str) -> None:
        self._pieces.append(piece)
        self._characters += len(piece)
        ink = piece.rstrip()
        self._blank_run = len(piece) - len(ink) + (0 if ink else self._blank_run)
        if self._blank_run > BLANK_RUN_CHARACTERS:
            self._runaway = f"{self._blank_run} characters of white space in a row"
        elif self._characters > LONGEST_ANSWER_CHARACTERS:
            self._runaway = f"more than {LONGEST_ANSWER_CHARACTERS} characters"

    @property
    def text(self) -> str:
        return _writable("".join(self._pieces))

    @property
    def thinking(self) -> str:
        return _writable("".join(self._thoughts))

    @property
    def done_reason(self) -> str | None:
        return self._last.done_reason if self._last else None

    def ending(self) -> tuple[Outcome | None, str]:
        """How the answer ended. Only `done` with `done_reason` stop is the model's own end."""
        if self._runaway:
            return Outcome.ABORTED, f"cut: {self._runaway}"
        if self._last is None or not self._last.done:
            return Outcome.ABORTED, "the stream ended without `done`"
        if self._last.done_reason == "length":
            return Outcome.TRUNCATED, f"cut after {self._last.eval_count} tokens (generate.num_predict)"
        if self._last.done_reason != "stop":
            return Outcome.ABORTED, f"done_reason is {self._last.done_reason!r}, not 'stop'"
        return None, ""

    def timing(self, number: int, wall_s: float) -> AttemptTiming:
        """The server's counters in seconds. What is in its total but in no part was waiting."""
        last = self._last
        if last is None or last.total_duration is None:
            return AttemptTiming(number=number, wall_s=wall_s)
        load, prompt, generation = (
            (ns or 0) / _NS_PER_S
            for ns in (last.load_duration, last.prompt_eval_duration, last.eval_duration)
        )
        return AttemptTiming(
            number=number,
            wall_s=wall_s,
            queue_s=max(0.0, last.total_duration / _NS_PER_S - load - prompt - generation),
            load_s=load,
            prompt_s=prompt,
            generation_s=generation,
            tokens_in=last.prompt_eval_count,
            tokens_out=last.eval_count,
        )


def _transport_errors() -> tuple[type[Exception], ...]:
    """All that the client lets through when a server misbehaves (ollama 0.6.3)."""
    from ollama import ResponseError

    # ValueError: a line that is no JSON or no response; AttributeError and TypeError: a body or an
    # error body that is a list.
    return (ResponseError, httpx.HTTPError, ConnectionError, ValueError, AttributeError, TypeError)


def _tagged(model: str) -> str:
    """The name as the server lists it."""
    return model if ":" in model else f"{model}:latest"


def _in_one_line(error: Exception) -> str:
    status = getattr(error, "status_code", -1)  # -1: an error line in the middle of a stream
    text = " ".join(str(getattr(error, "error", error)).split())
    text = text or f"the connection failed ({type(error).__name__})"
    if isinstance(error, ValueError | AttributeError | TypeError):
        text = f"the answer is none that Ollama gives: {text}"
    return shortened(f"HTTP {status}: {text}" if status > 0 else text, 300)


def _writable(text: str) -> str:
    """`text` without the lone surrogates that JSON can carry and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")
