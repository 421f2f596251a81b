"""Bodies that are too long or too slow are refused before anything reads them."""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.envelope import Envelope, RefusedError, refusal
from service.layers.access_log import REFUSED, note

REFUSALS: Mapping[int | str, Any] = {
    408: {"model": Envelope[None], "description": "The body did not come in time"},
    413: {"model": Envelope[None], "description": "The body is too long"},
}
"""What every route that takes a body may answer, for its description."""

_EXPORT = "/export"
_DISCARDED_BYTES = 8 * 1024 * 1024
_DISCARDED_WITHIN_S = 2.0
"""Most clients read no answer before they have sent all; what exceeds this sees its connection cut."""


class _LeftError(Exception):
    """The client closed the connection before its body was whole."""


class BodyLimit:
    """A layer that reads each body whole, within its bounds, and hands it on in one piece."""

    def __init__(self, app: ASGIApp, body_bytes: int, export_body_bytes: int, within_s: float) -> None:
        """`export_body_bytes` holds for `/export`, and `within_s` from the headers to a body's end."""
        self._app = app
        self._body_bytes, self._export_body_bytes = body_bytes, export_body_bytes
        self._within_s = within_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or not _has_body(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        try:
            body = await self._read(scope, receive)
        except _LeftError:
            return
        except RefusedError as error:
            note(scope, {REFUSED: error.reason})
            answer = refusal(error.status_code, error.message, headers=error.headers)
            await answer(scope, receive, send)
            return
        await self._app(scope, _replaying(body, receive), send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        limit, setting = self._limit(scope["path"])
        headers = Headers(scope=scope)
        announced = int(headers.get("Content-Length", "0"))
        if announced > limit:
            # Whoever asks before sending has sent nothing yet.
            if "Expect" not in headers and announced <= _DISCARDED_BYTES:
                await _discard(receive)
            raise _too_long(f"{announced} bytes", limit, setting)
        try:
            async with asyncio.timeout(self._within_s):
                body, is_whole = await _up_to(limit, receive)
        except TimeoutError:
            message = f"body: not whole after {self._within_s:g} s (SERVICE_BODY_S); send it faster"
            raise RefusedError(408, message, headers={"Connection": "close"}, reason="body") from None
        if len(body) > limit:
            if not is_whole:
                await _discard(receive)
            raise _too_long(f"more than {limit} bytes", limit, setting)
        return body

    def _limit(self, path: str) -> tuple[int, str]:
        if path == _EXPORT or path.startswith(f"{_EXPORT}/"):
            return self._export_body_bytes, "SERVICE_EXPORT_BODY_BYTES"
        return self._body_bytes, "SERVICE_BODY_BYTES"


def _has_body(headers: Headers) -> bool:
    return "Transfer-Encoding" in headers or headers.get("Content-Length", "0") != "0"


def _too_long(length: str, limit: int, setting: str) -> RefusedError:
    message = f"body: {length}; expected at most {limit} ({setting})"
    return RefusedError(413, message, headers={"Connection": "close"}, reason="body")


async def _up_to(limit: int, receive: Receive) -> tuple[bytes, bool]:
    """The body, or as much of it as is over `limit`; and whether that is all."""
    pieces, length, is_last = list[bytes](), 0, False
    while not is_last and length <= limit:
        piece, is_last = await _piece(receive)
        pieces.append(piece)
        length += len(piece)
    return b"".join(pieces), is_last


async def _discard(receive: Receive) -> None:
    """Take what the client still sends, so that it gets to reading the answer."""
    left = _DISCARDED_BYTES
    try:
        async with asyncio.timeout(_DISCARDED_WITHIN_S):
            is_last = False
            while not is_last and left > 0:
                piece, is_last = await _piece(receive)
                left -= len(piece)
    except TimeoutError:
        return


async def _piece(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] != "http.request":
        raise _LeftError
    return message.get("body", b""), not message.get("more_body", False)


def _replaying(body: bytes, receive: Receive) -> Receive:
    """Gives the body once, and then what else comes, which is that the client has left."""
    is_given = False

    async def replay() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
