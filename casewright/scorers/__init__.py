"""The scorers by name, one small module each; `score.weights` in params.yaml says what each counts."""

from casewright.scorers import (
    coverage,
    criteria,
    flow,
    grounding,
    oracles,
    preconditions,
    priorities,
    self_score,
    steps,
    structure,
    types,
    uniqueness,
)
from casewright.scorers.scorer import CaseScorer, Finding, References, Scorer, SuiteScorer

_ALL: tuple[Scorer, ...] = (
    structure.SCORER,
    preconditions.SCORER,
    steps.SCORER,
    flow.SCORER,
    oracles.SCORER,
    types.SCORER,
    priorities.SCORER,
    uniqueness.SCORER,
    grounding.SCORER,
    coverage.SCORER,
    criteria.SCORER,
    self_score.SCORER,
)
SCORERS: dict[str, Scorer] = {scorer.name: scorer for scorer in _ALL}
"""Every scorer; scorers of cases come before those that look at what these say."""

__all__ = ["SCORERS", "CaseScorer", "Finding", "References", "Scorer", "SuiteScorer"]
