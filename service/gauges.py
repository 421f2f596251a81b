"""What is looked at only when metrics are asked for: the gate, the breakers, and what is served."""

import time
from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from service.breaker import State
from service.choice import figures_of
from service.gate import Gate
from service.serving import Role, Served, Serving


class Gauges(Collector):
    """Asked for the figures of the moment at each scrape."""

    def __init__(self) -> None:
        self.requests_in_flight = 0
        self.gate: Gate | None = None
        """None: there is none, or not yet."""
        self.serving: Serving | None = None
        """None: nothing is served yet."""

    @property
    def served(self) -> list[Served]:
        """What is served in each role that is taken."""
        if self.serving is None:
            return []
        found = [self.serving.served(role) for role in Role]
        return [served for served in found if served is not None]

    def describe(self) -> list[Metric]:
        """Nothing is looked at when this is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment."""
        yield _gauge("http_requests_in_flight", "Requests under way.", self.requests_in_flight)
        if self.gate is not None:
            yield _gauge("queue_waiting", "Stories that wait for their turn.", self.gate.waiting)
            yield _gauge("stories_in_flight", "Stories being written.", self.gate.in_flight)
            yield _gauge("stories_limit", "Stories that may be written at once.", self.gate.limit)
        if self.serving is not None:
            yield self._info()
            yield self._figures()
            yield self._ages()
            yield self._breakers()
            yield self._shares(self.serving)
            yield self._reloads(self.serving)
            yield self._problems(self.serving)

    def _info(self) -> Metric:
        labels = ("role", "model", "prompt", "model_digest", "prompt_hash", "run")
        family = _family("configuration_info", "What is served; always 1.", *labels)
        for served in self.served:
            choice = served.configuration.choice
            digests = [choice.model_digest[:12], choice.prompt_hash[:12], choice.mlflow_run_id or ""]
            family.add_metric([served.role, choice.cell.model, choice.cell.prompt or "", *digests], 1)
        return family

    def _figures(self) -> Metric:
        text = "What was measured of a configuration that is served; names and units: docs/metrics.md."
        family = _family("choice_figure", text, "role", "metric", "stories")
        for served in self.served:
            for name, figure in figures_of(served.configuration.choice).items():
                for stories, value in (("dev", figure.value), ("held_out", figure.held_out)):
                    if value is not None:
                        family.add_metric([served.role, name, stories], value)
        return family

    def _ages(self) -> Metric:
        family = _family("choice_age_seconds", "Since the choice that is served was written.", "role")
        for served in self.served:
            written_s = served.configuration.file.written_at.timestamp()
            family.add_metric([served.role], max(0.0, time.time() - written_s))
        return family

    def _breakers(self) -> Metric:
        text = "1 for the state that the breaker of a configuration is in, 0 for the others."
        family = _family("breaker_state", text, "role", "state")
        for served in self.served:
            now = served.breaker.state
            for state in State:
                family.add_metric([served.role, state], float(state is now))
        return family

    def _shares(self, serving: Serving) -> Metric:
        family = _family("share_of_stories", "Share of the stories that a configuration gets, 0-1.", "role")
        canary = serving.canary_share if serving.canary else 0.0
        family.add_metric([Role.CHAMPION], 1 - canary)
        family.add_metric([Role.CANARY], canary)
        return family

    def _reloads(self, serving: Serving) -> Metric:
        text = "Times that another choice was to be served; after a failure the last good one stays."
        family = CounterMetricFamily("casewright_reloads", text, labels=("role", "outcome"))
        for role in Role:
            for outcome in ("success", "failure"):
                family.add_metric([role, outcome], serving.reloads[role, outcome])
        return family

    def _problems(self, serving: Serving) -> Metric:
        text = "1 while the file of a choice holds what cannot be served and the last good one stays."
        family = _family("reload_failing", text, "role")
        for role in Role:
            family.add_metric([role], float(role in serving.problems))
        return family


def _family(name: str, text: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"casewright_{name}", text, labels=labels)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"casewright_{name}", text, value=value)
