"""HTTP as the service takes it: heads of requests have an end, and what is no request is told so."""

import asyncio
import uuid
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.correlation import HEADER
from service.envelope import refusal
from service.layers.security_headers import HEADERS

HEAD_BYTES = 64 * 1024
"""Of a request line and its headers, or of what frames a body; a single read may be longer."""
HEAD_WITHIN_S = 30.0
"""A connection on which no request is whole by then is closed."""


class BoundedProtocol(HttpToolsProtocol):
    """Uvicorn's protocol, whose parser alone gathers a header for as long as a client sends it."""

    _head_bytes = 0
    """Since the last of the pieces that the application gets."""
    _is_in_head = False
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone, or was sent away."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what was sent."""
        self._head_bytes += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._head_bytes > HEAD_BYTES:
            message = f"headers: more than {HEAD_BYTES} bytes; expected fewer"
            self.logger.warning(message)
            self._refuse(431, message)
        elif self._is_in_head and self._waiting is None:
            self._wait_for_head()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._head_bytes, self._is_in_head = 0, True

    def on_headers_complete(self) -> None:
        """Its head is whole."""
        self._head_bytes, self._is_in_head = 0, False
        self._stop_waiting()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of its body is there."""
        self._head_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """It is whole."""
        self._head_bytes = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  ours says what to do
        """Answer what is no HTTP."""
        self._refuse(400, "not a request that can be read; expected HTTP/1.1")

    def _refuse(self, status: int, message: str) -> None:
        """Answer, unless an answer to what came before is under way, and close."""
        if self._is_idle() or self._is_in_body():
            headers = HEADERS | {HEADER: str(uuid.uuid4()), "Connection": "close"}
            answer = refusal(status, message, headers=headers)
            lines = [b"HTTP/1.1 %d %b" % (status, HTTPStatus(status).phrase.encode())]
            lines += [b"%b: %b" % header for header in answer.raw_headers]
            self.transport.write(b"\r\n".join([*lines, b"", bytes(answer.body)]))
        self.transport.close()

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _is_in_body(self) -> bool:
        return self.cycle.more_body and not self.cycle.response_started and not self.pipeline

    def _wait_for_head(self) -> None:
        self._waiting = self.loop.call_later(HEAD_WITHIN_S, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if self._is_idle():
            self.transport.close()
