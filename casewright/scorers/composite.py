"""The quality score: what the scorers say, weighed."""

from collections.abc import Mapping

from casewright.metrics import measure, share_of
from casewright.records import Score

QUALITY = "quality_score"


def composite(scores: Mapping[str, Score], weights: Mapping[str, float]) -> Score:
    """The weighted mean of the scorers that measured something; the reason names what holds it down most.

    Args:
        scores: by scorer; others are not looked at.
        weights: by scorer, from `score.weights`. A scorer that measured nothing leaves its weight to the
            others, so a story without references is rated by the rest.

    """
    counted = {
        name: (share_of(score.value, score.scale), weight)
        for name, weight in weights.items()
        if weight and (score := scores.get(name)) and score.value is not None
    }
    total = sum(weight for _, weight in counted.values())
    if not total:
        return measure(QUALITY, None, "no scorer with a weight measured anything")
    mean = sum(value * weight for value, weight in counted.values()) / total
    costs = {name: (1 - value) * weight for name, (value, weight) in counted.items()}
    worst = max(costs, key=costs.__getitem__)
    reason = f"mostly {worst} {counted[worst][0]:.2f}: {scores[worst].reason}" if costs[worst] else ""
    return measure(QUALITY, mean, reason)
