"""What a long run shows while it works: a bar on a terminal, a plain line now and then in a log."""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tqdm import tqdm

from casewright.records import Attempt, AttemptTiming, Outcome

LINE_EVERY_S = 10.0
_REFRESH_EVERY_S = 1.0
_BAR = "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}{postfix}]"


class Ended(Protocol):
    """What came of one piece of work: a suite, or one answer of a judge."""

    @property
    def attempts(self) -> Sequence[Attempt]:
        """Calls to the model, in order."""

    @property
    def failure(self) -> Outcome | None:
        """How it failed; None where it did not."""


class Timed(Protocol):
    """How long its attempts took."""

    @property
    def attempts(self) -> Sequence[AttemptTiming]:
        """Of each call, in order."""


@dataclass
class Tally:
    """What has come of a cell so far. A story is one piece of work; a judge has several a story."""

    done: int = 0
    failed: int = 0
    retries: int = 0
    called: int = 0
    """Replies that a server gave."""
    stored: int = 0
    """Replies from the response store."""
    reused: int = 0
    """Stored replies that brought their timing along."""
    fresh: int = 0
    """Stories for which a server was called."""
    tokens_out: int = 0
    """Of replies that a server gave."""

    def add(self, ended: Ended, timing: Timed) -> None:
        """Count one piece of work in."""
        stored = [attempt for attempt in timing.attempts if attempt.source == "stored"]
        self.done += 1
        self.failed += ended.failure is not None
        self.retries += len(ended.attempts) - 1
        self.stored += len(stored)
        self.reused += sum(attempt.wall_s is not None for attempt in stored)
        self.called += len(timing.attempts) - len(stored)
        self.fresh += len(stored) < len(timing.attempts)
        self.tokens_out += sum(
            attempt.tokens_out or 0 for attempt in timing.attempts if attempt.source == "measured"
        )


class Progress:
    """The display of one run. Lines go to stderr, so that stdout keeps what the run has to say."""

    def __init__(
        self, every_s: float = LINE_EVERY_S, *, stage: str = "generate", unit: str = "stories"
    ) -> None:
        self._every_s, self._stage, self._unit = every_s, stage, unit
        self._bar: tqdm[Any] | None = None
        self._name = ""
        self._total = 0
        self._tally = Tally()
        self._started = self._told = 0.0
        self._finished_cells = 0

    @contextlib.contextmanager
    def cell(self, name: str, total: int) -> Iterator[Tally]:
        """Show one cell of `total` stories until the block ends; what has come of it is counted in."""
        self._name, self._total, self._tally = name, total, Tally()
        self._started = self._told = time.monotonic()
        # `disable=None`: only on a terminal.
        with tqdm(total=total, desc=name, bar_format=_BAR, disable=None) as bar:
            self._bar = None if bar.disable else bar
            try:
                yield self._tally
            finally:
                self._bar = None
        self._finished_cells += 1

    def add(self, ended: Ended, timing: Timed) -> None:
        """Count one piece of work of the cell in, and show it where it is time to."""
        self._tally.add(ended, timing)
        if self._bar is not None:
            self._bar.set_postfix_str(self.state(), refresh=False)
            self._bar.update()
        else:
            self._tell()

    @contextlib.asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Go on showing while stories take longer than a line is due."""
        task = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            task.cancel()

    def say(self, text: str) -> None:
        """Print a line at once, without tearing the bar."""
        tqdm.write(f"{self._stage}: {text}", file=sys.stderr)

    def state(self) -> str:
        """Rate, remaining time, retries, failures and tokens a second, of what was called."""
        tally, seconds = self._tally, max(time.monotonic() - self._started, 1e-9)
        parts = []
        if tally.fresh:
            rate = tally.fresh / seconds
            left = _clock((self._total - tally.done) / rate)
            parts += [f"{_figure(60 * rate)} {self._unit}/min", f"{left} left"]
            parts += [f"{_figure(tally.tokens_out / seconds)} tokens/s"] if tally.tokens_out else []
        parts += [f"{tally.retries} retries", f"{tally.failed} failed"]
        parts += [f"{tally.stored} stored"] if tally.stored else []
        return ", ".join(parts)

    def summary(self) -> str:
        """How far the run has come."""
        return f"{self._finished_cells} cell(s) finished" + (
            f", {self._tally.done} of {self._total} {self._unit} of {self._name}" if self._unfinished else ""
        )

    @property
    def _unfinished(self) -> bool:
        return self._tally.done < self._total

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(min(_REFRESH_EVERY_S, self._every_s))
            if self._bar is not None:
                self._bar.set_postfix_str(self.state())
            else:
                self._tell()

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self._told >= self._every_s and self._unfinished:
            self._told = now
            self.say(f"{self._name}: {self._tally.done} of {self._total} {self._unit}, {self.state()}")


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
