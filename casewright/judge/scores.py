"""Judgements as metrics, by story."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from casewright.metrics import measure
from casewright.records import Score
from casewright.records.judgements import JudgeCriterion, Judgement

T = TypeVar("T")

OVERALL = "judge_score"


def judge_metric(criterion: JudgeCriterion) -> str:
    """The metric of a criterion."""
    return f"judge_{criterion.value}"


JUDGE_METRICS = (OVERALL, *map(judge_metric, JudgeCriterion))


def judge_scores(judgements: Iterable[Judgement]) -> dict[str, dict[str, Score]]:
    """The metrics of every story of one cell.

    A story without a suite counts 0, like everywhere; one that the judge failed on is not measured. Of a
    story that was written several times it is the mean over what was measured.
    """
    repeats: dict[str, list[dict[str, Score]]] = {}
    for judgement in judgements:
        repeats.setdefault(judgement.story_id, []).append(_scores(judgement))
    return {
        story: rows[0] if len(rows) == 1 else {name: _mean(name, rows) for name in JUDGE_METRICS}
        for story, rows in repeats.items()
    }


def not_judged(reason: str) -> dict[str, Score]:
    """The metrics of a story that was not judged."""
    return {name: measure(name, None, reason) for name in JUDGE_METRICS}


def without_judged(settings: Mapping[str, T]) -> dict[str, T]:
    """Limits, targets or weights of what is measured without a judge."""
    return {name: one for name, one in settings.items() if name not in JUDGE_METRICS}


def _scores(judgement: Judgement) -> dict[str, Score]:
    if judgement.no_suite is not None:
        return {name: measure(name, 0.0, f"no suite: {judgement.no_suite}") for name in JUDGE_METRICS}
    if not judgement.scores:
        return not_judged(f"the judge failed: {judgement.failure}")
    found = {
        judge_metric(criterion): measure(judge_metric(criterion), one.score, _reason(one.samples, one.spread))
        for criterion, one in judgement.scores.items()
    }
    scores = [one.score for one in judgement.scores.values()]
    return {OVERALL: measure(OVERALL, sum(scores) / len(scores), f"mean of {len(scores)} criteria"), **found}


def _reason(samples: int, spread: float) -> str:
    return f"{samples} sample(s), spread {spread:.1f}"


def _mean(name: str, rows: Sequence[dict[str, Score]]) -> Score:
    values = [value for row in rows if (value := row[name].value) is not None]
    if not values:
        return rows[0][name]
    return measure(name, sum(values) / len(values), f"mean of {len(values)} of {len(rows)} repeats")
