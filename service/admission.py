"""One story's way to the model: before its deadline, past the breaker, through the gate.

    async with await admission.enter(breaker, cell) as turn:
        generation, timing = await writer.write(story, turn)

The place in the gate is held until the block ends, and the turn has to watch the writing: that is how it
knows of the attempts. A streamed answer is written by a task of its own that runs the block; the route
awaits `enter` before the first byte is sent, so that a refusal has its own status.
"""

import asyncio
import math
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from casewright.errors import ServerError
from casewright.records import Attempt, AttemptTiming, Cell, Outcome
from service.answer import Failure
from service.breaker import Breaker, Verdict, verdict_on
from service.envelope import RefusedError
from service.gate import Gate, Place

DRAINING_RETRY_AFTER_S = 5.0
"""By then another replica, or this one started again, listens."""
_SILENT_S = 5.0
"""Without text for so long, a model is not writing."""


class Admission:
    """The way in, for all configurations: each has a breaker, and they share one gate."""

    def __init__(self, gate: Gate, deadline_s: float) -> None:
        """`deadline_s`: from asking to enter to the answer, waiting and every attempt included."""
        self.gate = gate
        self.deadline_s = deadline_s
        self._under_way = 0
        self._is_closed = False

    @property
    def is_closed(self) -> bool:
        """Whether new stories are turned away because the service is about to stop."""
        return self._is_closed

    @property
    def under_way(self) -> int:
        """Stories that wait for their turn or have it."""
        return self._under_way

    def close(self) -> None:
        """Turn new stories away; those that wait or are in flight go on."""
        self._is_closed = True

    async def enter(self, breaker: Breaker, cell: Cell) -> "Turn":
        """The story's turn, to be used with `async with`; one that never is ends with its deadline.

        Raises:
            RefusedError: 503: the service stops, or the model's server is left alone; 429: too many wait;
                504: the deadline came while waiting.

        """
        if self._is_closed:
            raise _about_to_stop()
        ends_s = asyncio.get_running_loop().time() + self.deadline_s
        self._under_way += 1
        try:
            return await self._enter(breaker, cell, ends_s)
        except BaseException:
            self._under_way -= 1
            raise

    async def _enter(self, breaker: Breaker, cell: Cell, ends_s: float) -> "Turn":
        breaker.require()
        try:
            async with asyncio.timeout_at(ends_s):
                place = await self.gate.enter()
        except TimeoutError:
            raise too_late(self.deadline_s, cell, ()) from None
        try:
            # Asked again: it may have opened while this story waited.
            era = breaker.begin()
        except RefusedError:
            self.gate.leave(place)
            raise
        return Turn(self, place, breaker, era, cell, ends_s)

    def left(self, place: Place) -> None:
        """Take note that a story is done; its turn does this."""
        self.gate.leave(place)
        self._under_way -= 1


class Turn:
    """A story that was let in, as a block that ends with its deadline; watches its attempts."""

    def __init__(
        self, admission: Admission, place: Place, breaker: Breaker, era: int, cell: Cell, ends_s: float
    ) -> None:
        self.waited_s = place.waited_s
        self.attempts: list[Attempt] = []
        """Those that have ended."""
        self.begun_attempts = 0
        self._admission, self._place, self._cell = admission, place, cell
        self._breaker, self._era = breaker, era
        self._timeout = asyncio.timeout_at(ends_s)
        self._wrote_s = -math.inf
        self._has_left = False
        self._unused = asyncio.get_running_loop().call_at(ends_s, self._leave, Verdict.UNKNOWN)

    async def __aenter__(self) -> Self:
        self._unused.cancel()
        await self._timeout.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError:
            self._leave(self._verdict_on_time_over())
            outcomes = [attempt.outcome for attempt in self.attempts]
            cut = [Outcome.TIMEOUT] * (self.begun_attempts - len(outcomes))
            raise too_late(self._admission.deadline_s, self._cell, outcomes + cut) from None
        finally:
            self._leave(self._verdict(error))

    def begun(self, number: int) -> None:
        """Attempt `number` begins."""
        self.begun_attempts = number

    def text(self, piece: str) -> None:  # noqa: ARG002  only when it came counts
        """The model has written `piece`."""
        self._wrote_s = asyncio.get_running_loop().time()

    def ended(self, attempt: Attempt, timing: AttemptTiming) -> None:  # noqa: ARG002  a watcher's signature
        """An attempt is over."""
        self.attempts.append(attempt)

    def _verdict(self, error: BaseException | None) -> Verdict:
        if isinstance(error, ServerError):
            return Verdict.FAILED
        if error is None or len(self.attempts) == self.begun_attempts > 0:
            outcome = self.attempts[-1].outcome if self.attempts else Outcome.OK
            return self._verdict_on_time_over() if outcome is Outcome.TIMEOUT else verdict_on(outcome)
        return Verdict.UNKNOWN

    def _verdict_on_time_over(self) -> Verdict:
        """A model that wrote to the end is slow, or a story made it run on: its server is there."""
        silent_s = asyncio.get_running_loop().time() - self._wrote_s
        return Verdict.FAILED if silent_s >= _SILENT_S else Verdict.UNKNOWN

    def _leave(self, verdict: Verdict) -> None:
        if self._has_left:
            return
        self._has_left = True
        self._breaker.end(self._era, verdict)
        self._admission.left(self._place)


def too_late(deadline_s: float, cell: Cell, outcomes: Sequence[Outcome]) -> RefusedError:
    """The refusal of a story whose deadline has come, with what its attempts came to."""
    so_far = ", ".join(outcomes) if outcomes else "none"
    return RefusedError(
        504,
        f"no valid test cases within {deadline_s:g} s (SERVICE_DEADLINE_S); attempts so far: {so_far}",
        reason="deadline",
        data=Failure(outcome=Outcome.TIMEOUT, attempts=len(outcomes), model=cell.model, prompt=cell.prompt),
    )


def _about_to_stop() -> RefusedError:
    return RefusedError(
        503,
        "the service is about to stop and takes no more stories; come back after the seconds of Retry-After",
        retry_after_s=DRAINING_RETRY_AFTER_S,
        headers={"Connection": "close"},
        reason="draining",
    )
