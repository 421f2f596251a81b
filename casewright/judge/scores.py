"""Judgements as metrics, by story."""

from collections.abc import Iterable, Mapping

from casewright.metrics import measure
from casewright.records import Score
from casewright.records.judgements import JudgeCriterion, Judgement

OVERALL = "judge_score"


def judge_metric(criterion: JudgeCriterion) -> str:
    """The metric of a criterion."""
    return f"judge_{criterion.value}"


JUDGE_METRICS = (OVERALL, *map(judge_metric, JudgeCriterion))


def judge_scores(judgements: Iterable[Judgement]) -> dict[str, dict[str, Score]]:
    """The metrics of every story of one cell.

    A story without a suite counts 0, like everywhere; one that the judge failed on is not measured.
    """
    return {judgement.story_id: _scores(judgement) for judgement in judgements}


def not_judged(reason: str) -> dict[str, Score]:
    """The metrics of a story that was not judged."""
    return {name: measure(name, None, reason) for name in JUDGE_METRICS}


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


def mean_scores(scores: Mapping[str, Mapping[str, Score]]) -> dict[str, float]:
    """Mean of every judge metric over the stories that have it."""
    found: dict[str, list[float]] = {}
    for row in scores.values():
        for name, score in row.items():
            if score.value is not None:
                found.setdefault(name, []).append(score.value)
    return {name: sum(values) / len(values) for name, values in found.items()}
