"""What a hasty author leaves out: the cases that are no happy path."""

from random import Random

from casewright.records import CaseType
from casewright.sabotage.sabotage import Apply, Cases, Damaged, Others, Sabotage, numbered, some_of


def _without(*types: CaseType) -> Apply:
    def apply(suite: Cases, _: Others, share: float, rng: Random) -> Damaged:
        gone = some_of([at for at, case in enumerate(suite) if case.type in types], share, rng)
        left = tuple(case for at, case in enumerate(suite) if at not in gone)
        return numbered(left) if gone and left else None

    return apply


SABOTAGES = (
    Sabotage(
        "drop_negatives",
        "negative cases are missing",
        ("type_score", "reference_recall"),
        "completeness",
        _without(CaseType.NEGATIVE),
    ),
    Sabotage(
        "drop_limits",
        "boundary and edge cases are missing",
        ("type_score", "reference_recall"),
        "completeness",
        _without(CaseType.BOUNDARY, CaseType.EDGE_CASE),
    ),
    Sabotage(
        "happy_path_only",
        "everything but positive cases is missing",
        ("type_score", "reference_recall"),
        "completeness",
        _without(CaseType.NEGATIVE, CaseType.BOUNDARY, CaseType.EDGE_CASE),
    ),
)
