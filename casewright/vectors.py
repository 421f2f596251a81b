"""The vectors of an embedding model, kept in SQLite beside the response store: nothing is paid twice."""

import hashlib
import sqlite3
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from casewright.store.schema import connect

Vector = npt.NDArray[np.float32]

_ENDING = "-embeddings.sqlite"

_SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"
_KEYS_AT_ONCE = 500


def beside(store: Path) -> Path:
    """The file that belongs to a response store: `responses-embeddings.sqlite` beside `responses.sqlite`."""
    return store.with_name(f"{store.stem}{_ENDING}")


class VectorStore:
    """Vectors by the digest of the model and the text.

    Trouble with the file never ends a run: it is said once on stderr, and the run goes on without the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db: sqlite3.Connection | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = connect(path)
            self._db.execute("PRAGMA journal_mode = WAL").fetchall()
            self._db.execute(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def find(self, digest: str, texts: Sequence[str]) -> dict[str, Vector]:
        """Those of the texts whose vectors are stored."""
        by_key = {_key(digest, text): text for text in texts}
        keys, found = list(by_key), {}
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            part = keys[start : start + _KEYS_AT_ONCE]
            places = ",".join("?" * len(part))
            for key, blob in self._rows(f"SELECT key, vector FROM vectors WHERE key IN ({places})", part):
                found[by_key[key]] = np.frombuffer(blob, dtype="<f4")
        return found

    def keep(self, digest: str, vectors: Mapping[str, Vector]) -> None:
        """Store vectors by their texts, in one transaction."""
        rows = [(_key(digest, text), vector.astype("<f4").tobytes()) for text, vector in vectors.items()]
        if self._db is None:
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(error)

    def close(self) -> None:
        """Close the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _rows(self, statement: str, values: Sequence[bytes]) -> Iterable[tuple[bytes, bytes]]:
        if self._db is None:
            return []
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            self._give_up(error)
            return []

    def _give_up(self, error: Exception) -> None:
        self.close()
        sys.stderr.write(
            f"warning: {self.path}: embeddings cannot be kept ({error}); the run goes on, and they will have "
            "to be computed again\n"
        )


def _key(digest: str, text: str) -> bytes:
    return hashlib.sha256(f"{digest}\0{text}".encode("utf-8", "replace")).digest()
