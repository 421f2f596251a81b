"""What is told of a story while it is being written: to the log, the metrics and the traces.

    with Watch(metrics, served, tracing) as watch:
        generation, timing = await served.writer.write(story, Watchers(watch, turn, feed))
        watch.written(generation, timing, total_s=…, waited_s=…)

Of a block that ends without `written` the metrics say how: with the deadline, with an error, or cancelled.
"""

import asyncio
import logging
import time
from types import TracebackType
from typing import Self

from casewright.conversation import Watcher
from casewright.errors import ServerError
from casewright.ollama import calls_carry
from casewright.records import Attempt, AttemptTiming, Generation, Outcome, Timing
from service.correlation import HEADER, correlation_id
from service.detail import safe_detail
from service.disconnect import ClientGoneError
from service.envelope import RefusedError
from service.metrics import Ending, Metrics, Writing
from service.serving import Served
from service.tracing import ChatSpan, Tracing

_DEADLINE = 504

_log = logging.getLogger(__name__)


class Watchers:
    """Several watchers as one; those that are None are left out."""

    def __init__(self, *watchers: Watcher | None) -> None:
        self._watchers = tuple(watcher for watcher in watchers if watcher is not None)

    def begun(self, number: int) -> None:
        """Attempt `number`, from 1, begins."""
        for watcher in self._watchers:
            watcher.begun(number)

    def text(self, piece: str) -> None:
        """The model has written `piece`."""
        for watcher in self._watchers:
            watcher.text(piece)

    def ended(self, attempt: Attempt, timing: AttemptTiming) -> None:
        """The attempt is over."""
        for watcher in self._watchers:
            watcher.ended(attempt, timing)


class Watch:
    """Watches one story; the calls to its server carry the request's correlation id until the block ends."""

    def __init__(
        self,
        metrics: Metrics,
        served: Served,
        tracing: Tracing | None = None,
        *,
        log_stories: bool = False,
    ) -> None:
        """With `log_stories` the log has what is wrong with an answer, which may quote it."""
        self.writing = Writing.of(served)
        self._metrics, self._served, self._tracing, self._log_stories = metrics, served, tracing, log_stories
        self._number = 0
        self._begun_s: float | None = None
        """None: no attempt is under way."""
        self._has_text = self._is_told = False
        self._span: ChatSpan | None = None

    def __enter__(self) -> Self:
        self._entered_s = time.perf_counter()
        self._carrying = calls_carry({HEADER: correlation_id.get()})
        self._carrying.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._carrying.__exit__(kind, error, trace)
        if self._begun_s is not None:
            self._give_up(self._begun_s, error)
        ending = None if self._is_told else _ending(error)
        if ending is not None:
            # Who left has not waited for the end; the deadline's stories are the slowest of all.
            total_s = None if ending == "cancelled" else time.perf_counter() - self._entered_s
            self._metrics.story_ended(self.writing, ending, attempts=self._number, total_s=total_s)

    def begun(self, number: int) -> None:
        """Attempt `number`, from 1, begins."""
        self._number, self._begun_s, self._has_text = number, time.perf_counter(), False
        if self._tracing:
            self._span = self._tracing.chat(self._served, number)

    def text(self, piece: str) -> None:  # noqa: ARG002  only when it came counts
        """The model has written `piece`."""
        if not self._has_text and self._begun_s is not None:
            self._has_text = True
            self._metrics.first_text(self.writing, time.perf_counter() - self._begun_s)

    def ended(self, attempt: Attempt, timing: AttemptTiming) -> None:
        """The attempt is over."""
        self._begun_s = None
        self._metrics.attempted(self.writing, attempt, timing)
        if self._span:
            self._span.ended(attempt, timing)
        level = logging.INFO if attempt.outcome is Outcome.OK else logging.WARNING
        if _log.isEnabledFor(level):
            detail = attempt.detail if self._log_stories else safe_detail(attempt)
            self._tell(level, attempt.outcome, timing.wall_s, timing, detail)

    def written(
        self, generation: Generation, timing: Timing, *, total_s: float, waited_s: float = 0.0
    ) -> None:
        """The story has its suite, or has failed; as of `Metrics.story_written`."""
        self._is_told = True
        self._metrics.story_written(self.writing, generation, timing, total_s=total_s, waited_s=waited_s)

    def _give_up(self, begun_s: float, error: BaseException | None) -> None:
        self._metrics.attempt_cancelled(self.writing, self._number)
        if self._span:
            self._span.cancelled()
        why = f"{type(error).__name__}" if error else ""
        self._tell(logging.WARNING, "cancelled", time.perf_counter() - begun_s, None, why)

    def _tell(
        self, level: int, outcome: str, seconds: float | None, timing: AttemptTiming | None, detail: str
    ) -> None:
        duration_ms = None if seconds is None else round(seconds * 1000, 3)
        fields = {
            "attempt.number": self._number,
            "attempt.outcome": outcome,
            "attempt.duration_ms": duration_ms,
            "attempt.tokens_in": timing.tokens_in if timing else None,
            "attempt.tokens_out": timing.tokens_out if timing else None,
            "attempt.model": self.writing.model,
            "attempt.prompt": self.writing.prompt or None,
            "attempt.role": self.writing.role,
        }
        if detail:
            fields["attempt.detail"] = detail
        _log.log(level, "attempt %s of %s: %s", self._number, self.writing.model, outcome, extra=fields)


def _ending(error: BaseException | None) -> Ending | None:
    """What became of a story that was not written; None: it was turned away, and is counted as that."""
    if isinstance(error, RefusedError):
        return Outcome.TIMEOUT if error.status_code == _DEADLINE else None
    if isinstance(error, ServerError):
        return Outcome.SERVER_ERROR
    if isinstance(error, asyncio.CancelledError | ClientGoneError):
        return "cancelled"
    return "error"
