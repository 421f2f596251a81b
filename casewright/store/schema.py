"""What makes a SQLite file a response store: its mark, its version, its tables, its way of writing."""

import sqlite3
import time
from pathlib import Path

from casewright.errors import DataError

APPLICATION_ID = 0x43575253  # "CWRS", by which a file of ours is told from another's
SCHEMA_VERSION = 1
BUSY_S = 10.0
"""How long to wait for another process that is writing; a reply is written in under a millisecond."""

_SCHEMA = """
CREATE TABLE replies (
    key BLOB NOT NULL UNIQUE, model TEXT NOT NULL, digest TEXT NOT NULL, stored_at REAL NOT NULL,
    failure TEXT, detail TEXT NOT NULL, text TEXT NOT NULL, thinking TEXT NOT NULL, done_reason TEXT,
    timing TEXT NOT NULL, conditions TEXT NOT NULL
);
CREATE TABLE tags (model TEXT PRIMARY KEY, digest TEXT NOT NULL, seen_at REAL NOT NULL) WITHOUT ROWID;
"""
_PAGES_BETWEEN_CHECKPOINTS = 4000
"""16 MB. A checkpoint waits for the disk, so it should be rare."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection that waits for other processes, and whose statements outlive a kill of this one."""
    # Every statement is a transaction of its own; a run has one thread that uses the store.
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous = NORMAL")  # with WAL a killed process loses nothing
    connection.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_BETWEEN_CHECKPOINTS}")
    return connection


def prepare(db: sqlite3.Connection, path: Path) -> None:
    """Make the tables in a new file.

    Raises:
        DataError: the file is not a response store, or comes from another version.

    """
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if not version and not db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        db.execute("PRAGMA auto_vacuum = INCREMENTAL")
        _create(db)
    if not is_ours(db):
        raise DataError(
            f"{path}: a database, but not a response store of Casewright; "
            "set generate.store or CASEWRIGHT_STORE to another file"
        )
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version != SCHEMA_VERSION:
        raise DataError(
            f"{path}: a response store of version {version}, this Casewright reads version {SCHEMA_VERSION}; "
            "set generate.store to another file, or move this one away"
        )
    _write_ahead(db)


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


def is_ours(db: sqlite3.Connection) -> bool:
    """Whether a file was made as a response store."""
    try:
        return bool(db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)
    except sqlite3.DatabaseError:
        return False
