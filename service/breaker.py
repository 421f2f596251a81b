"""The circuit breaker: a server that fails again and again is left alone, then tried with one story."""

import time
from collections.abc import Callable
from enum import StrEnum

from casewright.records import Outcome
from service.envelope import RefusedError


class State(StrEnum):
    """Whether stories go to the server."""

    CLOSED = "closed"
    OPEN = "open"
    """None does."""
    HALF_OPEN = "half_open"
    """One may, to see whether the server is back."""


class Verdict(StrEnum):
    """What a story tells of the server."""

    ANSWERED = "answered"
    """It is there, whatever the answer was worth."""
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The client left, or the fault is ours."""


def verdict_on(outcome: Outcome) -> Verdict:
    """What the outcome of a story's last attempt tells.

    An aborted answer counts as one: a story can make a model run on until it is cut, and no story may
    close the way for the others.
    """
    failed = outcome in (Outcome.SERVER_ERROR, Outcome.TIMEOUT)
    return Verdict.FAILED if failed else Verdict.ANSWERED


class Breaker:
    """One server's. Every story asks `begin` first, and tells `end` what it got from that."""

    def __init__(
        self,
        failures: int,
        open_s: float,
        on_change: Callable[[State], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open for `open_s` after so many `failures` in a row; `on_change` is told every new state."""
        self._limit, self._open_s, self._on_change, self._clock = failures, open_s, on_change, clock
        self._state = State.CLOSED
        self._era = 0
        """Counts changes of state: what a story of an earlier one tells is no news."""
        self._failures = 0
        self._open_until_s = 0.0
        self._is_probing = False

    @property
    def state(self) -> State:
        """The state now; open turns to half-open with time alone."""
        if self._state is State.OPEN and self._clock() >= self._open_until_s:
            self._change(State.HALF_OPEN)
        return self._state

    def require(self) -> None:
        """Refuse a story that would not be let through now.

        Raises:
            RefusedError: 503: the server is left alone, or another story is trying it.

        """
        if self.state is State.OPEN or (self._state is State.HALF_OPEN and self._is_probing):
            left_s = max(0.0, self._open_until_s - self._clock())
            message = (
                f"the model's server failed {self._limit} times in a row (SERVICE_BREAKER_FAILURES) and is "
                "left alone for the seconds of Retry-After; GET /health says what is wrong with it"
            )
            raise RefusedError(503, message, retry_after_s=left_s, reason="breaker")

    def begin(self) -> int:
        """Let a story through; the number is for `end`.

        Raises:
            RefusedError: as of `require`.

        """
        self.require()
        self._is_probing = self._state is State.HALF_OPEN
        return self._era

    def end(self, era: int, verdict: Verdict) -> None:
        """Take note of what a story that was let through got."""
        if era != self._era:
            return
        self._is_probing = False
        if verdict is Verdict.ANSWERED:
            self._failures = 0
            self._change(State.CLOSED)
        elif verdict is Verdict.FAILED:
            self._failures += 1
            if self._state is State.HALF_OPEN or self._failures >= self._limit:
                self._open_until_s = self._clock() + self._open_s
                self._change(State.OPEN)

    def _change(self, state: State) -> None:
        if state is self._state:
            return
        self._state = state
        self._era += 1
        self._failures = 0
        self._on_change(state)
