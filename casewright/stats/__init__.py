"""Intervals and comparisons (docs/statistics.md). The unit is the story; SciPy does the work.

Resampling is seeded, so that the same scores always give the same verdict. SciPy's statistics take a second
to import, so that happens where they are used: the service reads a choice and computes none.
"""

from casewright.stats.clusters import FEWEST_BACKLOGS, WEAK_BELOW
from casewright.stats.effects import POWER
from casewright.stats.families import PairResult, all_pairs, holm, simultaneous
from casewright.stats.intervals import (
    ALPHA,
    CONFIDENCE,
    MOST_RESAMPLED,
    RESAMPLES,
    Clusters,
    Estimate,
    Interval,
    estimate,
    mean_interval,
)
from casewright.stats.noninferiority import NonInferiority, noninferiority
from casewright.stats.paired import Comparison, declared, paired_difference
from casewright.stats.rates import PassFail, mcnemar, rate_interval
from casewright.stats.repeats import VarianceParts, variance_parts

__all__ = [
    "ALPHA",
    "CONFIDENCE",
    "FEWEST_BACKLOGS",
    "MOST_RESAMPLED",
    "POWER",
    "RESAMPLES",
    "WEAK_BELOW",
    "Clusters",
    "Comparison",
    "Estimate",
    "Interval",
    "NonInferiority",
    "PairResult",
    "PassFail",
    "VarianceParts",
    "all_pairs",
    "declared",
    "estimate",
    "holm",
    "mcnemar",
    "mean_interval",
    "noninferiority",
    "paired_difference",
    "rate_interval",
    "simultaneous",
    "variance_parts",
]
