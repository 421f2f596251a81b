"""The metrics in short, for a person or a script that has no Prometheus."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from prometheus_client import CollectorRegistry

from service.breaker import State
from service.envelope import Answer
from service.layers.access_log import BROKE, QUIET
from service.metrics import Metrics
from service.serving import Role

Bucket = tuple[float, float]
"""Upper edge, and how many values are not above it."""


class Latency(Answer):
    """From requests to their suites or failures, interpolated between the edges of a histogram."""

    p50_s: float | None
    """None: no story was written yet."""
    p95_s: float | None
    p99_s: float | None


class UnderWay(Answer):
    """What is being done now."""

    requests: int
    """This one among them."""
    stories: int | None
    waiting: int | None
    """Stories that wait for their turn."""
    limit: int | None
    """Stories that may be written at once."""


class ServedNow(Answer):
    """A configuration that is served."""

    role: Role
    model: str
    prompt: str | None
    """None: the baseline takes no prompt."""
    model_digest: str
    prompt_hash: str | None
    mlflow_run_id: str | None
    since: datetime
    breaker: State


class Summary(Answer):
    """Everything since the service was started; rates are 0-1, and null where there was nothing yet."""

    requests: int
    """Answered, without those to /live, /health and /metrics."""
    error_rate: float | None
    """Share of them that were answered with a status from 500."""
    stories: int
    """Written, failed, or given up."""
    retry_rate: float | None
    """Share of them that needed more than one attempt, or failed."""
    latency: Latency
    under_way: UnderWay
    served: tuple[ServedNow, ...]
    mlflow: str | None
    """Address of the MLflow server that has the runs; null where MLFLOW_TRACKING_URI is not set."""


def summary_of(metrics: Metrics, mlflow: str | None) -> Summary:
    """What the metrics say now."""
    asked = [
        (labels["status"], count)
        for labels, count in _samples(metrics.registry, "casewright_http_requests_total")
        if labels["route"] not in QUIET
    ]
    requests = sum(count for _, count in asked)
    errors = sum(count for status, count in asked if int(status) >= BROKE)
    stories = sum(count for _, count in _samples(metrics.registry, "casewright_stories_total"))
    retried = sum(count for _, count in _samples(metrics.registry, "casewright_stories_retried_total"))
    return Summary(
        requests=int(requests),
        error_rate=errors / requests if requests else None,
        stories=int(stories),
        retry_rate=retried / stories if stories else None,
        latency=_latency(metrics.registry),
        under_way=_under_way(metrics),
        served=_served(metrics),
        mlflow=mlflow,
    )


def quantile(share: float, buckets: Sequence[Bucket]) -> float | None:
    """The value that `share` of the values are not above, as Prometheus interpolates it.

    Args:
        share: 0-1.
        buckets: by their edges, the last of them infinite.

    Beyond the last finite edge nothing is known: then it is that edge. None: there are no values.

    """
    wanted = share * buckets[-1][1]
    if not wanted:
        return None
    lower, beneath = 0.0, 0.0
    for edge, count in buckets[:-1]:
        if count >= wanted:
            return lower + (edge - lower) * (wanted - beneath) / (count - beneath)
        lower, beneath = edge, count
    return lower


def _latency(registry: CollectorRegistry) -> Latency:
    counts = sorted(
        (float(labels["le"]), count)
        for labels, count in _samples(registry, "casewright_story_duration_seconds_bucket")
    )
    buckets = [(edge, sum(count for _, count in some)) for edge, some in groupby(counts, lambda one: one[0])]
    found = [quantile(share, buckets) if buckets else None for share in (0.5, 0.95, 0.99)]
    p50_s, p95_s, p99_s = (None if value is None else round(value, 4) for value in found)
    return Latency(p50_s=p50_s, p95_s=p95_s, p99_s=p99_s)


def _under_way(metrics: Metrics) -> UnderWay:
    gate = metrics.gauges.gate
    return UnderWay(
        requests=metrics.gauges.requests_in_flight,
        stories=gate.in_flight if gate else None,
        waiting=gate.waiting if gate else None,
        limit=gate.limit if gate else None,
    )


def _served(metrics: Metrics) -> tuple[ServedNow, ...]:
    return tuple(
        ServedNow(
            role=served.role,
            model=choice.cell.model,
            prompt=choice.cell.prompt,
            model_digest=choice.model_digest,
            prompt_hash=choice.prompt_hash or None,
            mlflow_run_id=choice.mlflow_run_id,
            since=served.since,
            breaker=served.breaker.state,
        )
        for served in metrics.gauges.served
        for choice in (served.configuration.choice,)
    )


def _samples(registry: CollectorRegistry, name: str) -> Iterator[tuple[Mapping[str, str], float]]:
    for metric in registry.restricted_registry([name]).collect():
        for sample in metric.samples:
            if sample.name == name:
                yield sample.labels, sample.value
