"""The cost tracker: what a thousand requests cost on a machine that one owns, and what the machine bears.

Tokens cost nothing locally; the machine does. Measured values are used where there are any; the rest
comes from params.yaml and says "estimated".
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from casewright.metrics import measure
from casewright.params import CostParams
from casewright.records import Basis, CellConditions, Score

DAYS_PER_MONTH = 30
MB_PER_GB = 1024
_LATENCY_OF_NO_VALUE_S = 5.0
_THROUGHPUT_OF_FULL_VALUE_PER_MIN = 30.0


def cost_per_1000_usd(monthly_cost_usd: float, max_requests_per_day: float) -> float:
    """Monthly cost over the month's capacity, for 1,000 requests: $100 and 5,000 a day give $0.67."""
    return monthly_cost_usd / (max_requests_per_day * DAYS_PER_MONTH) * 1000


def efficiency(mean_latency_s: float, throughput_per_min: float) -> float:
    """(max(0, 1 - mean / 5 s) + min(1, throughput / 30 a minute)) / 2, so 0-1."""
    latency = max(0.0, 1 - mean_latency_s / _LATENCY_OF_NO_VALUE_S)
    return (latency + min(1.0, throughput_per_min / _THROUGHPUT_OF_FULL_VALUE_PER_MIN)) / 2


def cost_scores(
    params: CostParams, conditions: CellConditions, requests: int, latency: Mapping[str, Score]
) -> dict[str, Score]:
    """The cost tracker's results for one cell.

    Args:
        params: what the machine costs and holds.
        conditions: how the cell was run, with what was measured of the machine.
        requests: stories that the cell was given.
        latency: the latency tracker's results for the cell.

    """
    model_mb, basis = _model_memory(params, conditions)
    mean, throughput = latency["latency_mean_s"].value, latency["throughput_per_min"].value
    known = mean is not None and throughput is not None
    free_mb = params.available_memory_gb * MB_PER_GB - model_mb
    return {
        "cost_per_1000_usd": measure(
            "cost_per_1000_usd",
            cost_per_1000_usd(params.monthly_cost_usd, params.max_requests_per_day),
            f"${params.monthly_cost_usd:g} a month, {params.max_requests_per_day:g} requests a day",
            basis="estimated",
        ),
        "efficiency": measure(
            "efficiency",
            efficiency(mean, throughput) if mean is not None and throughput is not None else None,
            "mean latency and throughput" if known else "latency or throughput was not measured",
        ),
        "cpu_percent": measure("cpu_percent", conditions.cpu_percent, _cpu_reason(conditions)),
        "memory_per_request_mb": measure(
            "memory_per_request_mb",
            model_mb / requests + params.request_memory_mb if requests else None,
            f"{model_mb:.0f} MB of model over {requests} requests, plus {params.request_memory_mb:g} MB",
            basis="estimated",
        ),
        "peak_memory_mb": measure(
            "peak_memory_mb",
            model_mb + conditions.peak_memory_mb,
            f"model {model_mb:.0f} MB, generating process {conditions.peak_memory_mb:.0f} MB",
            basis=basis,
        ),
        "concurrent_capacity": measure(
            "concurrent_capacity",
            max(0, int(free_mb // params.request_memory_mb)),
            f"{free_mb:.0f} MB beside the model, {params.request_memory_mb:g} MB a request",
            basis="estimated",
        ),
        "total_time_s": measure("total_time_s", conditions.span_s, f"{requests} stories"),
    }


def _model_memory(params: CostParams, conditions: CellConditions) -> tuple[float, Basis]:
    if conditions.model_memory_mb is not None:
        return conditions.model_memory_mb, "measured"
    return params.model_memory_gb * MB_PER_GB, "estimated"


def _cpu_reason(conditions: CellConditions) -> str:
    if conditions.cpu_percent is None:
        return f"the model ran on {conditions.host}, not on this machine, or for too short a time"
    return "all cores together while the cell ran"


class Rule(NamedTuple):
    """A threshold beyond which something should be done."""

    metric: str
    applies: Callable[[float], bool]
    advice: str


RULES = (
    Rule(
        "latency_mean_s",
        lambda value: value > 3,
        "mean latency over 3 s: quantise the model or upgrade the hardware",
    ),
    Rule(
        "throughput_per_min",
        lambda value: value < 20,
        "throughput under 20 a minute: add cores or shorten the prompt",
    ),
    Rule(
        "cost_per_1000_usd",
        lambda value: value > 10,
        "cost over $10 per 1,000: review the capacity that is paid for",
    ),
    Rule("cpu_percent", lambda value: value > 80, "processor over 80 %: balance the load or add replicas"),
    Rule(
        "efficiency",
        lambda value: value < 0.6,
        "efficiency under 0.6: review model, prompt and hardware together",
    ),
)


def recommendations(scores: Mapping[str, Score]) -> tuple[str, ...]:
    """What to do about the figures that crossed a threshold; what was not measured crosses none."""
    return tuple(
        rule.advice
        for rule in RULES
        if (score := scores.get(rule.metric)) and score.value is not None and rule.applies(score.value)
    )
