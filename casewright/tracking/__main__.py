"""`python -m casewright.tracking`: log what the report stage left, without running the pipeline."""

from casewright.errors import run_stage
from casewright.files import write_json
from casewright.params import load_params
from casewright.paths import CHOICE
from casewright.tracking.location import store, without_password
from casewright.tracking.publication import read_publication
from casewright.tracking.runs import publish


def main() -> None:
    """Log the last run unless it is there already, and write its id into the choice."""
    publication = read_publication(load_params())
    run_id = publish(publication)
    if publication.choice.mlflow_run_id != run_id:
        choice = publication.choice.model_copy(update={"mlflow_run_id": run_id})
        write_json(CHOICE, choice.model_dump(mode="json"))
    print(f"publish: {publication.choice.name}: run {run_id} at {without_password(store())}")


if __name__ == "__main__":
    run_stage(main)
