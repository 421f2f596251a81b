"""What the tests of logging share: a project with a finished run, logged once for each module."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casewright.tracking import publish
from tests.casewright.tracking.made import PUBLICATION, project_in


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project with a finished run."""
    with project_in(tmp_path_factory.mktemp("project")) as folder:
        yield folder


@pytest.fixture(scope="module")
def run_id(project: Path) -> str:
    """The parent run of the publication, logged once for all tests of a module."""
    return publish(PUBLICATION)


@pytest.fixture(scope="module")
def client(run_id: str) -> Any:
    """A client of the store."""
    import mlflow

    return mlflow.MlflowClient()


@pytest.fixture(scope="module")
def runs(client: Any, run_id: str) -> dict[str, Any]:
    """The parent run and its children, by name."""
    experiment = client.get_experiment_by_name("casewright")
    found = client.search_runs([experiment.experiment_id])
    mine = [one for one in found if run_id in (one.info.run_id, one.data.tags.get("mlflow.parentRunId"))]
    return {one.info.run_name: one for one in mine}
