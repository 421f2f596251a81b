"""Datasets of a run: what they are called, their digests and columns. MLflow is given no row of them."""

from pathlib import Path
from typing import Any

from casewright.paths import REFERENCES, STORIES
from casewright.records import ReferenceSuite, UserStory
from casewright.tracking.publication import digest

_DIGEST_LENGTH = 32
"""MLflow takes 36 characters."""


def log_datasets(mlflow: Any) -> None:
    """Log stories and references as inputs of the active run."""
    _log(mlflow, STORIES, UserStory, "stories")
    _log(mlflow, REFERENCES, ReferenceSuite, "references")


def _log(mlflow: Any, path: Path, record: type[UserStory] | type[ReferenceSuite], name: str) -> None:
    from pandas import DataFrame

    if not path.is_file():
        return
    with path.open("rb") as file:
        count = sum(1 for _ in file)
    dataset = mlflow.data.from_pandas(
        DataFrame("", index=range(count), columns=list(record.model_fields)),
        source=path.as_posix(),
        name=name,
        digest=digest(path)[:_DIGEST_LENGTH],
    )
    mlflow.log_input(dataset, context="evaluation")  # what else it calls training
