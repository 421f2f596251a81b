"""The scorers by name, one small module each; `score.weights` in params.yaml says what each counts."""

from casewright.scorers.scorer import CaseScorer, Finding, References, Scorer, SuiteScorer

__all__ = ["CaseScorer", "Finding", "References", "Scorer", "SuiteScorer"]
