"""Sabotage: graded damage to a suite, to see whether a metric or a judge notices (docs/metrics.md).

The words of the damage were written without looking at those that the smell rules search for: what a rule
finds here is what it understands, not what it was told.
"""

from casewright.sabotage import (
    copies,
    foreign,
    gaps,
    inventions,
    labels,
    opposites,
    oracles,
    preconditions,
    steps,
    values,
)
from casewright.sabotage.sabotage import Grade, JudgedCriterion, Sabotage

SABOTAGES: tuple[Sabotage, ...] = (
    *oracles.SABOTAGES,
    *opposites.SABOTAGES,
    *steps.SABOTAGES,
    *values.SABOTAGES,
    *preconditions.SABOTAGES,
    *copies.SABOTAGES,
    *foreign.SABOTAGES,
    *inventions.SABOTAGES,
    *labels.SABOTAGES,
    *gaps.SABOTAGES,
)
"""Every sabotage; names are unique."""

__all__ = ["SABOTAGES", "Grade", "JudgedCriterion", "Sabotage"]
