"""Stories written under watch, by a model of a fake server or by the baseline."""

import asyncio
from collections.abc import Iterable
from typing import Any

from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from casewright.conversation import Watcher
from casewright.records import UserStory
from service.breaker import Breaker
from service.configuration import load_configuration
from service.metrics import Metrics
from service.serving import Role, Served
from service.tracing import Tracing
from service.watching import Watch, Watchers

STORY = UserStory(id="US-1", story="As a keeper, I want to feed the zebrafish, so that it lives.")
MARK = "zebrafish"
"""A word of the story that is in no name of ours."""


def samples_of(metrics: Metrics, name: str) -> list[tuple[dict[str, str], float]]:
    """The samples of one name, as Prometheus reads them."""
    families = text_string_to_metric_families(generate_latest(metrics.registry).decode())
    return [(one.labels, one.value) for family in families for one in family.samples if one.name == name]


def total(metrics: Metrics, name: str, **labels: str) -> float:
    """The sum of the samples that have these labels."""
    return sum(value for found, value in samples_of(metrics, name) if labels.items() <= found.items())


def write(
    metrics: Metrics,
    *,
    tracing: Tracing | None = None,
    also: Iterable[Watcher | None] = (),
    within_s: float = 20.0,
    log_stories: bool = False,
    role: Role = Role.CHAMPION,
) -> Any:
    """What the configuration of the current project makes of the story, cut off after `within_s`."""

    async def run() -> Any:
        served = await Served(role, load_configuration(), Breaker(5, 30.0)).open()
        try:
            async with asyncio.timeout(within_s):
                with Watch(metrics, served, tracing, log_stories=log_stories) as watch:
                    written = await served.writer.write(STORY, Watchers(watch, *also))
                    watch.written(*written, total_s=2.5, waited_s=0.5)
                    return written
        finally:
            await served.close()

    return asyncio.run(run())
