"""What the service counts and measures: docs/service.md has a table of every metric.

An application has a `Metrics` of its own, with its own registry. Label values are names of ours, of models
and of prompts, never what a client sent.
"""

from collections.abc import Iterable, Sequence
from typing import Generic, Literal, NamedTuple, Self, TypeVar, get_args

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

from casewright.records import Attempt, AttemptTiming, Generation, Outcome, Smell, StoryIssue, Timing
from service.envelope import Reason
from service.gauges import Gauges
from service.serving import Served

SLO_EDGES_S = (0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 10, 15, 20, 30, 60)
"""Each limit that latency is held to is an edge, so that no alert rests on an interpolation."""
FINE_EDGES_S = (
    *(0.0005, 0.00075, 0.001, 0.0015, 0.002, 0.003, 0.004, 0.006),
    *(0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1),
)
"""For what the service itself adds."""

Ending = Outcome | Literal["cancelled", "error"]
"""What became of a story: `cancelled` where nobody waited for the end, `error` where the fault is ours."""

M = TypeVar("M", bound=MetricWrapperBase)


class Writing(NamedTuple):
    """Who writes a story, as labels name it."""

    role: str
    model: str
    prompt: str
    """Empty: the baseline takes no prompt."""

    @classmethod
    def of(cls, served: Served) -> Self:
        """The labels of what is served."""
        cell = served.configuration.choice.cell
        return cls(served.role, cell.model, cell.prompt or "")


UNKNOWN = Writing("", "", "")
_WRITING = Writing._fields


class _Family(dict[tuple[str, ...], M], Generic[M]):
    """A metric's children by their labels; the client's own look-up takes a lock and a microsecond."""

    def __init__(self, metric: M) -> None:
        super().__init__()
        self._metric = metric

    def __missing__(self, values: tuple[str, ...]) -> M:
        child: M = self._metric.labels(*values) if values else self._metric
        self[values] = child
        return child


