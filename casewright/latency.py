"""The latency tracker: how long a cell takes over a story, in seconds.

Latency is the model's own time (prompt and generation, plus our validation), summed over attempts. What
a request waited in a queue is no property of the model; `end_to_end_p95_s` has it.

A reply from the response store brings the seconds of its own call along, where they were measured under the
same conditions; otherwise its story is left out, and the reason says of how many there are figures. What
belongs to the run as a whole, such as throughput, is not measured by a run that did not make every call.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, Self

import numpy as np

from casewright.metrics import measure
from casewright.records import Score

_MS_PER_S = 1000
_SLA_SHARE = 0.95

_STATISTICS: dict[str, Callable[[Sequence[float]], float]] = {
    "latency_mean_s": lambda values: float(np.mean(values)),
    "latency_p50_s": lambda values: percentile(values, 50),
    "latency_p90_s": lambda values: percentile(values, 90),
    "latency_p95_s": lambda values: percentile(values, 95),
    "latency_p99_s": lambda values: percentile(values, 99),
    "latency_min_s": min,
    "latency_max_s": max,
}

NAMES = (
    *_STATISTICS,
    "latency_std_s",
    "end_to_end_p95_s",
    "throughput_per_min",
    "validation_overhead",
    "sla_share",
    "tokens_per_s",
)
"""The metrics of this tracker."""


class Timed(Protocol):
    """What this tracker needs of a `Timing`."""

    @property
    def latency_s(self) -> float | None:
        """Time the model took, seconds; None where it was measured under other conditions."""
        ...

    @property
    def end_to_end_s(self) -> float:
        """From the first request to the accepted answer, seconds."""
        ...

    @property
    def validation_s(self) -> float:
        """Spent on validating answers, seconds."""
        ...

    @property
    def stored(self) -> bool:
        """Whether any reply came from the response store."""
        ...

    @property
    def timed_tokens(self) -> tuple[int, float]:
        """Tokens generated, and the seconds that took."""
        ...


class Measured(NamedTuple):
    """The same, small enough to be held for every story of a long run."""

    latency_s: float | None
    end_to_end_s: float
    validation_s: float
    stored: bool
    timed_tokens: tuple[int, float]

    @classmethod
    def of(cls, timing: Timed) -> Self:
        """The figures of one story's timing."""
        return cls(
            timing.latency_s, timing.end_to_end_s, timing.validation_s, timing.stored, timing.timed_tokens
        )


def percentile(values: Sequence[float], percent: float) -> float:
    """The percentile by linear interpolation, as NumPy has it."""
    return float(np.percentile(values, percent))


def meets_sla(latencies: Sequence[float], sla_p95_ms: float) -> bool:
    """Whether at least 95 % of requests were answered within the p95 target.

    Args:
        latencies: seconds a request; none at all meets nothing.
        sla_p95_ms: the target in milliseconds.

    """
    return sla_share(latencies, sla_p95_ms) >= _SLA_SHARE if latencies else False


def sla_share(latencies: Sequence[float], sla_p95_ms: float) -> float:
    """Share of requests, 0-1, answered within the p95 target; latencies in seconds, not empty."""
    target_s = sla_p95_ms / _MS_PER_S  # dividing hits 0.07 s for 70 ms exactly, multiplying does not
    return sum(latency <= target_s for latency in latencies) / len(latencies)


def latency_scores(timings: Sequence[Timed], span_s: float | None, sla_p95_ms: float) -> dict[str, Score]:
    """The latency tracker's results for one cell; stories that failed have their time counted too.

    Args:
        timings: one a request, so one for each repeat of each story.
        span_s: first request to last answer; None where some replies came from the response store.
        sla_p95_ms: the target in milliseconds.

    """
    known = [timing for timing in timings if timing.latency_s is not None]
    latencies = [timing.latency_s for timing in known if timing.latency_s is not None]
    if not latencies:
        return {name: measure(name, None, _why_nothing(timings)) for name in NAMES}
    reason = _basis(timings, known)
    scores = {name: measure(name, take(latencies), reason) for name, take in _STATISTICS.items()}
    more = len(latencies) > 1
    std = float(np.std(latencies, ddof=1)) if more else None
    scores["latency_std_s"] = measure("latency_std_s", std, reason if more else "one story only")
    scores |= _of_the_run(timings, span_s)
    scores["validation_overhead"] = _validation_overhead(known)
    within = sla_share(latencies, sla_p95_ms)
    verdict = "meets" if meets_sla(latencies, sla_p95_ms) else "misses"
    scores["sla_share"] = measure("sla_share", within, f"{verdict} 95 % within {sla_p95_ms:g} ms")
    scores["tokens_per_s"] = _tokens_per_s(known)
    return scores


def _of_the_run(timings: Sequence[Timed], span_s: float | None) -> dict[str, Score]:
    """What only a run that makes every call can measure."""
    names = ("end_to_end_p95_s", "throughput_per_min")
    n, stored = len(timings), sum(timing.stored for timing in timings)
    if stored or span_s is None:
        reason = f"{stored} of {n} from the response store"
        return {name: measure(name, None, reason) for name in names}
    end_to_end = percentile([timing.end_to_end_s for timing in timings], 95)
    per_min = n / span_s * 60 if span_s > 0 else None
    values = (end_to_end, f"{n} stories"), (per_min, f"{n} stories in {span_s:.3g} s")
    return {name: measure(name, *value) for name, value in zip(names, values, strict=True)}


def _basis(timings: Sequence[Timed], known: Sequence[Timed]) -> str:
    """On how many stories the figures rest, and how many of them were measured in an earlier run."""
    n, stored = len(known), sum(timing.stored for timing in known)
    reason = f"{n} stories" if n == len(timings) else f"{n} of {len(timings)} stories"
    if stored:
        reason += f", {stored} of them measured earlier under the same conditions"
    if n < len(timings):
        reason += "; the others were stored under other conditions"
    return reason


def _why_nothing(timings: Sequence[Timed]) -> str:
    if not timings:
        return "nothing was timed"
    return f"{len(timings)} of {len(timings)} from the response store, measured under other conditions"


def _validation_overhead(timings: Sequence[Timed]) -> Score:
    validation = sum(timing.validation_s for timing in timings)
    model = sum(timing.latency_s or 0.0 for timing in timings) - validation
    if model <= 0:
        return measure("validation_overhead", None, "the model took no measurable time")
    reason = f"{validation:.3g} s of validation on {model:.3g} s of model time"
    return measure("validation_overhead", validation / model, reason)


def _tokens_per_s(timings: Sequence[Timed]) -> Score:
    tokens = sum(timing.timed_tokens[0] for timing in timings)
    seconds = sum(timing.timed_tokens[1] for timing in timings)
    if not tokens:
        return measure("tokens_per_s", None, "no token was counted")
    return measure("tokens_per_s", tokens / seconds, f"{tokens} tokens in {seconds:.3g} s")
