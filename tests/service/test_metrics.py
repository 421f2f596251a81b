import asyncio
import dataclasses
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from casewright.generation import generate_by_rule
from casewright.records import Outcome, Severity, Smell
from casewright.story_quality import issues_of
from service.breaker import Breaker, Verdict
from service.configuration import load_configuration
from service.gate import Gate
from service.metrics import FINE_EDGES_S, SLO_EDGES_S, Metrics, Writing
from service.production.metrics import Counts
from service.serving import Role, Served, Serving
from tests.conftest import ROOT
from tests.service.conftest import Project
from tests.service.watched import STORY, samples_of, total

WRITING = Writing("champion", "llama3.2:3b", "improved_v1")
SMELL = Smell(
    rule="vague-oracle", severity=Severity.ERROR, position=1, field="expected_result", message="m", fix="f"
)
LIMITS_S = (1.5, 2, 2.5, 3, 5, 6, 10, 15)
"""What latencies are held to, by the targets and by alerts."""


@pytest.fixture
def metrics() -> Metrics:
    """Nothing counted yet."""
    return Metrics("1.2.3", "staging")


def use_everything(metrics: Metrics) -> None:
    """One of each that can happen, but for what is served."""
    generation, timing = generate_by_rule(STORY, time.perf_counter())
    metrics.request("/test-use-cases", "POST", "201", 0.2)
    metrics.refused("rate")
    metrics.attempted(WRITING, generation.attempts[0].model_copy(update={"number": 2}), timing.attempts[0])
    metrics.attempted(
        WRITING,
        generation.attempts[0],
        timing.attempts[0].model_copy(update={"tokens_in": 7, "tokens_out": 3}),
    )
    metrics.attempt_cancelled(WRITING, 2)
    metrics.first_text(WRITING, 0.4)
    metrics.story_written(WRITING, generation, timing, total_s=0.3)
    metrics.story_ended(WRITING, Outcome.TIMEOUT, attempts=1)
    metrics.found(WRITING, [SMELL], issues_of("As a user I want fast pages"))
    metrics.feedback(4, "accept", WRITING)


async def serve_both(metrics: Metrics) -> Serving:
    """A champion, and a canary whose server failed too often."""
    configuration = load_configuration()
    serving = Serving(await Served(Role.CHAMPION, configuration, Breaker(1, 30.0)).open(), canary_share=0.1)
    open_breaker = Breaker(1, 30.0)
    open_breaker.end(open_breaker.begin(), Verdict.FAILED)
    serving.put(await Served(Role.CANARY, configuration, open_breaker).open())
    metrics.gauges.serving = serving
    metrics.gauges.gate = Gate(4, 8, 2.0)
    return serving


def test_all_that_is_measured_can_be_parsed_back(project: Project, metrics: Metrics):
    """By Prometheus's own parser, each with a text, a prefix and a unit where it has one."""
    project.choose_baseline()
    met = {"metric": "retry_rate", "limit": "< 0.05", "value": 0.0, "verdict": "met"}
    project.edit_choice(targets=[met])
    use_everything(metrics)
    asyncio.run(serve_both(metrics))
    families = list(text_string_to_metric_families(generate_latest(metrics.registry).decode()))
    ours = [family for family in families if family.name.startswith("casewright_")]

    assert 28 <= len(ours)
    assert all(family.documentation and family.samples for family in ours)
    assert {"process", "python"} == {family.name.split("_")[0] for family in families if family not in ours}
    assert all(family.name.endswith("_seconds") for family in families if family.type == "histogram")


def test_every_metric_is_in_the_documentation(project: Project, metrics: Metrics):
    """And the documentation names none that is not there."""
    project.choose_baseline()
    use_everything(metrics)
    Counts(metrics.registry)
    asyncio.run(serve_both(metrics))
    there = {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in text_string_to_metric_families(generate_latest(metrics.registry).decode())
        if family.name.startswith("casewright_")
    }
    page = Path(ROOT / "docs/service.md").read_text(encoding="utf-8")
    documented = {
        line.split("`")[1].split("{")[0] for line in page.splitlines() if line.startswith("| `casewright_")
    }

    assert there == documented


def test_two_applications_count_apart():
    """Each has a registry of its own."""
    one, two = Metrics("1", "development"), Metrics("1", "development")
    one.refused("rate")

    assert (1, 0) == (
        total(one, "casewright_refusals_total", reason="rate"),
        total(two, "casewright_refusals_total", reason="rate"),
    )


