"""What a model server took of its machine while a cell ran."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from casewright.records.base import Record

Basis = Literal["measured", "estimated", "not measured"]


class Reading(Record):
    """One figure and how it came about. "Not measured" is its own value, never 0."""

    value: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None
    basis: Basis
    reason: str
    """What the figure is of, or why there is none."""

    @model_validator(mode="after")
    def _value_unless_not_measured(self) -> Self:
        if (self.value is None) != (self.basis == "not measured"):
            raise ValueError("a reading has a value unless it is 'not measured'")
        return self


class Resources(Record):
    """What was read while a cell ran; the server is its process and all that it started."""

    server_cpu_percent: Reading
    """Of all cores of the machine."""
    server_memory_mb: Reading
    """Resident when the first story was sent: the loaded model with its context."""
    server_peak_memory_mb: Reading
    server_memory_growth_mb: Reading
    """From the first story to the peak: what requests take beside the loaded model."""
    gpu_percent: Reading
    """Mean utilisation of all GPUs."""
    gpu_peak_memory_mb: Reading
    """On all GPUs together, whoever uses them."""
    energy_j: Reading
    """Drawn by what has a meter, whoever used it."""
    span_s: float
    samples: int
