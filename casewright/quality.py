"""The quality tracker: what is said of one suite beside the scorers, and what a cell's stories amount to.

A story without a valid suite counts 0 in every rate and in every mean of a score. Every figure of a cell is
a mean over stories, so a story weighs the same however many cases or repeats it has.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from casewright.analysis import SuiteText
from casewright.metrics import METRICS, measure
from casewright.records import Generation, Outcome, Score, StoryScore, TestCase, story_values
from casewright.stats import FEWEST_BACKLOGS, mean_interval, rate_interval

FIVE_POINT_SCALE = 5

RATES = (
    "passing_rate",
    "success_rate",
    "structural_compliance",
    "json_parsing_success_rate",
    "retry_rate",
)
"""Of a story 1 or 0, or the share of its repeats."""

_ZERO_WITHOUT_A_SUITE = ("cases_per_story", "field_completeness", "precondition_completeness")
_UNKNOWN_WITHOUT_A_SUITE = (
    "steps_per_case",
    "avg_quality_score",
    "smells_per_case",
    "assumptions_per_case",
)
COUNTS = (*_ZERO_WITHOUT_A_SUITE, *_UNKNOWN_WITHOUT_A_SUITE)
"""What is counted in a suite."""

_ENDS = {"0-1": (0.0, 1.0), "0-5": (0.0, 5.0), "0-10": (0.0, 10.0), "count": (0.0, math.inf)}
"""What values on a scale can be."""

_FIELDS = tuple(TestCase.model_fields)


def counts(generation: Generation, suite: SuiteText) -> dict[str, Score]:
    """What is counted in one suite. Without a valid one the rates are 0 and the others not measured."""
    cases = generation.test_cases
    if not cases:
        reason = f"no valid suite: {generation.failure}"
        return {
            **{name: measure(name, 0.0, reason) for name in _ZERO_WITHOUT_A_SUITE},
            **{name: measure(name, None, reason) for name in _UNKNOWN_WITHOUT_A_SUITE},
        }
    n = len(cases)
    filled = sum(_is_filled(getattr(case, field)) for case in cases for field in _FIELDS)
    values = {
        "cases_per_story": n,
        "field_completeness": filled / (n * len(_FIELDS)),
        "precondition_completeness": sum(bool(case.preconditions) for case in cases) / n,
        "steps_per_case": sum(len(case.steps) for case in cases) / n,
        "avg_quality_score": sum(case.quality_score for case in cases) / n,
        "smells_per_case": len(suite.smells) / n,
        "assumptions_per_case": len(suite.assumptions) / n,
    }
    return {name: measure(name, value) for name, value in values.items()}


def rates(generation: Generation, quality: float | None, passing: float) -> dict[str, Score]:
    """How the story went: each rate 1 or 0.

    Args:
        generation: what came of it.
        quality: its quality score, 0 without a valid suite; None where no scorer with a weight said anything.
        passing: quality from which a suite passes, 0-1.

    """
    first = generation.attempts[0].as_it_came
    holds = {
        "success_rate": generation.failure is None,
        "structural_compliance": first is Outcome.OK,
        "json_parsing_success_rate": first in (Outcome.OK, Outcome.SCHEMA_VIOLATION),
        "retry_rate": len(generation.attempts) > 1 or generation.failure is not None,
    }
    found = {name: measure(name, float(held)) for name, held in holds.items()}
    if quality is None:
        return {"passing_rate": measure("passing_rate", None, "quality was not measured"), **found}
    return {"passing_rate": measure("passing_rate", float(quality >= passing)), **found}


def cell_scores(
    values: Mapping[str, Sequence[float]], stories: int, backlogs: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Score]:
    """The means over the stories of one cell, with their intervals.

    Args:
        values: by metric, what was measured: a value a story.
        stories: how many the cell was given, failures included.
        backlogs: by metric, the backlog of each value, where stories come from several.

    """
    scores = {}
    for name, column in values.items():
        of_column = (backlogs or {}).get(name)
        few = len(set(of_column or ())) < FEWEST_BACKLOGS
        # Where all stories went alike nothing tells backlogs apart, and a mean without spread is a point.
        if name in RATES and (few or len(set(column)) == 1):
            scores[name] = _rate(name, column, stories)
        else:
            scores[name] = mean_score(name, column, stories, of_column)
    if quality := scores.get("quality_score"):
        scores["quality_score_5"] = _on_five_points(quality)
    return scores


def mean_over_stories(name: str, stories: Sequence[StoryScore]) -> Score:
    """Mean of a story score with its interval, over the stories for which it was measured."""
    return mean_score(name, story_values(name, stories), len(stories))


def mean_score(
    name: str, values: Sequence[float], stories: int, backlogs: Sequence[str] | None = None
) -> Score:
    """Mean with its interval; the reason says so where a metric was not measured for every story."""
    n = len(values)
    if not n:
        return measure(name, None, "measured for no story")
    reason = f"mean of {n} stories"
    if n < stories:
        reason = f"mean of {n} of {stories} stories; not measured for the others"
    several = len(set(backlogs or ()))
    if several > 1:
        reason += f", in {several} backlogs"
    clusters = backlogs if several >= FEWEST_BACKLOGS else None
    interval = mean_interval(values, clusters=clusters, within=_ENDS.get(METRICS[name].scale))
    return measure(name, sum(values) / n, reason, interval=interval)


def _rate(name: str, values: Sequence[float], stories: int) -> Score:
    """A rate. Shares of repeats lie between 0 and 1 and have no exact interval: theirs is that of a mean."""
    if not values:
        return measure(name, None, "no story")
    if not _all_or_nothing(values):
        return mean_score(name, values, stories)
    hits = round(sum(values))
    interval = rate_interval(hits, len(values))
    return measure(name, hits / len(values), f"{hits} of {len(values)} stories", interval=interval)


def _all_or_nothing(values: Iterable[float]) -> bool:
    return all(value in (0.0, 1.0) for value in values)


def _on_five_points(score: Score) -> Score:
    if score.value is None:
        return measure("quality_score_5", None, score.reason)
    low_high = score.interval and (score.interval[0] * FIVE_POINT_SCALE, score.interval[1] * FIVE_POINT_SCALE)
    return measure("quality_score_5", score.value * FIVE_POINT_SCALE, score.reason, interval=low_high)


def _is_filled(value: object) -> bool:
    return value is not None and value not in ("", ())
