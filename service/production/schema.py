"""What makes a SQLite file one of kept records: its mark, its version, its tables, its way of writing."""

import os
import sqlite3
import time
from pathlib import Path

from casewright.errors import DataError

APPLICATION_ID = 0x43575044  # "CWPD", by which a file of ours is told from another's
SCHEMA_VERSION = 1
BUSY_S = 5.0
"""How long to wait for another process that is writing."""
_MODE = 0o600
_ELSEWHERE = "set SERVICE_RECORDS to another file"
_SCHEMA = """
CREATE TABLE requests (
    number INTEGER PRIMARY KEY, correlation_id TEXT NOT NULL, kept_at REAL NOT NULL, body TEXT NOT NULL
);
CREATE INDEX requests_by_correlation_id ON requests (correlation_id);
CREATE INDEX requests_by_time ON requests (kept_at);
CREATE TABLE feedback (
    request INTEGER PRIMARY KEY REFERENCES requests ON DELETE CASCADE, kept_at REAL NOT NULL,
    body TEXT NOT NULL
);
"""


def open_file(path: Path) -> sqlite3.Connection:
    """A connection to `path`, which only its owner may read, and which is made where it is missing.

    Raises:
        DataError: it is damaged, is no file of records, or comes from another version.
        OSError, sqlite3.OperationalError: it cannot be opened or written now.

    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # SQLite gives what it writes beside a file the file's own mode.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, _MODE))
    # A connection is used by one thread at a time, and not always by the one that opened it.
    db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        _prepare(db, path)
    except sqlite3.OperationalError:
        db.close()
        raise
    except sqlite3.DatabaseError as error:
        db.close()
        raise DataError(
            f"{path}: the records are damaged ({error}); move it away, or {_ELSEWHERE}"
        ) from error
    except BaseException:
        db.close()
        raise
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        if file.exists() and file.stat().st_mode & 0o077:
            file.chmod(_MODE)
    return db


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if not version and not db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        _create(db)
    (mark,) = db.execute("PRAGMA application_id").fetchone()
    if mark != APPLICATION_ID:
        raise DataError(f"{path}: a database, but not one of this service's records; {_ELSEWHERE}")
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version != SCHEMA_VERSION:
        raise DataError(
            f"{path}: records of version {version}, this service reads version {SCHEMA_VERSION}; "
            f"{_ELSEWHERE}, or move this one away"
        )
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA synchronous = NORMAL")  # with WAL a killed process loses nothing
    _write_ahead(db)


def _create(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        if not db.execute("PRAGMA user_version").fetchone()[0]:  # another process may have been faster
            for statement in filter(str.strip, _SCHEMA.split(";")):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def _write_ahead(db: sqlite3.Connection) -> None:
    """Readers and writers no longer wait for each other; the switch itself waits for nobody by itself."""
    deadline = time.monotonic() + BUSY_S
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
