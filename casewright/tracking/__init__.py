"""What a run found, in MLflow: a parent run a pipeline run, a child run a cell, and the choice as a model.

Logging is idempotent: a run is keyed by a hash of what it logs, a version of a prompt by the template, one of
the model by what determines its answers; what is there is not logged again. Texts of stories and suites go to
another machine only where `report.log_stories` says so. MLflow is imported only where it is used; it costs
seconds.
"""

from casewright.tracking.location import TrackingError, prepared_mlflow, project, store
from casewright.tracking.publication import (
    Publication,
    digest,
    params_digest,
    publication_of,
    read_publication,
)
from casewright.tracking.runs import KEY_TAG, publish

__all__ = [
    "KEY_TAG",
    "Publication",
    "TrackingError",
    "digest",
    "params_digest",
    "prepared_mlflow",
    "project",
    "publication_of",
    "publish",
    "read_publication",
    "store",
]
