"""Priorities that tell nothing apart, and types that are not what they say."""

from collections import Counter
from random import Random

from casewright.records import CaseType, Priority, TestCase
from casewright.sabotage.sabotage import Cases, Damaged, Others, Sabotage, changed, in_some_cases, some_of

_WRONG = {
    CaseType.POSITIVE: (CaseType.NEGATIVE,),
    CaseType.NEGATIVE: (CaseType.POSITIVE,),
    CaseType.BOUNDARY: (CaseType.EDGE_CASE, CaseType.POSITIVE, CaseType.NEGATIVE),
    CaseType.EDGE_CASE: (CaseType.BOUNDARY, CaseType.POSITIVE, CaseType.NEGATIVE),
}


def _flatten(suite: Cases, _: Others, share: float, rng: Random) -> Damaged:
    """All alike at the highest grade; below it more and more like the most frequent one."""
    frequent = Counter(case.priority for case in suite).most_common(1)[0][0] if suite else None
    target = frequent if share < 1 else rng.choice((Priority.HIGH, Priority.MEDIUM, Priority.CRITICAL))
    places = some_of([at for at, case in enumerate(suite) if case.priority != target], share, rng)
    if not places:
        return None
    return tuple(changed(case, priority=target) if at in places else case for at, case in enumerate(suite))


def _is_not_positive(case: TestCase) -> bool:
    return case.type is not CaseType.POSITIVE


def _called_positive(case: TestCase, _: Random) -> TestCase:
    return changed(case, type=CaseType.POSITIVE)


def _mistyped(case: TestCase, rng: Random) -> TestCase:
    return changed(case, type=rng.choice(_WRONG[case.type]))


SABOTAGES = (
    Sabotage(
        "flatten_priorities",
        "all priorities are one",
        ("priority_score",),
        None,
        _flatten,
    ),
    Sabotage(
        "flatten_types",
        "cases that are not positive are called so; what they say stays",
        ("type_score",),
        None,
        in_some_cases(_called_positive, _is_not_positive),
    ),
    Sabotage(
        "wrong_types",
        "positive and negative change places, boundary and edge cases are called something else",
        ("type_score",),
        None,
        in_some_cases(_mistyped),
    ),
)
