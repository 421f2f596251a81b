"""What MLflow runs when it loads the model. It is read from this file, and imported by nothing here."""

from typing import Any

from mlflow.models import set_model
from mlflow.pyfunc.model import PythonModel

from casewright.tracking.suites import SuiteWriter


class CasewrightModel(PythonModel):
    """The chosen configuration behind MLflow's interface."""

    # The signature is given; MLflow would warn that it can read none out of type hints.
    _skip_type_hint_validation = True

    def load_context(self, context: Any) -> None:
        """Read what was logged with the model."""
        self._writer = SuiteWriter.load(context.artifacts["configuration"])

    def predict(self, context, model_input, params=None):  # type: ignore[no-untyped-def]  # noqa: ARG002
        """A suite for each row, which has a `story` and may have `acceptance_criteria`."""
        rows = model_input.to_dict("records") if hasattr(model_input, "to_dict") else model_input
        return self._writer.write(rows)


set_model(CasewrightModel())
