"""What a run found, in MLflow: one parent run a pipeline run, one child run a cell.

Logging is idempotent: a run is keyed by a hash of what it logs, and what is there is not logged again.
MLflow is imported only where it is used; it costs seconds.
"""

import logging
import os
import socket
import sqlite3
import subprocess
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

from casewright.files import shortened
from casewright.holdout import KEY_METRICS
from casewright.judge.tracing import JudgedSuite, log_judgements
from casewright.params import Params
from casewright.prompts import PROMPTS
from casewright.records import Cell, CellScore, Subset

DEFAULT_STORE = "mlflow.db"
"""A SQLite file in the project's folder."""
DEFAULT_ARTIFACTS = "mlruns"
KEY_TAG = "casewright.key"
PROBE_TIMEOUT_S = 2
_PREFIXES = {Subset.HELD_OUT: "held_out", Subset.EDGE_CASE: "edge_cases"}


@dataclass(frozen=True)
class Publication:
    """All that is logged of one pipeline run."""

    key: str
    """Hash of the inputs: the same key is logged once."""
    params: Params
    cells: Sequence[CellScore]
    """One row a cell and subset. Those on dev are logged whole, of the others what `KEY_METRICS` names."""
    chosen: CellScore
    """The chosen cell on dev stories."""
    reason: str
    data_digest: str
    artifacts: Sequence[Path]
    judged: Callable[[Cell], Iterable[JudgedSuite]] = lambda _: ()
    """What a judge said of a cell's suites."""


class TrackingError(Exception):
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


def publish(publication: Publication) -> str:
    """Log a pipeline run unless its key is there already; returns the id of the parent run.

    Raises:
        TrackingError: the store is not there or refuses.

    """
    try:
        _probe(store())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of MLflow's own code; nothing here can act on them
            return _publish(prepared_mlflow(store()), publication)
    except Exception as error:  # MLflow lets through whatever its store, its driver or its client raises
        reason = " ".join(str(error).split()) or type(error).__name__
        raise TrackingError(f"MLflow at {_without_password(store())}: {shortened(reason, 200)}") from error


def _probe(uri: str) -> None:
    """Find out at once that a store is away: MLflow takes seconds to import, then minutes to give up."""
    parts = urlsplit(uri)
    if parts.scheme in ("http", "https"):
        try:
            urlopen(f"{uri.rstrip('/')}/health", timeout=PROBE_TIMEOUT_S).close()
        except HTTPError as error:
            error.close()  # somebody answered; what is wrong, MLflow will say
    elif parts.scheme == "sqlite":
        path = Path(uri.partition("?")[0].removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=PROBE_TIMEOUT_S)) as database:
            database.execute("PRAGMA schema_version")
    elif parts.hostname and parts.port:
        socket.create_connection((parts.hostname, parts.port), timeout=PROBE_TIMEOUT_S).close()


def _without_password(uri: str) -> str:
    password = urlsplit(uri).password
    return uri.replace(f":{password}@", ":***@") if password else uri


def prepared_mlflow(uri: str) -> Any:
    """MLflow at a store, without telemetry, advertisements and long retries."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "10")
    os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
    import mlflow

    logging.getLogger("mlflow").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    mlflow.set_tracking_uri(uri)
    return mlflow


def _publish(mlflow: Any, publication: Publication) -> str:
    experiment = _experiment(mlflow, publication.params.report.experiment)
    known = mlflow.search_runs(
        [experiment.experiment_id],
        filter_string=f"tags.`{KEY_TAG}` = '{publication.key}' and attributes.status = 'FINISHED'",
        output_format="list",
        max_results=1,
    )
    return str(known[0].info.run_id) if known else _log(mlflow, publication)


def _experiment(mlflow: Any, name: str) -> Any:
    """The experiment by its name. Artifacts lie beside the default store, wherever the run works."""
    if mlflow.get_experiment_by_name(name) is None:
        of_server = os.environ.get("MLFLOW_TRACKING_URI")
        mlflow.create_experiment(
            name, artifact_location=None if of_server else (project() / DEFAULT_ARTIFACTS).as_uri()
        )
    return mlflow.set_experiment(name)


def _log(mlflow: Any, publication: Publication) -> str:
    with mlflow.start_run(run_name=publication.chosen.cell.name) as parent:
        mlflow.set_tags(_tags(publication))
        mlflow.log_params(_flat(publication.params.model_dump(mode="json", exclude={"targets"})))
        mlflow.log_metrics(_values(publication, publication.chosen))
        for cell in publication.cells:
            if cell.subset is Subset.DEV:
                _log_cell(mlflow, cell, publication)
        for artifact in publication.artifacts:
            mlflow.log_artifact(str(artifact), artifact_path="reports")
        for prompt in sorted(PROMPTS.glob("*.j2")):
            mlflow.log_artifact(str(prompt), artifact_path="prompts")
        return str(parent.info.run_id)


def _log_cell(mlflow: Any, cell: CellScore, publication: Publication) -> None:
    with mlflow.start_run(run_name=cell.cell.name, nested=True):
        chosen = cell.cell == publication.chosen.cell
        mlflow.set_tags({"casewright.cell": cell.cell.name, "casewright.chosen": str(chosen).lower()})
        mlflow.log_params(
            {
                "model": cell.cell.model,
                "prompt": cell.cell.prompt or "none",
                "model_digest": cell.model_digest,
                "stories": cell.stories,
            }
        )
        mlflow.log_metrics(_values(publication, cell))
        log_judgements(mlflow, publication.judged(cell.cell))


def _tags(publication: Publication) -> dict[str, str]:
    return {
        KEY_TAG: publication.key,
        "casewright.choice": publication.chosen.cell.name,
        "casewright.reason": publication.reason,
        "casewright.data": publication.data_digest,
        "git.commit": _git("rev-parse", "HEAD") or "not a Git checkout",
        "git.dirty": str(bool(_git("status", "--porcelain"))).lower(),
    }


def _values(publication: Publication, dev: CellScore) -> dict[str, float]:
    """What was measured of a cell; MLflow has no "not measured", so the others are left out."""
    values = {name: score.value for name, score in dev.scores.items()}
    for row in publication.cells:
        if row.cell == dev.cell and (prefix := _PREFIXES.get(row.subset)):
            values |= {
                f"{prefix}.{name}": row.scores[name].value for name in KEY_METRICS if name in row.scores
            }
    return {name: value for name, value in values.items() if value is not None}


def _flat(params: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in params.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = str(value)
    return flat


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
