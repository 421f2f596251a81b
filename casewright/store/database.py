"""The file of the response store: SQLite, safe with several processes, whole after a kill at any instant."""

import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

from casewright.errors import DataError
from casewright.store.schema import connect, is_ours, prepare

_INSERT = "INSERT INTO replies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO "
_UPDATE = ", ".join(
    f"{name} = excluded.{name}"
    for name in ("stored_at", "failure", "detail", "text", "thinking", "done_reason", "timing", "conditions")
)
_ROWS_PER_DELETION = 500
"""Few enough that a run that is writing never waits long for a prune."""


class Kept(NamedTuple):
    """A finished reply as it is stored; `timing` and `conditions` are JSON."""

    failure: str | None
    detail: str
    text: str
    thinking: str
    done_reason: str | None
    timing: str
    conditions: str


@dataclass(frozen=True)
class Usage:
    """What the store holds of one model."""

    model: str
    replies: int
    text_bytes: int
    oldest: float
    """Seconds since 1970."""
    newest: float


class ResponseStore:
    """An open store. Use as a context manager.

    Trouble with the file never ends a run: a store that cannot be read or written says so once on stderr,
    and the run goes on without it. Only a file that is no store is refused, and before the first call.
    """

    def __init__(self, path: Path) -> None:
        """Open `path`, which is made where it is missing.

        Raises:
            DataError: the file is damaged, is not a response store, or comes from a later version.

        """
        self.path = path
        self.overwrites = False
        """Whether a new reply takes the place of one that is stored under the same key."""
        self._warned = False
        self._db: sqlite3.Connection | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = connect(path)
            prepare(self._db, path)
        except DataError:
            self.__exit__()
            raise
        except sqlite3.OperationalError as error:
            if self._db is not None and is_ours(self._db):
                self._warn(error)  # read-only: what is in it is still good
            else:
                self._give_up(error)
        except OSError as error:
            self._give_up(error)
        except sqlite3.DatabaseError as error:
            self.__exit__()
            raise DataError(
                f"{path}: the response store is damaged ({error}); move it away, and a new one is made, or "
                "set generate.store to another file"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def find(self, key: str) -> Kept | None:
        """The reply that is stored under `key`."""
        rows = self._execute(
            "SELECT failure, detail, text, thinking, done_reason, timing, conditions "
            "FROM replies WHERE key = ?",
            (bytes.fromhex(key),),
        )
        return Kept(*rows[0]) if rows else None

    def keep(self, key: str, model: str, digest: str, reply: Kept) -> None:
        """Store a finished reply, in a transaction of its own: once this returns, a kill cannot undo it."""
        conflict = f"UPDATE SET {_UPDATE}" if self.overwrites else "NOTHING"
        self._execute(_INSERT + conflict, (bytes.fromhex(key), model, digest, time.time(), *reply))

    def forget(self, digest: str, since: float) -> None:
        """Delete what was stored for a digest since a time: it may be another model's, if the tag changed."""
        self._execute("DELETE FROM replies WHERE digest = ? AND stored_at >= ?", (digest, since))

    def last_digest(self, model: str) -> str | None:
        """The digest that the tag `model` had when it was last seen."""
        rows = self._execute("SELECT digest FROM tags WHERE model = ?", (model,))
        return str(rows[0][0]) if rows else None

    def saw(self, model: str, digest: str) -> None:
        """Remember which model a tag stands for now."""
        self._execute(
            "INSERT INTO tags VALUES (?, ?, ?) ON CONFLICT (model) DO UPDATE "
            "SET digest = excluded.digest, seen_at = excluded.seen_at",
            (model, digest, time.time()),
        )

    def usage(self) -> Iterator[Usage]:
        """What there is of each model, in the order of their names."""
        yield from (
            Usage(*row)
            for row in self._execute(
                "SELECT model, count(*), sum(length(text) + length(thinking)), min(stored_at), "
                "max(stored_at) FROM replies GROUP BY model ORDER BY model"
            )
        )

    def prune(self, *, before: float | None = None, model: str | None = None) -> int:
        """Delete replies stored before a time (seconds since 1970), of one model, or both; how many."""
        deleted = 0
        while True:
            rows = self._execute(
                "SELECT rowid FROM replies WHERE stored_at < coalesce(?, 1e18) "
                "AND model = coalesce(?, model) LIMIT ?",
                (before, model, _ROWS_PER_DELETION),
            )
            if not rows or self._db is None:
                break
            places = ",".join("?" * len(rows))
            self._db.execute(f"DELETE FROM replies WHERE rowid IN ({places})", [row for (row,) in rows])
            deleted += len(rows)
        if deleted and self._db is not None:
            self._db.executescript("PRAGMA incremental_vacuum")  # `execute` would give back one page only
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return deleted

    def _execute(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows of one statement; none, and one warning, where the file fails."""
        if self._db is None:
            return []
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            self._warn(error)
            return []

    def _give_up(self, error: Exception) -> None:
        self._warn(error)
        self.__exit__()

    def _warn(self, error: Exception) -> None:
        if not self._warned:
            self._warned = True
            sys.stderr.write(
                f"warning: {self.path}: the response store cannot be used as it should ({error}); the run "
                "goes on, and what it cannot store will have to be paid for again\n"
            )
