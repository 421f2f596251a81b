"""One record and one measurement a request: who asked for what, what came of it, and how long it took."""

import logging
import time
from collections.abc import Mapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.metrics import Metrics
from service.tracing import RequestSpan, Tracing

CLIENT_LEFT = 499
BROKE = 500
OTHER = "other"
"""What paths and methods are called that are none of ours: a client could send any number of them."""

QUIET = frozenset({"/live", "/health", "/metrics"})
"""Asked every few seconds by machines: told at DEBUG as long as all is well."""
STORIES = frozenset({"/test-use-cases", "/generate-tests"})
REFUSED = "response.refused"
"""The field that says what protects the service and turned the request away; it is counted, too."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_LONGEST_PATH = 200
_NOTED = "noted"

_log = logging.getLogger(__name__)


def note(scope: Scope, fields: Mapping[str, Any]) -> None:
    """Let the record of this request have more fields, such as `request.key`; never what a client wrote."""
    scope.setdefault("state", {}).setdefault(_NOTED, {}).update(fields)


class AccessLog:
    """A layer that logs and measures each request when the last byte of its answer is out.

    What is sent to a client that has left counts as 499, and an answer that breaks off as 500, whatever
    status it began with: `response.sent_status_code` is that one.
    """

    def __init__(
        self, app: ASGIApp, metrics: Metrics, slow_ms: float, tracing: Tracing | None = None
    ) -> None:
        """Requests that take longer than `slow_ms` are told as warnings."""
        self._app, self._metrics, self._slow_ms, self._tracing = app, metrics, slow_ms, tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(receive, send)
        if self._tracing and scope["path"].rstrip("/") not in QUIET:
            exchange.span = self._tracing.request(scope, _method_of(scope))
            note(scope, {"trace_id": exchange.span.trace_id})
        gauges = self._metrics.gauges
        gauges.requests_in_flight += 1
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except BaseException as error:
            exchange.error = error
            raise
        finally:
            gauges.requests_in_flight -= 1
            self._tell(scope, exchange)

    def _tell(self, scope: Scope, exchange: "_Exchange") -> None:
        status, duration_s = exchange.status, exchange.duration_s
        route = route_of(scope)
        method = _method_of(scope)
        self._metrics.request(route, method, str(status), duration_s)
        if exchange.span:
            exchange.span.ended(route, status, exchange.error)
        noted = scope.get("state", {}).get(_NOTED, {})
        if REFUSED in noted:
            self._metrics.refused(noted[REFUSED])
        level = self._level(route, status, duration_s * 1000)
        if not _log.isEnabledFor(level):
            return
        client = scope.get("client")
        fields = {
            "request.method": scope["method"],
            "request.path": scope["path"][:_LONGEST_PATH],
            "request.route": route,
            "request.client_ip": client[0] if client else None,
            "response.status_code": status,
            "response.duration_ms": round(duration_s * 1000, 3),
            **noted,
        }
        if exchange.sent_status not in (None, status):
            fields["response.sent_status_code"] = exchange.sent_status
        _log.log(level, "%s %s: %s in %.1f ms", method, route, status, duration_s * 1000, extra=fields)

    def _level(self, route: str, status: int, duration_ms: float) -> int:
        if status >= BROKE:
            return logging.ERROR
        if duration_ms > self._slow_ms:
            return logging.WARNING
        return logging.DEBUG if route in QUIET and status < 400 else logging.INFO


def route_of(scope: Scope) -> str:
    """The template of the route that a request went to, without a slash at its end; `other`: to none."""
    template: str | None = getattr(scope.get("route"), "path", None)
    if template is None:
        # Refused before it was routed, as bodies are that are too long.
        path = scope["path"].rstrip("/")
        return path if path in STORIES else OTHER
    return template.rstrip("/") or "/"


def _method_of(scope: Scope) -> str:
    method: str = scope["method"]
    return method if method in _METHODS else OTHER


class _Exchange:
    """One request and its answer, as seen between the server and the application."""

    __slots__ = ("_ended_s", "_has_left", "_receive", "_send", "_started_s", "error", "sent_status", "span")

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._started_s = time.perf_counter()
        self._ended_s: float | None = None
        self._has_left = False
        self.sent_status: int | None = None
        self.error: BaseException | None = None
        self.span: RequestSpan | None = None

    async def receive(self) -> Message:
        message = await self._receive()
        # After the answer the same message only says that the exchange is over.
        if message["type"] == "http.disconnect" and self._ended_s is None:
            self._has_left = True
        return message

    async def send(self, message: Message) -> None:
        await self._send(message)
        if message["type"] == "http.response.start":
            self.sent_status = message["status"]
        elif message["type"] == "http.response.body" and not message.get("more_body", False):
            self._ended_s = time.perf_counter()

    @property
    def status(self) -> int:
        """What became of the request."""
        if self._has_left:
            return CLIENT_LEFT
        if self._ended_s is None or self.sent_status is None:
            # Without an error, the application gave up on a client that took nothing more.
            return BROKE if self.error else CLIENT_LEFT
        return self.sent_status

    @property
    def duration_s(self) -> float:
        """To the last byte; to the end of all work where there was none."""
        return (self._ended_s or time.perf_counter()) - self._started_s
