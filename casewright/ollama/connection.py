"""The connection to a server: the official client on aiohttp, which carries several times the calls of httpx.

Time limits, pool limits and the refusal of proxies are set here and nowhere else.
"""

import json
import ssl
from collections.abc import AsyncIterator
from functools import cache
from typing import TYPE_CHECKING

import httpx

from casewright.errors import ServerError
from casewright.files import shortened
from casewright.ollama.headers import carried

if TYPE_CHECKING:
    from ollama import AsyncClient

LONGEST_LINE_BYTES = 8 * 1024 * 1024
"""An answer without a line break that is longer is no answer of Ollama's, and would fill the memory."""


class Connection:
    """One pool of connections to one server, in two clients: one for answers, one for the long silences."""

    def __init__(
        self, host: str, *, connect_timeout_s: float, silence_timeout_s: float, connections: int
    ) -> None:
        from httpx_aiohttp import AiohttpTransport  # slow imports that the baseline does without

        from casewright.ollama.streaming import OfficialClient

        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        # aiohttp asks no proxy of the environment unless it is told to; waiting for a free connection is
        # without limit, because a caller bounds the whole attempt.
        self._transport = _Transport(AiohttpTransport(verify=_tls(), trust_env=False, limits=limits))

        def client(silence_s: float | None) -> "AsyncClient":
            limit = httpx.Timeout(silence_s, connect=connect_timeout_s, pool=None)
            return OfficialClient(host, timeout=limit, transport=self._transport, trust_env=False)

        self.client = client(silence_timeout_s)
        self.patient = client(None)
        """For loading: a server is silent while it loads, for longer than between two tokens."""
        self._plain = httpx.AsyncClient(
            base_url=host, timeout=connect_timeout_s, transport=self._transport, trust_env=False
        )

    async def get_json(self, path: str) -> object:
        """What the official client cannot ask for.

        Raises:
            httpx.HTTPError: it cannot be had.
            ValueError: it is no JSON.

        """
        return (await self._plain.get(path)).raise_for_status().json()

    async def close(self) -> None:
        """Close every connection, used or not."""
        await self._transport.aclose()
        for client in (self.client, self.patient):
            await client.close()  # type: ignore[no-untyped-call]
        await self._plain.aclose()


class _Transport(httpx.AsyncBaseTransport):
    """aiohttp's transport; its errors have their right names, and no line of an answer is endless."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        import aiohttp

        for name, value in carried().items():
            request.headers[name] = value
        try:
            response = await self._inner.handle_async_request(request)
        except httpx.ConnectTimeout as error:
            raise _named_rightly(error) from error
        except aiohttp.ClientResponseError as error:
            raise httpx.RemoteProtocolError(f"no HTTP: {error.message}") from error
        assert isinstance(response.stream, httpx.AsyncByteStream)
        return _LinedResponse(
            response.status_code,
            headers=response.headers,
            stream=_BoundedStream(response.stream),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._inner.aclose()


class _LinedResponse(httpx.Response):
    """A response whose lines end with a line feed."""

    async def aiter_lines(self) -> AsyncIterator[str]:
        """Each line, without its end."""
        if "content-encoding" in self.headers:
            async for line in super().aiter_lines():
                yield line
            return
        assert isinstance(self.stream, httpx.AsyncByteStream)
        pieces: list[bytes] = []
        async for piece in self.stream:
            *ends, rest = piece.split(b"\n")
            for end in ends:
                yield b"".join([*pieces, end]).decode("utf-8", "replace")
                pieces = []
            pieces.append(rest)
        last = b"".join(pieces)
        if last:
            yield last.decode("utf-8", "replace")


class _BoundedStream(httpx.AsyncByteStream):
    def __init__(self, inner: httpx.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        length = 0
        async for piece in self._inner:
            end = piece.rfind(b"\n")
            length = length + len(piece) if end < 0 else len(piece) - end - 1
            if length > LONGEST_LINE_BYTES:
                raise httpx.DecodingError(f"a line of more than {LONGEST_LINE_BYTES} bytes")
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()


def _named_rightly(error: httpx.ConnectTimeout) -> httpx.TransportError:
    """httpx-aiohttp 0.2 calls every failure of a connection a timeout."""
    import aiohttp

    cause = error.__cause__
    if isinstance(cause, TimeoutError):
        return error
    if isinstance(cause, aiohttp.ClientConnectorError):
        return httpx.ConnectError(str(cause.os_error))
    return httpx.ReadError(f"before the answer: {cause}")


@cache
def _tls() -> ssl.SSLContext:
    """One context for all: each transport would take 40 ms to make its own, also for plain HTTP."""
    return httpx.create_ssl_context(trust_env=False)


@cache
def transport_errors() -> tuple[type[Exception], ...]:
    """All that client and transport let through when a server misbehaves (ollama 0.6.3, aiohttp 3.14)."""
    import aiohttp
    from ollama import ResponseError

    # ValueError: a line that is no JSON or no response; AttributeError and TypeError: a body or an error
    # body that is a list. aiohttp's own: what httpx-aiohttp does not translate.
    answers = (ResponseError, ValueError, AttributeError, TypeError)
    return (*answers, httpx.HTTPError, aiohttp.ClientError, OSError)


def in_one_line(error: Exception) -> str:
    """What went wrong, in one line of at most 300 characters."""
    status = getattr(error, "status_code", -1)  # -1: an error line in the middle of a stream
    text = " ".join(_unwrapped(str(getattr(error, "error", error))).split())
    if isinstance(error, ConnectionError):
        text = ""  # the official client's words are about where to download the server
    if not text and status > 0:
        text = _FORBIDDEN if status == _FORBIDDEN_STATUS else "without a word"
    kind = _kind(error)
    text = f"{kind}: {text}" if kind and text else kind or text or type(error).__name__
    return shortened(f"HTTP {status}: {text}" if status > 0 else text, 300)


def _unwrapped(text: str) -> str:
    """The words in an error that Ollama passes on from its runner as JSON in a string."""
    try:
        return str(json.loads(text)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return text


def _kind(error: Exception) -> str:
    """What sort of failure of the connection it is; empty for what the server says itself."""
    if isinstance(error, httpx.ConnectTimeout):
        return "no connection in time"
    if isinstance(error, httpx.ConnectError | ConnectionError):
        return "no connection"
    if isinstance(error, httpx.ReadError | httpx.WriteError | httpx.CloseError):
        return "the connection broke"
    if isinstance(error, ValueError | AttributeError | TypeError | httpx.DecodingError | httpx.ProtocolError):
        return "the answer is none that Ollama gives"
    return ""


def refused_by_server(host: str, error: Exception) -> ServerError:
    """The error of a server that answers, and not with what was asked for."""
    return ServerError(f"Ollama server at {host} answers {in_one_line(error)}; its log says why")


def not_reached(host: str, error: Exception) -> ServerError:
    """The error of a server that does not answer as Ollama does."""
    return ServerError(
        f"Ollama server at {host}: {in_one_line(error)}; start it with `ollama serve`, "
        "or point ollama.host in params.yaml or OLLAMA_HOST to it"
    )


_FORBIDDEN_STATUS = 403
_FORBIDDEN = (
    "the server does not answer to this host name; call it by its IP address or as localhost, "
    "or let it listen on all addresses (OLLAMA_HOST=0.0.0.0 where it runs)"
)
