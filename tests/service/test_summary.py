import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.generation import generate_by_rule
from service.metrics import Metrics, Writing
from service.summary import quantile, summary_of
from tests.service.conftest import Project
from tests.service.test_metrics import serve_both
from tests.service.watched import STORY

PATH = "/test-use-cases"
WRITING = Writing("champion", "baseline", "")
EDGES = (0.5, 1.0, 2.0, float("inf"))


def buckets_of(values: list[float]) -> list[tuple[float, float]]:
    """A histogram of the values."""
    return [(edge, float(sum(value <= edge for value in values))) for edge in EDGES]


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([0.1, 0.2], 0.5, 0.25),
        ([0.6, 0.7], 1.0, 1.0),
        ([0.1, 0.6, 1.5, 1.6], 0.75, 1.5),
        ([9.0], 0.5, 2.0),
        ([], 0.5, None),
    ],
)
def test_quantiles_are_interpolated_as_prometheus_does(values, share, expected):
    """Within the bucket in a line; beyond the last edge there is only that edge."""
    assert expected == quantile(share, buckets_of(values))


@given(values=st.lists(st.floats(0.01, 3.0), min_size=1), share=st.floats(0.01, 1.0))
def test_a_quantile_is_in_the_bucket_of_the_true_one(values, share):
    """It is off by no more than that is wide."""
    found = quantile(share, buckets_of(values))
    wanted = next(value for n, value in enumerate(sorted(values), 1) if n >= share * len(values) * (1 - 1e-9))
    lower = max((edge for edge in (0.0, *EDGES) if edge < wanted), default=0.0)
    upper = min(edge for edge in EDGES if edge >= wanted)

    assert found is not None
    assert min(lower, 2.0) <= found <= min(upper, 2.0) + 1e-9


def test_before_the_first_request_nothing_is_measured():
    """Rates and latencies are null, not nought."""
    summary = summary_of(Metrics("1", "development"), None)

    assert (0, None, 0, None, None) == (
        summary.requests, summary.error_rate, summary.stories, summary.retry_rate, summary.latency.p95_s
    )  # fmt: skip
    assert ((), None) == (summary.served, summary.under_way.limit)


def test_rates_are_of_what_clients_asked_for(project: Project):
    """Probes count for nothing; failures of ours are errors, those of clients are not."""
    project.choose_baseline()
    metrics = Metrics("1", "development")
    asked = {("/health", "503"): 50, (PATH, "201"): 6, (PATH, "502"): 2, ("other", "404"): 2}
    for (route, status), times in asked.items():
        for _ in range(times):
            metrics.request(route, "POST", status, 0.1)
    written = generate_by_rule(STORY, time.perf_counter())
    for _ in range(3):
        metrics.story_written(WRITING, *written, total_s=1.2)
    metrics.story_ended(WRITING, "error", attempts=1)
    asyncio.run(serve_both(metrics))
    summary = summary_of(metrics, "http://mlflow:5000")

    assert (10, 0.2, 4, 0.25) == (summary.requests, summary.error_rate, summary.stories, summary.retry_rate)
    assert 1.25 == summary.latency.p50_s
    assert [("champion", "closed"), ("canary", "open")] == [(one.role, one.breaker) for one in summary.served]
    assert "http://mlflow:5000" == summary.mlflow
