import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.cost import (
    cost_per_1000_usd,
    cost_scores,
    efficiency,
    energy_cost_per_1000_usd,
    recommendations,
)
from casewright.latency import latency_scores
from tests.builders import BASELINE_CELL, a_timing, conditions, cost_params, resources, scores


def cost(requests=49, **changes):
    """Cost scores with the settings as shipped; the changes are conditions."""
    return cost_scores(cost_params(), conditions(**changes), requests, scores())


def test_cost_of_a_thousand_requests():
    """$100 a month and 5,000 requests a day are two thirds of a dollar for 1,000."""
    assert pytest.approx(0.6667, abs=5e-5) == cost_per_1000_usd(100, 5000)
    assert "0.67" == f"{cost_per_1000_usd(100, 5000):.2f}"


@pytest.mark.parametrize(
    ("expected", "mean_s", "per_min"),
    [(0.88, 1.2, 50), (0.65, 2.5, 24), (1 / 12, 10, 5), (0.5, 0, 0), (0.0, 5, 0), (1.0, 0, 30)],
)
def test_efficiency_by_hand(expected, mean_s, per_min):
    """The mean of 1 - latency / 5 s and throughput / 30 a minute, each between 0 and 1."""
    assert pytest.approx(expected) == efficiency(mean_s, per_min)


@given(st.floats(min_value=0, max_value=1e9), st.floats(min_value=0, max_value=1e9))
def test_efficiency_stays_between_0_and_1(mean_s, per_min):
    """No latency and no throughput leads out of the scale."""
    assert 0 <= efficiency(mean_s, per_min) <= 1


def test_memory_with_the_defaults():
    """4 GB of model where the server says nothing: 4096 / 49 + 50 MB a request, 81 requests beside it."""
    estimated = cost(model_memory_mb=None)

    assert 4096 / 49 + 50 == estimated["memory_per_request_mb"].value
    assert 81 == estimated["concurrent_capacity"].value
    assert 4196 == estimated["peak_memory_mb"].value


def test_a_measured_model_is_not_estimated():
    """What the server says of the model's size takes the place of the setting."""
    measured = cost(model_memory_mb=2048.0)

    assert 2148 == measured["peak_memory_mb"].value
    assert 122 == measured["concurrent_capacity"].value


def test_a_model_beyond_the_memory_leaves_no_capacity():
    """Capacity is never negative."""
    assert 0 == cost(model_memory_mb=9000.0)["concurrent_capacity"].value


def test_what_is_measured_and_what_is_estimated():
    """Cost, capacity and memory a request are always estimates; the peak is one without a measured model."""
    measured, estimated = cost(), cost(model_memory_mb=None)

    assert {
        "cost_per_1000_usd": "estimated",
        "energy_cost_per_1000_usd": "not measured",
        "efficiency": "measured",
        "cpu_percent": "measured",
        "memory_per_request_mb": "estimated",
        "peak_memory_mb": "measured",
        "concurrent_capacity": "estimated",
        "total_time_s": "measured",
    } == {name: score.basis for name, score in measured.items()}
    assert "estimated" == estimated["peak_memory_mb"].basis


def test_a_model_elsewhere_has_no_processor_use():
    """Processor use is not measured for a remote server, and the reason names it."""
    score = cost(cpu_percent=None, host="http://gpu-box:11434")["cpu_percent"]

    assert "not measured" == score.basis
    assert "http://gpu-box:11434" in score.reason


def test_the_baseline_runs_nowhere_else():
    """What is not measured of it was too short to be read."""
    assert "it ran for too short a time" == cost(cell=BASELINE_CELL, cpu_percent=None)["cpu_percent"].reason


def test_energy_cost_by_hand():
    """A kilowatt-hour over 1,000 requests costs what a kilowatt-hour costs."""
    assert pytest.approx(0.30) == energy_cost_per_1000_usd(3_600_000, 1000, 0.30)


def test_metered_energy_has_a_price():
    """49 stories took 7,200 J: two watt-hours at $0.30 a kWh."""
    score = cost(resources=resources(energy_j=7200.0))["energy_cost_per_1000_usd"]

    assert pytest.approx(0.0006 / 49 * 1000) == score.value
    assert "measured" == score.basis


@pytest.mark.parametrize("read", [None, resources()])
def test_without_a_meter_energy_has_no_price(read):
    """Neither an estimate nor 0."""
    assert "not measured" == cost(resources=read)["energy_cost_per_1000_usd"].basis


def test_the_servers_own_processor_use_goes_before_the_machines():
    """What else runs on the machine is none of the model's business; without it the machine has to do."""
    read = resources(server_cpu_percent=31.0)

    assert 31.0 == cost(cpu_percent=50.0, resources=read)["cpu_percent"].value
    assert 50.0 == cost(cpu_percent=50.0, resources=resources())["cpu_percent"].value


def test_memory_of_a_measured_server():
    """Its own peak with what lies in VRAM, and what it grew by, take the place of the settings."""
    read = resources(server_peak_memory_mb=1500.0, server_memory_growth_mb=98.0)
    found = cost(model_memory_mb=2048.0, gpu_share=0.5, resources=read)

    assert 1500 + 1024 + 100 == found["peak_memory_mb"].value
    assert (2048 / 49 + 2, "measured") == (
        found["memory_per_request_mb"].value,
        found["memory_per_request_mb"].basis,
    )
    assert 122 == found["concurrent_capacity"].value


def test_a_server_that_grows_fast_holds_fewer_requests():
    """Two at once took 400 MB: 200 MB for each, so that 30 fit beside the model."""
    read = resources(server_memory_growth_mb=400.0)

    assert 30 == cost(model_memory_mb=2048.0, resources=read)["concurrent_capacity"].value


def test_no_request_is_no_crash():
    """Without requests and timings, what depends on them is not measured."""
    found = cost_scores(cost_params(), conditions(), 0, latency_scores([], 0.0, 5000))

    assert {"efficiency", "energy_cost_per_1000_usd", "memory_per_request_mb"} == {
        name for name, score in found.items() if score.value is None
    }


def test_efficiency_takes_the_measured_latency():
    """The figures of the latency tracker go in."""
    latency = latency_scores([a_timing(seconds=1.2)] * 50, 60.0, 5000)

    assert pytest.approx(0.88) == cost_scores(cost_params(), conditions(), 50, latency)["efficiency"].value


FINE = {
    "latency_mean_s": 3.0,
    "throughput_per_min": 20.0,
    "cost_per_1000_usd": 10.0,
    "cpu_percent": 80.0,
    "efficiency": 0.6,
}


def test_nothing_is_recommended_on_the_thresholds():
    """Each threshold itself is still fine."""
    assert () == recommendations(scores(**FINE))


@pytest.mark.parametrize(
    ("words", "metric", "value"),
    [
        ("quantise", "latency_mean_s", 3.001),
        ("cores", "throughput_per_min", 19.999),
        ("capacity", "cost_per_1000_usd", 10.001),
        ("replicas", "cpu_percent", 80.001),
        ("review model", "efficiency", 0.599),
    ],
)
def test_one_recommendation_just_past_a_threshold(words, metric, value):
    """Each threshold has its own advice."""
    (advice,) = recommendations(scores(**FINE | {metric: value}))

    assert words in advice


def test_what_was_not_measured_crosses_no_threshold():
    """Neither a missing nor an unmeasured figure leads to advice."""
    assert () == recommendations(scores(**dict.fromkeys(FINE)))
    assert () == recommendations({})
