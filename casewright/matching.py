"""How much of a reference suite a generated suite covers.

Two test cases that say the opposite share nearly all their words, so polarity is compared before words:
a case that expects success never covers one that expects a refusal.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from casewright.metrics import measure
from casewright.polarity import expects_refusal
from casewright.records import Score, TestCase
from casewright.similarity import TfIdf

FIELD_WEIGHTS = {"title": 0.3, "steps": 0.3, "expected_result": 0.4}
"""The oracle weighs most: it is what a test case is for."""


def similarities(
    generated: Sequence[TestCase], references: Sequence[TestCase], weights: TfIdf
) -> npt.NDArray[np.float64]:
    """Similarity, 0-1, of each generated case (rows) with each reference case; 0 for opposite polarity."""
    total = np.zeros((len(generated), len(references)))
    for field, weight in FIELD_WEIGHTS.items():
        total += weight * weights.similarity(
            [_text(case, field) for case in generated], [_text(case, field) for case in references]
        )
    ours = np.array([expects_refusal(case) for case in generated])
    theirs = np.array([expects_refusal(case) for case in references])
    total[ours[:, None] != theirs[None, :]] = 0.0
    return total


def reference_scores(
    generated: Sequence[TestCase],
    references: Sequence[TestCase] | None,
    weights: TfIdf,
    threshold: float,
) -> dict[str, Score]:
    """`reference_recall` (one to one) and `reference_coverage` (one case may cover several) of one story."""
    names = ("reference_recall", "reference_coverage")
    if not references:
        return {name: measure(name, None, "the story has no reference suite") for name in names}
    if not generated:
        return {name: measure(name, 0.0, "no test case was generated") for name in names}
    matrix = similarities(generated, references, weights)
    # Gate before assigning: an assignment over ungated values may trade a real match for two non-matches.
    matrix[matrix < threshold] = 0.0
    rows, columns = linear_sum_assignment(matrix, maximize=True)
    matched = int((matrix[rows, columns] > 0).sum())
    covered = int((matrix.max(axis=0) > 0).sum())
    total = len(references)
    return {
        "reference_recall": measure("reference_recall", matched / total, f"{matched} of {total} matched"),
        "reference_coverage": measure("reference_coverage", covered / total, f"{covered} of {total} covered"),
    }


def case_text(case: TestCase) -> str:
    """All that a case says, for learning term weights."""
    return " ".join(_text(case, field) for field in FIELD_WEIGHTS)


def _text(case: TestCase, field: str) -> str:
    value = getattr(case, field)
    return value if isinstance(value, str) else " ".join(value)
