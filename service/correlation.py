"""`X-Correlation-ID`: taken or made, known to whatever logs, and on every response.

This wraps the whole application rather than being one of its middlewares, because what answers an
unexpected error sits outside of those.
"""

import logging
import re
import uuid
from contextvars import ContextVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Correlation-ID"

correlation_id: ContextVar[str] = ContextVar("correlation_id", default="-")
"""The id of the request under way."""

_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,128}")
_log = logging.getLogger(__name__)


class Correlation:
    """The outermost layer: gives a request its id, and logs with that id what nothing inside caught."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identity = _identity(Headers(scope=scope).get(HEADER))

        async def send_with_identity(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = identity
            await send(message)

        token = correlation_id.set(identity)
        try:
            await self._app(scope, receive, send_with_identity)
        except Exception:
            # The application has answered 500 before it raises.
            _log.exception("%s %s failed; correlation id %s", scope["method"], scope["path"], identity)
        finally:
            correlation_id.reset(token)


def _identity(given: str | None) -> str:
    return given if given and _ACCEPTED.fullmatch(given) else str(uuid.uuid4())
