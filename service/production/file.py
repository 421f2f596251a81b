"""The file of what is kept: SQLite, safe with several processes, whole after a kill at any instant."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self

from service.production.kept import Kept, KeptFeedback, KeptRequest
from service.production.schema import open_file

_RATED = "requests LEFT JOIN feedback ON feedback.request = requests.number"
_FEEDBACK = (
    "INSERT INTO feedback VALUES (?, ?, ?) ON CONFLICT (request) DO UPDATE "
    "SET kept_at = excluded.kept_at, body = excluded.body"
)


class Contents(NamedTuple):
    """How much there is."""

    requests: int
    feedback: int
    oldest: float | None
    """Seconds since 1970; None where there is nothing."""
    newest: float | None


class RecordsFile:
    """An open file of records. Use as a context manager, from one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open `path`, which is made where it is missing; see `open_file` for what that raises."""
        self.path = path
        self._db = open_file(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written in the block, or nothing of it, whatever happens to this process."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # SQLite itself rolls back where the disk is full
                self._db.execute("ROLLBACK")
            raise

    def add(self, request: KeptRequest) -> None:
        """Keep one request."""
        self._db.execute(
            "INSERT INTO requests (correlation_id, kept_at, body) VALUES (?, ?, ?)",
            (request.correlation_id, request.kept_at, request.model_dump_json()),
        )

    def rate(self, feedback: KeptFeedback) -> KeptRequest | None:
        """Keep the feedback on the last answer of a correlation id, in place of an earlier one; that answer.

        None: no answer of that id is kept.
        """
        found = self._db.execute(
            "SELECT number, body FROM requests WHERE correlation_id = ? ORDER BY number DESC LIMIT 1",
            (feedback.correlation_id,),
        ).fetchone()
        if found is None:
            return None
        number, body = found
        self._db.execute(_FEEDBACK, (number, feedback.kept_at, feedback.model_dump_json()))
        return KeptRequest.model_validate_json(body)

    def between(self, since: float = 0.0, until: float = 1e18) -> Iterator[Kept]:
        """What was kept from a time to before another (seconds since 1970), oldest first."""
        yield from self._read("WHERE requests.kept_at >= ? AND requests.kept_at < ?", (since, until))

    def of(self, correlation_id: str) -> Iterator[Kept]:
        """What was kept under a correlation id, oldest first."""
        yield from self._read("WHERE correlation_id = ?", (correlation_id,))

    def contents(self) -> Contents:
        """How much there is, and from when."""
        requests = self._db.execute("SELECT count(*), min(kept_at), max(kept_at) FROM requests").fetchone()
        (feedback,) = self._db.execute("SELECT count(*) FROM feedback").fetchone()
        return Contents(requests[0], feedback, *requests[1:])

    def delete(self, correlation_id: str) -> Contents:
        """Delete what was kept under a correlation id; how much that was. `overwrite` makes it final."""
        return self._erase("WHERE correlation_id = ?", correlation_id)

    def prune(self, before: float) -> Contents:
        """Delete requests from before a time (seconds since 1970) with their feedback; how much that was.

        `overwrite` makes it final.
        """
        return self._erase("WHERE requests.kept_at < ?", before)

    def overwrite(self) -> bool:
        """Leave nothing of what was deleted in the file or beside it; False: another process is reading it.

        SQLite's `secure_delete` is not enough: pages that it rebuilt keep parts of rows they once held.
        """
        self._db.execute("VACUUM")
        (busy, *_) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def _read(self, condition: str, values: Sequence[Any]) -> Iterator[Kept]:
        found = f"SELECT requests.body, feedback.body FROM {_RATED} {condition} ORDER BY requests.number"
        for request, feedback in self._db.execute(found, values):
            yield Kept(
                KeptRequest.model_validate_json(request),
                KeptFeedback.model_validate_json(feedback) if feedback else None,
            )

    def _erase(self, condition: str, value: object) -> Contents:
        requests, feedback, oldest, newest = self._db.execute(
            "SELECT count(*), count(request), min(requests.kept_at), max(requests.kept_at) "
            f"FROM {_RATED} {condition}",
            (value,),
        ).fetchone()
        self._db.execute(f"DELETE FROM requests {condition}", (value,))
        return Contents(requests, feedback, oldest, newest)
