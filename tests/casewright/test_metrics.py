import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from casewright.cells import STORY_METRICS, noise_scores
from casewright.cost import cost_scores
from casewright.latency import NAMES
from casewright.metrics import METRICS, measure
from casewright.quality import cell_scores
from casewright.scorers import SCORERS
from tests.builders import conditions, cost_params, scores


def test_every_metric_has_a_scale_and_a_meaning():
    """A reader of the report finds the unit and the meaning of every figure."""
    silent = [name for name, metric in METRICS.items() if not metric.scale or not metric.meaning]

    assert [] == silent


def test_a_unit_in_a_name_is_the_unit_of_the_scale():
    """`latency_mean_s` is in seconds, `peak_memory_mb` in megabytes, `cost_per_1000_usd` in dollars."""
    units = {"_s": "s", "_mb": "mb", "_usd": "usd", "_percent": "percent"}
    wrong = [
        name
        for name, metric in METRICS.items()
        for ending, scale in units.items()
        if name.endswith(ending) and not name.endswith("_per_s") and metric.scale != scale
    ]

    assert [] == wrong


def test_the_trackers_measure_every_metric_and_no_other():
    """What the three trackers return for a cell is exactly the list of metrics."""
    of_stories = {*cell_scores({name: [1.0] for name in STORY_METRICS}, 1), *noise_scores([])}
    of_cell = {*NAMES, *cost_scores(cost_params(), conditions(), 1, scores()), "self_score_correlation"}
    measured = of_stories | of_cell

    assert set(METRICS) == measured


def test_no_value_is_not_measured_and_keeps_the_reason():
    """None becomes "not measured", never 0, whatever basis was meant."""
    score = measure("latency_p95_s", None, "nothing was timed", basis="estimated")

    assert score.value is None
    assert "not measured" == score.basis
    assert "nothing was timed" == score.reason
    assert "s" == score.scale


def test_zero_is_a_value():
    """A figure of 0 is measured."""
    score = measure("retry_rate", 0.0)

    assert 0.0 == score.value
    assert "measured" == score.basis


@given(st.sampled_from(sorted(METRICS)), st.floats(allow_nan=False, allow_infinity=False))
def test_a_value_comes_back_on_the_scale_of_its_metric(name, value):
    """Any finite value is kept as it is."""
    assert (value, METRICS[name].scale) == (measure(name, value).value, measure(name, value).scale)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused(value):
    """NaN and infinity are no figures."""
    with pytest.raises(ValidationError):
        measure("quality_score", value)


def test_an_unknown_metric_is_refused():
    """A misspelt name does not become a new metric."""
    with pytest.raises(KeyError):
        measure("qualty_score", 1.0)


def test_what_may_be_weighed_is_every_scorer_and_how_much_of_the_reference_is_found():
    """All scorers but the one of the author's claims, which is near to the computed of poor suites too."""
    others = {"reference_recall", "reference_coverage", "judge_score"}

    assert {*SCORERS, *others} - {"self_score"} == {
        name for name, metric in METRICS.items() if metric.may_weigh
    }
