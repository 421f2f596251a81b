"""Where runs are logged to, and whether that place is there."""

import logging
import os
import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from casewright.errors import CasewrightError

DEFAULT_STORE = "mlflow.db"
"""A SQLite file in the project's folder."""
DEFAULT_ARTIFACTS = "mlruns"
PROBE_TIMEOUT_S = 2
_NO_HOST = ("", "file", "sqlite", "mlflow-artifacts")
"""Schemes of what lies on this machine, or goes where the store is."""


class TrackingError(CasewrightError):
    """MLflow did not take the run. The pipeline goes on without it."""


def store() -> str:
    """Where runs are logged to: MLFLOW_TRACKING_URI, else a SQLite file in the project's folder."""
    return os.environ.get("MLFLOW_TRACKING_URI") or f"sqlite:///{project() / DEFAULT_STORE}"


def project() -> Path:
    """The project's folder; for a queued experiment, which DVC runs in a copy, that of the original."""
    here = Path.cwd()
    for folder in here.parents:
        if folder.parts[-3:] == (".dvc", "tmp", "exps"):
            return folder.parents[2]
    return here


def is_queued() -> bool:
    """Whether this is an experiment that DVC runs in a copy of the project."""
    return project() != Path.cwd()


def artifact_location() -> str | None:
    """Where artifacts of a new experiment go: beside the default store; None: where the server wants them."""
    return None if os.environ.get("MLFLOW_TRACKING_URI") else (project() / DEFAULT_ARTIFACTS).as_uri()


def is_local(uri: str) -> bool:
    """Whether what is logged there stays on this machine, as far as its address tells."""
    parts = urlsplit(uri)
    host = parts.hostname or ""
    if uri == "databricks":  # it is no address, and stands for one
        return False
    return parts.scheme in _NO_HOST or host in ("localhost", "::1") or host.startswith("127.")


def probe(uri: str) -> None:
    """Find out at once that a store is away: MLflow takes seconds to import, then minutes to give up."""
    parts = urlsplit(uri)
    if parts.scheme in ("http", "https"):
        try:
            urlopen(f"{uri.rstrip('/')}/health", timeout=PROBE_TIMEOUT_S).close()
        except HTTPError as error:
            error.close()  # somebody answered; what is wrong, MLflow will say
        except URLError as error:
            why = getattr(error.reason, "strerror", None) or error.reason
            raise TrackingError(f"no answer ({why}); start it, or set MLFLOW_TRACKING_URI") from error
    elif parts.scheme == "sqlite":
        path = Path(uri.partition("?")[0].removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=PROBE_TIMEOUT_S)) as database:
            database.execute("PRAGMA schema_version")
    elif parts.hostname and parts.port:
        socket.create_connection((parts.hostname, parts.port), timeout=PROBE_TIMEOUT_S).close()


def without_password(uri: str) -> str:
    """The address as a message may show it."""
    password = urlsplit(uri).password
    return uri.replace(f":{password}@", ":***@") if password else uri


def prepared_mlflow(uri: str) -> Any:
    """MLflow at a store, without telemetry, advertisements and long retries."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "10")
    os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    import mlflow

    for chatty in ("mlflow", "alembic", "matplotlib"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    mlflow.set_tracking_uri(uri)
    return mlflow
