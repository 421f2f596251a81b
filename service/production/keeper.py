"""Keeps requests and feedback, in a thread of its own: no answer waits for the disk or fails with it."""

import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from casewright.errors import DataError
from casewright.params import CleanParams
from service.production.file import RecordsFile
from service.production.kept import KeptFeedback, KeptRequest
from service.production.metrics import Counts
from service.production.privacy import always_scrubbing, scrubbed_feedback, scrubbed_request
from service.production.trouble import Trouble, may_pass

WAITING = 256
"""Requests and feedback that may wait for the disk; more are lost, counted and logged."""
_AT_ONCE = 64
"""Most that one transaction writes."""
_S_PER_DAY = 86_400
_SOON_S = 300.0
"""When to prune again after that failed, or left traces."""
_CLOSING_S = 10.0
_log = logging.getLogger(__name__)


class Written(NamedTuple):
    """What became of one entry."""

    kept: bool = False
    known: bool = True
    """Whether the answer that feedback is on is kept."""
    answer: KeptRequest | None = None
    """The answer that feedback is on."""
    unfit: bool = False
    """Whether a text of the entry is longer than it may be, once personal data is replaced."""


LOST_ENTRY = Written()


class _Entry(NamedTuple):
    what: KeptRequest | KeptFeedback
    done: Future[Written]


def open_or_refuse(path: Path, tell: Callable[[str], None]) -> RecordsFile | None:
    """The file; None, and a word to `tell`, where what stands in its way may pass.

    Raises:
        DataError: it is none of ours, or cannot be written where it is.

    """
    try:
        return RecordsFile(path)
    except (OSError, sqlite3.OperationalError) as error:
        if may_pass(error):
            tell(_named(error))
            return None
        raise DataError(
            f"{path}: records cannot be kept there ({error}); set SERVICE_RECORDS to a file that the service "
            "may write"
        ) from error


class Keeper:
    """One thread that alone writes to one file."""

    def __init__(self, path: Path, days: int, clean: CleanParams, counts: Counts) -> None:
        """Open the file, delete what is older than `days`, and begin.

        Raises:
            DataError: the file is none of ours, or cannot be written where it is.

        """
        self._path, self._days, self._counts = path, days, counts
        self._scrubbing = always_scrubbing(clean)
        self._waiting: queue.Queue[_Entry | None] = queue.Queue(WAITING)
        self._trouble = Trouble(path)
        self._file = open_or_refuse(path, self._trouble.tell)
        self._next_prune = time.monotonic()
        self._traces = False
        self._thread = threading.Thread(target=self._run, name="records", daemon=True)
        self._thread.start()

    def put(self, what: KeptRequest | KeptFeedback) -> Future[Written]:
        """Hand over what is to be kept, at once; the future says what became of it."""
        done: Future[Written] = Future()
        try:
            self._waiting.put_nowait(_Entry(what, done))
        except queue.Full:
            self._lose([_Entry(what, done)], f"{WAITING} entries are waiting for the disk")
        return done

    def close(self) -> None:
        """Write what is waiting, and end; what the disk does not take in time is lost."""
        with suppress(queue.Full):
            self._waiting.put(None, timeout=_CLOSING_S)
        self._thread.join(_CLOSING_S)
        if self._thread.is_alive():
            _log.warning("%s: the disk did not take the last records in time; they are lost", self._path)

    def _run(self) -> None:
        last = False
        while not last:
            self._prune_when_due()
            batch, last = self._batch()
            if batch:
                self._write(batch)
        if self._file:
            self._file.__exit__()

    def _batch(self) -> tuple[list[_Entry], bool]:
        """What is waiting, or comes before it is time to prune; and whether that is the end."""
        batch: list[_Entry] = []
        timeout = max(0.0, self._next_prune - time.monotonic())
        with suppress(queue.Empty):
            while len(batch) < _AT_ONCE:
                entry = self._waiting.get(timeout=timeout)
                if entry is None:
                    return batch, True
                batch.append(entry)
                timeout = 0.0
        return batch, False

    def _write(self, batch: Sequence[_Entry]) -> None:
        entries = [entry for entry in map(self._scrubbed, batch) if entry]
        written: list[Written] = []

        def write(file: RecordsFile) -> None:
            with file.transaction():
                written.extend(_written(entry.what, file) for entry in entries)

        if why := self._failure(write):
            self._lose(entries, why)
            return
        for entry, outcome in zip(entries, written, strict=True):
            if outcome.kept:
                self._counts.kept.labels(_kind(entry)).inc()
            _tell(entry.done, outcome)

    def _scrubbed(self, entry: _Entry) -> _Entry | None:
        """The entry as it is written; None where that cannot be."""
        try:
            if isinstance(entry.what, KeptFeedback):
                fit: KeptRequest | KeptFeedback = scrubbed_feedback(entry.what, self._scrubbing)
            else:
                fit = scrubbed_request(entry.what, self._scrubbing)
            fit.model_dump_json()  # what cannot be written takes nothing else with it
            return entry._replace(what=fit)
        except ValidationError:
            if isinstance(entry.what, KeptRequest):
                self._lose([entry], "with personal data replaced, a text is too long")
            _tell(entry.done, Written(unfit=True))
        except Exception as error:
            self._lose([entry], type(error).__name__)
        return None

    def _failure(self, work: Callable[[RecordsFile], None]) -> str | None:
        """Do what needs the file, and why that failed, in a line. The thread outlives whatever happens."""
        try:
            if self._file is None:
                self._file = RecordsFile(self._path)
            work(self._file)
        except Exception as error:
            if self._file:
                self._file.__exit__()  # what is wrong with a connection is gone with it
                self._file = None
            return _named(error)
        return None

    def _prune_when_due(self) -> None:
        if time.monotonic() < self._next_prune:
            return
        why = self._failure(self._prune)
        self._next_prune = time.monotonic() + (_SOON_S if why or self._traces else _S_PER_DAY)
        if why:
            self._trouble.tell(why)

    def _prune(self, file: RecordsFile) -> None:
        deleted = file.prune(time.time() - self._days * _S_PER_DAY)
        self._counts.pruned.inc(deleted.requests)
        self._traces |= deleted.requests > 0
        if self._traces:
            self._traces = not file.overwrite()

    def _lose(self, entries: Sequence[_Entry], why: str) -> None:
        for entry in entries:
            self._counts.lost.labels(_kind(entry)).inc()
        self._trouble.lost(len(entries), why)
        for entry in entries:
            _tell(entry.done, LOST_ENTRY)


def _written(what: KeptRequest | KeptFeedback, file: RecordsFile) -> Written:
    if isinstance(what, KeptFeedback):
        answer = file.rate(what)
        return Written(kept=answer is not None, known=answer is not None, answer=answer)
    file.add(what)
    return Written(kept=True)


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _kind(entry: _Entry) -> str:
    return "feedback" if isinstance(entry.what, KeptFeedback) else "request"


def _tell(done: Future[Written], outcome: Written) -> None:
    with suppress(InvalidStateError):  # nobody waits any longer
        done.set_result(outcome)
