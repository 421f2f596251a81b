"""One parent run a pipeline run, one child run a cell, and one for a model that is new."""

import subprocess
import warnings
from collections.abc import Mapping
from typing import Any

from casewright.files import shortened
from casewright.holdout import KEY_METRICS
from casewright.judge.tracing import log_judgements
from casewright.leaderboard import rank, to_markdown
from casewright.prompts import PROMPTS
from casewright.records import CellScore, Subset
from casewright.tracking.charts import log_charts
from casewright.tracking.datasets import log_datasets
from casewright.tracking.location import (
    TrackingError,
    artifact_location,
    is_local,
    is_queued,
    prepared_mlflow,
    probe,
    store,
    without_password,
)
from casewright.tracking.model import find_version, log_model
from casewright.tracking.prompts import Registered, crown_prompt, register_prompts
from casewright.tracking.publication import Publication
from casewright.tracking.rows import EVALUATION, MOST_ROWS, log_rows, rows_of
from casewright.tracking.tables import log_cells, log_stories

KEY_TAG = "casewright.key"
_PREFIXES = {Subset.HELD_OUT: "held_out", Subset.EDGE_CASE: "edge_cases"}


def publish(publication: Publication) -> str:
    """Log a pipeline run unless its key is there already; returns the id of the parent run.

    The alias `champion` goes to the chosen configuration, but for a queued experiment: what that chose is not
    what the project's folder has.

    Raises:
        TrackingError: the store is not there or refuses.

    """
    try:
        probe(store())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of MLflow's own code; nothing here can act on them
            return _publish(prepared_mlflow(store()), publication)
    except Exception as error:  # MLflow lets through whatever its store, its driver or its client raises
        reason = " ".join(str(error).split()) or type(error).__name__
        raise TrackingError(f"MLflow at {without_password(store())}: {shortened(reason, 200)}") from error


def _publish(mlflow: Any, publication: Publication) -> str:
    experiment = _experiment(mlflow, publication.params.report.experiment)
    known = mlflow.search_runs(
        [experiment.experiment_id],
        filter_string=f"tags.`{KEY_TAG}` = '{publication.key}' and attributes.status = 'FINISHED'",
        output_format="list",
        max_results=1,
    )
    texts = _with_texts(publication, experiment.artifact_location)
    run_id = str(known[0].info.run_id) if known else _log(mlflow, publication, texts)
    if not is_queued():
        crown_prompt(mlflow.MlflowClient(), publication.params.report.experiment, publication.choice)
        find_version(mlflow.MlflowClient(), publication, texts, crown=True)
    return run_id


def _with_texts(publication: Publication, artifacts: str) -> bool:
    wanted = publication.params.report.log_stories
    return is_local(store()) and is_local(artifacts) if wanted is None else wanted


def _experiment(mlflow: Any, name: str) -> Any:
    """The experiment by its name. Artifacts lie beside the default store, wherever the run works."""
    if mlflow.get_experiment_by_name(name) is None:
        mlflow.create_experiment(name, artifact_location=artifact_location())
    return mlflow.set_experiment(name)


def _log(mlflow: Any, publication: Publication, texts: bool) -> str:
    registered = register_prompts(mlflow, publication.params.report.experiment)
    with mlflow.start_run(
        run_name=f"choice: {publication.choice.name}", description=_note(publication)
    ) as run:
        mlflow.set_tags(_tags(publication))
        mlflow.log_params(_flat(publication.params.model_dump(mode="json", exclude={"targets"})))
        mlflow.log_metrics(_values(publication, publication.dev[0]))
        log_datasets(mlflow)
        left = MOST_ROWS
        for cell in publication.dev:
            left = _log_cell(mlflow, cell, publication, registered, texts, left)
        _log_artifacts(mlflow, publication, texts)
        log_model(mlflow, publication, texts)
        return str(run.info.run_id)


def _log_artifacts(mlflow: Any, publication: Publication, texts: bool) -> None:
    for artifact in [*publication.artifacts, *(publication.artifacts_with_texts if texts else ())]:
        mlflow.log_artifact(str(artifact), artifact_path="reports")
    for prompt in sorted(PROMPTS.glob("*.j2")):
        mlflow.log_artifact(str(prompt), artifact_path="prompts")
    log_cells(mlflow, publication)
    log_charts(mlflow, publication)


def _log_cell(
    mlflow: Any,
    cell: CellScore,
    publication: Publication,
    registered: Mapping[str, Registered],
    texts: bool,
    left: int,
) -> int:
    """Log one cell; how many rows may still be logged after it."""
    rows = rows_of(cell.cell, publication.stories, texts)
    with mlflow.start_run(run_name=cell.cell.name, nested=True) as run:
        mlflow.set_tags(_cell_tags(cell, publication))
        mlflow.log_params(
            {
                "model": cell.cell.model,
                "prompt": cell.cell.prompt or "none",
                "model_digest": cell.model_digest,
                "stories": cell.stories,
            }
        )
        mlflow.log_metrics(_values(publication, cell))
        if prompt := registered.get(cell.cell.prompt or ""):
            mlflow.MlflowClient().link_prompt_version_to_run(run.info.run_id, prompt.uri)
        log_stories(mlflow, rows)
        if rows and len(rows) <= left:
            log_rows(mlflow, run, rows)
            left -= len(rows)
        log_judgements(mlflow, publication.judged(cell.cell), texts=texts)
    return left


def _cell_tags(cell: CellScore, publication: Publication) -> dict[str, str]:
    return {
        "casewright.kind": "cell",
        "casewright.cell": cell.cell.name,
        "casewright.chosen": str(cell.cell == publication.choice.cell).lower(),
    }


def _tags(publication: Publication) -> dict[str, str]:
    choice = publication.choice
    return {
        **EVALUATION,
        KEY_TAG: publication.key,
        "casewright.kind": "choice",
        "casewright.choice": choice.name,
        "casewright.reason": choice.reason,
        "casewright.data": choice.data_digest or "not kept",
        "casewright.meets_limits": str(choice.meets_limits).lower(),
        "casewright.meets_targets": str(choice.meets_targets).lower(),
        "git.commit": _git("rev-parse", "HEAD") or "not a Git checkout",
        "git.dirty": str(bool(_git("status", "--porcelain"))).lower(),
    }


def _note(publication: Publication) -> str:
    """What the page of the run opens with."""
    ranked = rank(publication.cells, publication.choice)
    return f"{publication.choice.reason}\n\n{to_markdown(ranked)}"


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