def test_limits_are_edges():
    """No alert on one rests on an interpolation; the service's share is seen from half a millisecond."""
    assert set(LIMITS_S) <= set(SLO_EDGES_S)
    assert (0.0005, 1) == (FINE_EDGES_S[0], FINE_EDGES_S[-1])


def test_what_the_service_adds_is_all_but_the_model_and_the_wait(metrics: Metrics):
    """Total less every call to the model, and less the time in the queue."""
    generation, timing = generate_by_rule(STORY, time.perf_counter())
    attempts = tuple(timing.attempts[0].model_copy(update={"wall_s": wall_s}) for wall_s in (1.0, 2.0))
    metrics.story_written(
        WRITING, generation, timing.model_copy(update={"attempts": attempts}), total_s=3.75, waited_s=0.5
    )

    assert 0.25 == total(metrics, "casewright_overhead_seconds_sum")
    assert 3.75 == total(metrics, "casewright_story_duration_seconds_sum")
    assert 0.5 == total(metrics, "casewright_queue_wait_seconds_sum")


def test_suites_are_counted_by_what_is_in_them(metrics: Metrics):
    """Cases by type, smells by rule, issues by kind."""
    generation, timing = generate_by_rule(STORY, time.perf_counter())
    metrics.story_written(WRITING, generation, timing, total_s=1.0)
    metrics.found(WRITING, [SMELL, SMELL], issues_of("As a user I want fast pages"))

    assert len(generation.test_cases) == total(metrics, "casewright_test_cases_total")
    assert 2 == total(metrics, "casewright_smells_total", rule="vague-oracle", severity="error")
    assert 1 == total(metrics, "casewright_story_issues_total", kind="has_benefit")


@pytest.mark.parametrize(
    ("ending", "attempts", "retried"),
    [("ok", 1, 0), ("ok", 2, 1), ("not_json", 1, 1), ("timeout", 3, 1), ("cancelled", 1, 0), ("error", 1, 1)],
)
def test_retried_is_what_the_pipeline_calls_retried(metrics: Metrics, ending, attempts, retried):
    """More than one attempt, or a failure; a client that leaves is none."""
    metrics.story_ended(WRITING, ending, attempts=attempts)

    assert retried == total(metrics, "casewright_stories_retried_total")


def test_what_is_served_is_told(project: Project, metrics: Metrics):
    """Model, prompt and digests by role, what share each gets, and the state of its breaker."""
    project.choose_baseline()
    serving = asyncio.run(serve_both(metrics))
    serving.problems[Role.CANARY] = "broken"
    serving.reloads[Role.CANARY, "failure"] += 1
    info = {labels["role"]: labels for labels, _ in samples_of(metrics, "casewright_configuration_info")}

    assert ["canary", "champion"] == sorted(info)
    assert ("baseline", "", 12) == (
        info["champion"]["model"], info["champion"]["prompt"], len(info["champion"]["model_digest"])
    )  # fmt: skip
    assert 1 == total(metrics, "casewright_breaker_state", role="canary", state="open")
    assert 0 == total(metrics, "casewright_breaker_state", role="canary", state="closed")
    assert 1 == total(metrics, "casewright_breaker_state", role="champion", state="closed")
    assert 0.1 == total(metrics, "casewright_share_of_stories", role="canary")
    assert 1 == total(metrics, "casewright_reload_failing", role="canary")
    assert 1 == total(metrics, "casewright_reloads_total", role="canary", outcome="success")
    assert 1 == total(metrics, "casewright_reloads_total", role="canary", outcome="failure")
    assert 0 == total(metrics, "casewright_reloads_total", role="champion")
    assert 4 == total(metrics, "casewright_stories_limit")


def test_the_age_of_a_choice_counts_from_when_it_was_written(project: Project, metrics: Metrics):
    """Not from when the service was started."""
    project.choose_baseline()
    serving = asyncio.run(serve_both(metrics))
    configuration = serving.champion.configuration
    file = dataclasses.replace(configuration.file, written_at=datetime.now(UTC) - timedelta(days=3))
    serving.champion.configuration = dataclasses.replace(configuration, file=file)

    assert 259_200 <= total(metrics, "casewright_choice_age_seconds", role="champion") < 260_000


def test_before_anything_is_served_there_is_something_to_scrape(metrics: Metrics):
    """A service that is starting is not an error."""
    assert 1 == total(metrics, "casewright_build_info", version="1.2.3", environment="staging")
    assert [] == samples_of(metrics, "casewright_configuration_info")