class Metrics:
    """All metrics of one application."""

    def __init__(self, version: str, environment: str) -> None:
        prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self.gauges = Gauges()
        self.registry.register(self.gauges)
        prometheus_client.ProcessCollector(registry=self.registry)
        prometheus_client.PlatformCollector(registry=self.registry)
        prometheus_client.GCCollector(registry=self.registry)
        build = Gauge("casewright_build_info", "What runs; always 1.", ("version", "environment"),
                      registry=self.registry)  # fmt: skip
        build.labels(version, environment).set(1)
        self._define_http()
        self._define_stories()
        self._define_attempts()
        self._define_findings()

    def _define_http(self) -> None:
        labels = ("route", "method", "status")
        self._requests = self._counters("http_requests", "Requests answered.", *labels)
        text = "From a request to the last byte of its answer."
        self._durations = self._histograms("http_request_duration_seconds", text, SLO_EDGES_S, *labels)
        self._refusals = self._counters("refusals", "Requests turned away, by why.", "reason")
        for reason in get_args(Reason):
            self._refusals[reason,].inc(0)

    def _define_stories(self) -> None:
        text = "Stories by what became of them; `cancelled`: nobody waited for the end."
        self._stories = self._counters("stories", text, *_WRITING, "outcome")
        text = "Stories that needed more than one attempt, or failed."
        self._retried = self._counters("stories_retried", text, *_WRITING)
        text = "From a request to its suite or its failure, waiting included."
        self._totals = self._histograms("story_duration_seconds", text, SLO_EDGES_S, *_WRITING)
        text = "What the service adds: the duration of a story without the model and the wait for a turn."
        self._overheads = self._histograms("overhead_seconds", text, FINE_EDGES_S, *_WRITING)
        text = "How long stories that got their turn had waited for it."
        self._waits = self._histograms("queue_wait_seconds", text, SLO_EDGES_S)

    def _define_attempts(self) -> None:
        text = "Calls to the model by outcome; `cancelled`: given up before its end."
        self._attempts = self._counters("attempts", text, *_WRITING, "outcome")
        self._retries = self._counters("retries", "Calls to the model after a story's first.", *_WRITING)
        text = "One call to the model, to its last byte."
        self._calls = self._histograms("model_duration_seconds", text, SLO_EDGES_S, *_WRITING)
        text = "From a call to the model to the first text of its answer."
        self._first_texts = self._histograms("first_text_seconds", text, SLO_EDGES_S, *_WRITING)
        text = "Reading and validating one answer."
        self._validations = self._histograms("validation_seconds", text, FINE_EDGES_S, *_WRITING)
        text = "Tokens that the model has read (`in`) and written (`out`)."
        self._tokens = self._counters("tokens", text, *_WRITING, "direction")

    def _define_findings(self) -> None:
        self._cases = self._counters("test_cases", "Test cases written.", *_WRITING, "type")
        self._smells = self._counters("smells", "Smells of test cases.", *_WRITING, "rule", "severity")
        self._issues = self._counters("story_issues", "What could be better about stories.", "kind")
        self._feedback = self._counters("feedback", "Ratings by people.", *_WRITING, "rating", "action")

    def _counters(self, name: str, text: str, *labels: str) -> _Family[Counter]:
        return _Family(Counter(f"casewright_{name}", text, labels, registry=self.registry))

    def _histograms(self, name: str, text: str, edges: Sequence[float], *labels: str) -> _Family[Histogram]:
        return _Family(Histogram(f"casewright_{name}", text, labels, buckets=edges, registry=self.registry))

    def request(self, route: str, method: str, status: str, duration_s: float) -> None:
        """A request was answered."""
        labels = (route, method, status)
        self._requests[labels].inc()
        self._durations[labels].observe(duration_s)

    def refused(self, reason: Reason) -> None:
        """A request was turned away."""
        self._refusals[reason,].inc()

    def attempted(self, writing: Writing, attempt: Attempt, timing: AttemptTiming) -> None:
        """A call to the model is over."""
        self._attempts[*writing, attempt.outcome].inc()
        if attempt.number > 1:
            self._retries[writing].inc()
        if timing.wall_s is not None:
            self._calls[writing].observe(timing.wall_s)
        self._validations[writing].observe(timing.validation_s)
        for direction, tokens in (("in", timing.tokens_in), ("out", timing.tokens_out)):
            if tokens:
                self._tokens[*writing, direction].inc(tokens)

    def attempt_cancelled(self, writing: Writing, number: int) -> None:
        """A call to the model was given up: the client left, or the deadline came."""
        self._attempts[*writing, "cancelled"].inc()
        if number > 1:
            self._retries[writing].inc()

    def first_text(self, writing: Writing, after_s: float) -> None:
        """The first text of an answer has come."""
        self._first_texts[writing].observe(after_s)

    def story_written(
        self,
        writing: Writing,
        generation: Generation,
        timing: Timing,
        *,
        total_s: float,
        waited_s: float = 0.0,
    ) -> None:
        """A story has its suite, or has failed.

        Args:
            writing: who wrote it.
            generation: what was written.
            timing: how long the model took.
            total_s: from the request to now.
            waited_s: how much of that was waiting for a turn.

        """
        ending = generation.failure or Outcome.OK
        self.story_ended(writing, ending, attempts=len(generation.attempts), total_s=total_s)
        model_s = sum(attempt.wall_s or 0.0 for attempt in timing.attempts)
        self._overheads[writing].observe(max(0.0, total_s - model_s - waited_s))
        self._waits[()].observe(waited_s)
        for case in generation.test_cases:
            self._cases[*writing, case.type].inc()

    def story_ended(
        self, writing: Writing, ending: Ending, *, attempts: int, total_s: float | None = None
    ) -> None:
        """A story is over, which `story_written` says itself; `total_s`: None where nobody waited for it."""
        self._stories[*writing, ending].inc()
        if attempts > 1 or ending not in (Outcome.OK, "cancelled"):
            self._retried[writing].inc()
        if total_s is not None:
            self._totals[writing].observe(total_s)

    def found(self, writing: Writing, smells: Iterable[Smell], issues: Iterable[StoryIssue]) -> None:
        """What rules found in a suite, and in its story."""
        for smell in smells:
            self._smells[*writing, smell.rule, smell.severity].inc()
        for issue in issues:
            self._issues[issue.criterion,].inc()

    def feedback(self, rating: int, action: str, writing: Writing = UNKNOWN) -> None:
        """A person has rated a suite, 1 to 5."""
        self._feedback[*writing, str(rating), action].inc()
