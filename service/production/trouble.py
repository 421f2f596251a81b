"""What stands in the way of keeping records, told without filling the log."""

import errno
import logging
import sqlite3
import threading
import time
from pathlib import Path

QUIET_S = 60.0
"""Seconds between two warnings about one file, at least."""
_PASSING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_FULL = (errno.ENOSPC, errno.EDQUOT)
_log = logging.getLogger(__name__)


def may_pass(error: OSError | sqlite3.OperationalError) -> bool:
    """Whether it can be over tomorrow with nobody changing a setting: a full disk, a file that is locked."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    return error.sqlite_errorcode & 0xFF in _PASSING


class Trouble:
    """Counts what is lost, and says so at once and then at most once a minute."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._lost = 0
        self._quiet_until = 0.0

    def lost(self, count: int, why: str) -> None:
        """So many entries were not kept."""
        with self._lock:
            self._lost += count
            if time.monotonic() < self._quiet_until:
                return
            total, self._lost = self._lost, 0
            self._quiet_until = time.monotonic() + QUIET_S
        _log.warning("%s: records lost: %d (%s); answers go on as they are", self._path, total, why)

    def tell(self, why: str) -> None:
        """Something else went wrong, of which nothing is lost."""
        _log.warning("%s: records cannot be looked after now (%s); it is tried again", self._path, why)
