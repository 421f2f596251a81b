"""Every metric that a cell is measured by: its name, unit, direction and meaning. One home for all three."""

from functools import lru_cache
from typing import Literal, NamedTuple

from casewright.records import Basis, Score

Better = Literal["higher", "lower", "neither"]


class Metric(NamedTuple):
    """What a figure is."""

    scale: str
    """Unit or range of the value."""
    better: Better
    meaning: str
    may_weigh: bool = False
    """Whether `score.weights` may count it in the quality score."""


METRICS: dict[str, Metric] = {
    # quality
    "quality_score": Metric("0-1", "higher", "weighted mean of the scorers below, failures count 0"),
    "quality_score_5": Metric("0-5", "higher", "quality score on the five-point scale"),
    "structure_score": Metric(
        "0-1", "higher", "share of structure checks that a case passes", may_weigh=True
    ),
    "precondition_score": Metric("0-1", "higher", "preconditions present and specific", may_weigh=True),
    "step_score": Metric("0-1", "higher", "2 to 5 steps, each one concrete action", may_weigh=True),
    "flow_score": Metric(
        "0-1", "higher", "steps in an order in which they can be carried out", may_weigh=True
    ),
    "oracle_score": Metric(
        "0-1", "higher", "expected results that can be seen to hold or not", may_weigh=True
    ),
    "type_score": Metric(
        "0-1", "higher", "types that are needed are there and are what they say", may_weigh=True
    ),
    "priority_score": Metric("0-1", "higher", "priorities that tell cases apart", may_weigh=True),
    "uniqueness_score": Metric(
        "0-1", "higher", "cases that are no copy and no contradiction of another", may_weigh=True
    ),
    "grounding_score": Metric("0-1", "higher", "cases and steps that are about this story", may_weigh=True),
    "story_coverage": Metric(
        "0-1", "higher", "terms of the story that some case mentions, advisory", may_weigh=True
    ),
    "criteria_coverage": Metric(
        "0-1", "higher", "words of the acceptance criteria that some case takes up", may_weigh=True
    ),
    "self_score": Metric("0-1", "neither", "how near the author's claim is to the computed score"),
    "self_score_correlation": Metric("-1-1", "neither", "rank correlation of claimed with computed scores"),
    "quality_story_sd": Metric("0-1", "neither", "spread of quality between stories, repeats averaged out"),
    "quality_repeat_sd": Metric("0-1", "lower", "spread of quality between repeats of one story"),
    "smells_per_case": Metric("count", "lower", "findings of the smell rules a test case"),
    "assumptions_per_case": Metric("count", "neither", "labels, numbers and roles not in the story"),
    "passing_rate": Metric("0-1", "higher", "stories whose quality reaches the passing mark"),
    "success_rate": Metric("0-1", "higher", "stories with a valid suite after all attempts"),
    "structural_compliance": Metric("0-1", "higher", "stories whose first attempt was valid as it came"),
    "json_parsing_success_rate": Metric("0-1", "higher", "stories whose first attempt was JSON"),
    "retry_rate": Metric("0-1", "lower", "stories that needed more than one attempt, or failed"),
    "avg_quality_score": Metric("0-10", "neither", "the author's own claim, never trusted as quality"),
    "cases_per_story": Metric("count", "higher", "test cases a story, failures count 0"),
    "steps_per_case": Metric("count", "neither", "steps a test case"),
    "field_completeness": Metric("0-1", "higher", "fields that are filled, failures count 0"),
    "precondition_completeness": Metric("0-1", "higher", "cases with a precondition, failures count 0"),
    "reference_recall": Metric(
        "0-1", "higher", "reference cases matched one to one by a generated case", may_weigh=True
    ),
    "reference_coverage": Metric(
        "0-1", "higher", "reference cases that some generated case covers", may_weigh=True
    ),
    "recall_positive": Metric("0-1", "higher", "reference recall of positive cases"),
    "recall_negative": Metric("0-1", "higher", "reference recall of negative cases"),
    "recall_edge_case": Metric("0-1", "higher", "reference recall of edge cases"),
    "recall_boundary": Metric("0-1", "higher", "reference recall of boundary cases"),
    # judged, where a judge is set
    "judge_score": Metric(
        "0-5", "higher", "mean of the judged criteria, stories without a suite count 0", may_weigh=True
    ),
    "judge_relevance": Metric("0-5", "higher", "judged: cases are about this story and invent nothing"),
    "judge_completeness": Metric("0-5", "higher", "judged: goal, refusals, limits and criteria are covered"),
    "judge_precondition_quality": Metric("0-5", "higher", "judged: preconditions are specific and enough"),
    "judge_step_specificity": Metric("0-5", "higher", "judged: steps can be carried out without asking"),
    "judge_result_clarity": Metric("0-5", "higher", "judged: expected results can be seen and fit the case"),
    # latency
    "latency_mean_s": Metric("s", "lower", "mean model latency a story, all attempts"),
    "latency_p50_s": Metric("s", "lower", "median model latency"),
    "latency_p90_s": Metric("s", "lower", "90th percentile of model latency"),
    "latency_p95_s": Metric("s", "lower", "95th percentile of model latency"),
    "latency_p99_s": Metric("s", "lower", "99th percentile of model latency"),
    "latency_min_s": Metric("s", "lower", "shortest model latency"),
    "latency_max_s": Metric("s", "lower", "longest model latency"),
    "latency_std_s": Metric("s", "lower", "standard deviation of model latency"),
    "end_to_end_p95_s": Metric("s", "lower", "95th percentile seen by the client, queues included"),
    "throughput_per_min": Metric("1/min", "higher", "stories finished a minute at the set concurrency"),
    "validation_overhead": Metric("0-1", "lower", "share of model latency spent validating"),
    "sla_share": Metric("0-1", "higher", "stories answered within the p95 target"),
    "tokens_per_s": Metric("1/s", "higher", "tokens generated a second while generating"),
    # cost
    "cost_per_1000_usd": Metric("usd", "lower", "monthly cost over the month's capacity, for 1,000 requests"),
    "energy_cost_per_1000_usd": Metric("usd", "lower", "electricity that was metered, for 1,000 requests"),
    "efficiency": Metric("0-1", "higher", "mean of latency and throughput scores"),
    "cpu_percent": Metric("percent", "lower", "processor use while the cell ran, all cores together"),
    "memory_per_request_mb": Metric("mb", "lower", "model memory shared over requests, plus overhead"),
    "peak_memory_mb": Metric("mb", "lower", "model memory plus peak of the generating process"),
    "concurrent_capacity": Metric("count", "higher", "requests that fit into memory at once"),
    "total_time_s": Metric("s", "lower", "from the first request to the last answer"),
}


_ENDS = {"0-1": (0.0, 1.0), "0-5": (1.0, 5.0)}
"""What is worst and best of what may be weighed; a judge's marks begin at 1."""


def share_of(value: float, scale: str) -> float:
    """A value on a scale as a share of the way from worst to best, 0-1."""
    worst, best = _ENDS[scale]
    return max(0.0, value - worst) / (best - worst)


def measure(
    name: str,
    value: float | None,
    reason: str = "",
    *,
    basis: Basis = "measured",
    interval: tuple[float, float] | None = None,
) -> Score:
    """The score of metric `name`; a `value` of None is "not measured", for which `reason` says why."""
    scale = METRICS[name].scale
    if value is None:
        return _not_measured(scale, reason)
    return Score(value=float(value), scale=scale, reason=reason, basis=basis, interval=interval)


@lru_cache(maxsize=256)
def _not_measured(scale: str, reason: str) -> Score:
    """One record for all: of most stories a dozen metrics are not measured, for two or three reasons."""
    return Score(value=None, scale=scale, reason=reason, basis="not measured")
