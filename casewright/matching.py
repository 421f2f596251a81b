"""How much of a reference suite a generated suite covers.

Two test cases that say the opposite share nearly all their words, so polarity is compared before words:
a case that expects success never covers one that expects a refusal.
"""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from casewright.metrics import measure
from casewright.records import Score, TestCase
from casewright.similarity import TfIdf

FIELD_WEIGHTS = {"title": 0.3, "steps": 0.3, "expected_result": 0.4}
"""The oracle weighs most: it is what a test case is for."""

_REFUSAL = re.compile(
    r"""\b(?:
        errors? | invalid | incorrect | wrong | refus\w* | reject\w* | den(?:y|ied|ies) | forbidden
      | unauthori[sz]ed | block(?:s|ed) | barred | declined | expired | disabled | prevents?
      | fail(?:s|ed|ure)?(?!\ (?:attempts?|count)) | cannot | can't | turned\ (?:away|down)
      | must\ (?:be|have|not) | (?:is|are)\ required | (?:do|does)\ not\ match
      | not\ (?:accepted|added|allowed|counted|created|found|permitted|possible|saved|sent|stored|valid)
      | already\ (?:exists|used|taken) | no\ longer\ (?:available|possible|valid)
      | too\ (?:few|heavy|large|long|many|short|small)
      | status\ (?:code\ )?4\d\d | redirect(?:s|ed)?\ to\ "?/?login
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words of a refusal, in an oracle or in a title."""

_NO_EFFECT = re.compile(
    r"""\bstill\ (?:contains?|counts?|had|has|have|holds?|lists?|reads?|says?|shows?)\b
      | \b(?:remains?|stays?)\ (?:empty|unchanged)\b
      | \bno\ (?:[\w-]+\ ){1,4}(?:is|are|was|were)\ (?:added|charged|created|recorded|saved|sent|stored)\b
      | "(?:please|add|choose|enter|select|sign\ in|type|use)\b[^"]*\."
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""An oracle under which nothing came of the steps, or the user is told what to do instead."""

_NOT_A_REFUSAL = re.compile(r"\b(?:no|without(?: an?y?)?) (?:[\w-]+ )?(?:errors?|redirect)\b", re.IGNORECASE)


def expects_refusal(case: TestCase) -> bool:
    """Whether the case's oracle or title speaks of a refusal; the `type` field is too noisy to ask."""
    title, oracle = (_NOT_A_REFUSAL.sub("", text) for text in (case.title, case.expected_result))
    return any(map(_REFUSAL.search, (title, oracle))) or bool(_NO_EFFECT.search(oracle))


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
