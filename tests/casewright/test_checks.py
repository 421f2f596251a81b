from casewright.checks import all_met, check
from casewright.params import Limit
from tests.builders import a_cell_score


def test_checks_say_met_missed_or_not_measured():
    """Each limit is held against its figure; a metric that is not there is not measured."""
    cell = a_cell_score(retry_rate=0.2, latency_p95_s=None, quality_score=0.9)
    limits = {
        "quality_score": Limit(at_least=0.9),
        "retry_rate": Limit(below=0.05),
        "latency_p95_s": Limit(below=5),
        "steps_per_case": Limit(at_least=2, at_most=5),
    }
    found = check(cell, limits)

    assert ["met", "missed", "not measured", "missed"] == [one.verdict for one in found]
    assert ["≥ 0.9", "< 0.05", "< 5", "≥ 2 and ≤ 5"] == [one.limit for one in found]
    assert not all_met(found)
    assert all_met(found[:1])
    assert "not measured" == check(cell.model_copy(update={"scores": {}}), limits)[0].verdict
