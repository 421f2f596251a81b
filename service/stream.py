"""An answer while it is being written, as server-sent events; the last of them is the answer itself.

`attempt` {number} begins an attempt; `case` is a test case of the attempt under way, a preview; `problem`
{number, outcome, detail} ends an attempt that failed, whose cases are void; `answer` is the envelope that
would have been answered without streaming. What is refused before the first attempt is no stream.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from pydantic import BaseModel
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from casewright.conversation import Watcher
from casewright.partial import PartialSuite
from casewright.records import Attempt, AttemptTiming, Outcome
from service.correlation import correlation_id
from service.detail import safe_detail
from service.disconnect import ClientGoneError, unless_client_leaves
from service.errors import HANDLERS

KEEP_ALIVE_S = 15.0
"""Silence after which a comment is sent, so that no proxy takes the connection for dead."""
TAKEN_WITHIN_S = 60.0
"""A client that takes nothing for so long has left."""

Answerable = BaseModel | Response
Work = Callable[[Watcher], Coroutine[Any, Any, Answerable]]
"""What writes a suite and tells the watcher of it; raises what `service.errors` answers."""

_log = logging.getLogger(__name__)


class Feed:
    """The watcher of one story: what it sees, as events in their order.

    A client that reads slowly holds nothing up. What waits for it is bounded: the cases of a void attempt
    that it has not had yet are dropped, and an attempt has no more cases than a suite.
    """

    def __init__(self) -> None:
        self.begins = asyncio.Event()
        """Set with the first attempt."""
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._news = asyncio.Event()
        self._suite = PartialSuite()
        self._is_over = False

    def begun(self, number: int) -> None:
        """An attempt begins."""
        self._suite = PartialSuite()
        self._drop_preview()
        self._put("attempt", json.dumps({"number": number}))
        self.begins.set()

    def text(self, piece: str) -> None:
        """The model has written `piece`: a case goes out as soon as the last of it is there."""
        for case in self._suite.feed(piece):
            self._put("case", case.model_dump_json())

    def ended(self, attempt: Attempt, _: AttemptTiming) -> None:
        """The attempt is over; a failed one voids its cases."""
        if attempt.outcome is Outcome.OK:
            return
        self._drop_preview()
        told = {"number": attempt.number, "outcome": attempt.outcome, "detail": safe_detail(attempt)}
        self._put("problem", json.dumps(told))

    def answer(self, response: Response) -> None:
        """The last event; where a client should come back later, `retry` says when."""
        wait = response.headers.get("Retry-After", "")
        retry = int(wait) * 1000 if wait.isdecimal() else None
        self._put("answer", bytes(response.body).decode(), retry)
        self._is_over = True

    async def events(self) -> AsyncIterator[bytes]:
        """The events as bytes, with comments where there are none for a while."""
        while self._waiting or not self._is_over:
            if self._waiting:
                yield self._waiting.popleft()[1]
                continue
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), KEEP_ALIVE_S)
            except TimeoutError:
                yield KEEPALIVE_COMMENT

    def _put(self, name: str, data: str, retry: int | None = None) -> None:
        self._waiting.append((name, format_sse_event(event=name, data_str=data, retry=retry)))
        self._news.set()

    def _drop_preview(self) -> None:
        self._waiting = deque(one for one in self._waiting if one[0] != "case")


async def streamed(work: Work, request: Request) -> Response:
    """The response to `request` that streams what `work` does.

    Raises:
        Exception: whatever `work` raises before its first attempt begins.
        ClientGoneError: the client left before that; `work` has been cancelled.

    """
    feed = Feed()
    working = asyncio.create_task(work(feed))
    try:
        await unless_client_leaves(request, _begun(feed, working))
    except BaseException:
        await _cancelled(working)
        raise
    return EventStream(request, feed, working)


async def _begun(feed: Feed, working: asyncio.Task[Answerable]) -> None:
    """Return when the first attempt has begun, or there is an answer without one; raise what was raised."""
    beginning = asyncio.create_task(feed.begins.wait())
    try:
        await asyncio.wait((beginning, working), return_when=asyncio.FIRST_COMPLETED)
    finally:
        beginning.cancel()
    if not feed.begins.is_set():
        working.result()


class EventStream(EventSourceResponse):
    """Sends a feed until its answer is out; when the client leaves, the work is cancelled."""

    def __init__(self, request: Request, feed: Feed, working: asyncio.Task[Answerable]) -> None:
        super().__init__(feed.events(), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._request, self._feed, self._working = request, feed, working

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        """Send the response."""
        answering = asyncio.create_task(self._answer())
        try:
            await unless_client_leaves(self._request, self.stream_response(_impatient(send)))
        except (ClientGoneError, TimeoutError):
            _log.info("the client left before its answer; correlation id %s", correlation_id.get())
        finally:
            await _cancelled(answering)
            await _cancelled(self._working)

    async def _answer(self) -> None:
        try:
            answer = await self._working
        except Exception as error:
            self._feed.answer(await _failed(self._request, error))
        else:
            self._feed.answer(answer if isinstance(answer, Response) else _body(answer))


def _body(answer: BaseModel) -> Response:
    return Response(answer.model_dump_json())


async def _failed(request: Request, error: Exception) -> Response:
    """The answer that the application gives to an error, logged where nobody expected it."""
    kind = next(kind for kind in type(error).__mro__ if kind in HANDLERS)
    if kind is Exception:
        _log.error("stream failed; correlation id %s", correlation_id.get(), exc_info=error)
    response: Response = await HANDLERS[kind](request, error)
    return response


def _impatient(send: Send) -> Send:
    async def sent(message: Any) -> None:
        await asyncio.wait_for(send(message), TAKEN_WITHIN_S)

    return sent


async def _cancelled(task: asyncio.Task[Any]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
