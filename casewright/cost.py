"""The cost tracker: what a thousand requests cost on a machine that one owns, and what the machine bears.

Tokens cost nothing locally; the machine does. Measured values are used where there are any; the rest
comes from params.yaml and says "estimated".
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from casewright.metrics import measure
from casewright.params import BASELINE, CostParams
from casewright.records import Basis, CellConditions, Score

DAYS_PER_MONTH = 30
MB_PER_GB = 1024
J_PER_KWH = 3_600_000
_LATENCY_OF_NO_VALUE_S = 5.0
_THROUGHPUT_OF_FULL_VALUE_PER_MIN = 30.0
_NOTHING_READ = "nothing was read while the cell ran: in process, or with stored replies"


def cost_per_1000_usd(monthly_cost_usd: float, max_requests_per_day: float) -> float:
    """Monthly cost over the month's capacity, for 1,000 requests: $100 and 5,000 a day give $0.67."""
    return monthly_cost_usd / (max_requests_per_day * DAYS_PER_MONTH) * 1000


def efficiency(mean_latency_s: float, throughput_per_min: float) -> float:
    """(max(0, 1 - mean / 5 s) + min(1, throughput / 30 a minute)) / 2, so 0-1."""
    latency = max(0.0, 1 - mean_latency_s / _LATENCY_OF_NO_VALUE_S)
    return (latency + min(1.0, throughput_per_min / _THROUGHPUT_OF_FULL_VALUE_PER_MIN)) / 2


def energy_cost_per_1000_usd(energy_j: float, requests: int, usd_per_kwh: float) -> float:
    """What metered electricity costs, for 1,000 requests: 3.6 MJ over 1,000 at $0.30 a kWh give $0.30."""
    return energy_j / J_PER_KWH * usd_per_kwh / requests * 1000


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
    mean, throughput = latency["latency_mean_s"].value, latency["throughput_per_min"].value
    known = mean is not None and throughput is not None
    return {
        "cost_per_1000_usd": measure(
            "cost_per_1000_usd",
            cost_per_1000_usd(params.monthly_cost_usd, params.max_requests_per_day),
            f"${params.monthly_cost_usd:g} a month, {params.max_requests_per_day:g} requests a day",
            basis="estimated",
        ),
        "energy_cost_per_1000_usd": _energy_cost(params, conditions, requests),
        "efficiency": measure(
            "efficiency",
            efficiency(mean, throughput) if mean is not None and throughput is not None else None,
            "mean latency and throughput" if known else "latency or throughput was not measured",
        ),
        "cpu_percent": _cpu(conditions),
        **_memory_scores(params, conditions, requests),
        "total_time_s": measure("total_time_s", conditions.span_s, _span_reason(conditions, requests)),
    }


def _energy_cost(params: CostParams, conditions: CellConditions, requests: int) -> Score:
    name, resources = "energy_cost_per_1000_usd", conditions.resources
    if resources is None:
        return measure(name, None, _NOTHING_READ)
    energy = resources.energy_j
    if energy.value is None or not requests:
        return measure(name, None, energy.reason if requests else "no requests")
    rate = params.electricity_usd_per_kwh
    return measure(
        name,
        energy_cost_per_1000_usd(energy.value, requests, rate),
        f"{energy.value:.0f} J over {requests} requests ({energy.reason}), ${rate:g} a kWh",
        basis=energy.basis,
    )


def _cpu(conditions: CellConditions) -> Score:
    """The server's own share where it was measured, else the whole machine's."""
    if conditions.resources is not None and conditions.resources.server_cpu_percent.value is not None:
        server = conditions.resources.server_cpu_percent
        return measure("cpu_percent", server.value, f"all cores together: {server.reason}")
    if conditions.cpu_percent is None:
        reason = f"the model ran on {conditions.host}, not on this machine, or for too short a time"
        if conditions.cell.model == BASELINE:
            reason = "it ran for too short a time"
        return measure("cpu_percent", None, reason)
    return measure("cpu_percent", conditions.cpu_percent, "the whole machine, all cores together")


def _memory_scores(params: CostParams, conditions: CellConditions, requests: int) -> dict[str, Score]:
    model_mb, model_basis = _model_memory(params, conditions)
    growth_mb = _growth_mb(conditions)
    request_mb = params.request_memory_mb if growth_mb is None else growth_mb / max(1, requests)
    measured = growth_mb is not None and model_basis == "measured"
    # Requests that are under way at once share what the server grew by; a server that did not grow proves
    # no limitless capacity, so the setting is the least.
    at_once_mb = max(params.request_memory_mb, (growth_mb or 0.0) / conditions.concurrency)
    free_mb = params.available_memory_gb * MB_PER_GB - model_mb
    return {
        "memory_per_request_mb": measure(
            "memory_per_request_mb",
            model_mb / requests + request_mb if requests else None,
            f"{model_mb:.0f} MB of model over {requests} requests, plus {request_mb:g} MB"
            + ("" if growth_mb is None else " that the server grew by"),
            basis="measured" if measured else "estimated",
        ),
        "peak_memory_mb": _peak_memory(conditions, model_mb, model_basis),
        "concurrent_capacity": measure(
            "concurrent_capacity",
            max(0, int(free_mb // at_once_mb)),
            f"{free_mb:.0f} MB beside the model, {at_once_mb:g} MB a request",
            basis="estimated",
        ),
    }


def _peak_memory(conditions: CellConditions, model_mb: float, basis: Basis) -> Score:
    """The server's peak where it was measured, and what lies in VRAM, which no process shows."""
    own_mb, resources = conditions.peak_memory_mb, conditions.resources
    peak_mb = resources.server_peak_memory_mb.value if resources else None
    if peak_mb is None:
        reason = f"model {model_mb:.0f} MB, generating process {own_mb:.0f} MB"
        return measure("peak_memory_mb", model_mb + own_mb, reason, basis=basis)
    vram_mb = (conditions.gpu_share or 0.0) * (conditions.model_memory_mb or 0.0)
    return measure(
        "peak_memory_mb",
        peak_mb + vram_mb + own_mb,
        f"server {peak_mb:.0f} MB, VRAM {vram_mb:.0f} MB, generating process {own_mb:.0f} MB",
    )


def _model_memory(params: CostParams, conditions: CellConditions) -> tuple[float, Basis]:
    if conditions.model_memory_mb is not None:
        return conditions.model_memory_mb, "measured"
    return params.model_memory_gb * MB_PER_GB, "estimated"


def _growth_mb(conditions: CellConditions) -> float | None:
    return conditions.resources.server_memory_growth_mb.value if conditions.resources else None


def _span_reason(conditions: CellConditions, requests: int) -> str:
    return f"{requests} stories" if conditions.span_s is not None else _NOTHING_READ


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
