import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.latency import NAMES, latency_scores, meets_sla, percentile, sla_share
from casewright.records import AttemptTiming, Timing
from tests.builders import SMALL, a_timing

SECONDS = st.floats(min_value=0, max_value=1e5, allow_nan=False)


def timings(*seconds):
    """One story for each number of seconds."""
    return [a_timing(f"US-{number:03d}", seconds=value) for number, value in enumerate(seconds, start=1)]


def values(scores):
    """The bare figures."""
    return {name: score.value for name, score in scores.items()}


@given(st.lists(SECONDS, min_size=1, max_size=60), st.floats(min_value=0, max_value=100))
def test_percentile_is_the_one_of_numpy(latencies, percent):
    """Any percentile of any latencies is NumPy's linear interpolation."""
    assert float(np.percentile(latencies, percent)) == percentile(latencies, percent)


@given(st.lists(SECONDS, min_size=2, max_size=60))
def test_statistics_agree_with_numpy(latencies):
    """Mean, percentiles, extremes and sample deviation are those of NumPy."""
    scores = values(latency_scores(timings(*latencies), 60.0, 5000))

    assert np.mean(latencies) == pytest.approx(scores["latency_mean_s"])
    assert np.percentile(latencies, 50) == pytest.approx(scores["latency_p50_s"])
    assert np.percentile(latencies, 90) == pytest.approx(scores["latency_p90_s"])
    assert np.percentile(latencies, 99) == pytest.approx(scores["latency_p99_s"])
    assert (min(latencies), max(latencies)) == (scores["latency_min_s"], scores["latency_max_s"])
    assert np.std(latencies, ddof=1) == pytest.approx(scores["latency_std_s"])


def test_statistics_of_a_fixed_example():
    """1 to 5 seconds within a minute: every figure computed by hand."""
    scores = values(latency_scores(timings(1, 2, 3, 4, 5), 60.0, 4000))

    assert 3.0 == scores["latency_mean_s"]
    assert 3.0 == scores["latency_p50_s"]
    assert 4.6 == pytest.approx(scores["latency_p90_s"])
    assert 4.8 == pytest.approx(scores["latency_p95_s"])
    assert 4.96 == pytest.approx(scores["latency_p99_s"])
    assert math.sqrt(2.5) == pytest.approx(scores["latency_std_s"])
    assert 5.0 == scores["throughput_per_min"]
    assert 0.8 == scores["sla_share"]


def test_latency_leaves_out_queue_and_load():
    """The model's time is prompt, generation and validation; the rest is seen end to end only."""
    attempt = {"queue_s": 7.0, "load_s": 9.0, "prompt_s": 0.5, "generation_s": 2.0, "validation_s": 0.25}
    timing = a_timing(seconds=20.0, **attempt)

    scores = values(latency_scores([timing], 20.0, 5000))

    assert 2.75 == scores["latency_mean_s"]
    assert 20.0 == scores["end_to_end_p95_s"]


def test_every_attempt_counts():
    """A story that took two attempts took the time of both."""
    attempts = tuple(
        AttemptTiming(number=number, wall_s=1.5, prompt_s=0.5, generation_s=1.0) for number in (1, 2)
    )
    timing = Timing(story_id="US-001", cell=SMALL, started_s=0, finished_s=3.5, attempts=attempts)

    assert 3.0 == latency_scores([timing], 4.0, 5000)["latency_mean_s"].value


def test_the_wall_clock_stands_in_for_counters():
    """An attempt for which the server sent no counters, such as a timeout, has its wall time counted."""
    timing = a_timing(seconds=4.0, prompt_s=None, generation_s=None)

    scores = values(latency_scores([timing], 4.0, 5000))

    assert 4.0 == scores["latency_mean_s"]
    assert scores["tokens_per_s"] is None


def test_one_story_has_no_deviation():
    """A deviation needs two values; with one it is not measured, and no percentile is missing."""
    scores = latency_scores(timings(2.0), 2.0, 5000)

    assert "not measured" == scores["latency_std_s"].basis
    assert "one story only" == scores["latency_std_s"].reason
    assert 2.0 == scores["latency_p99_s"].value


def test_nothing_timed_is_not_measured():
    """Without a timing every metric is there and not measured."""
    scores = latency_scores([], 0.0, 5000)

    assert list(NAMES) == list(scores)
    assert {"not measured"} == {score.basis for score in scores.values()}


def test_no_time_at_all_is_no_crash():
    """A cell that took no measurable time has no throughput, no overhead and no token rate."""
    scores = latency_scores(timings(0.0, 0.0), 0.0, 5000)

    assert 0.0 == scores["latency_mean_s"].value
    assert {"not measured"} == {
        scores[name].basis for name in ("throughput_per_min", "validation_overhead", "tokens_per_s")
    }


@pytest.mark.parametrize(
    ("expected", "latencies"),
    [
        (False, []),
        (True, [5.0]),
        (False, [5.0000001]),
        (True, [1.0] * 19 + [9.0]),
        (False, [1.0] * 18 + [9.0, 9.0]),
        (True, [1.0] * 95 + [9.0] * 5),
        (False, [1.0] * 94 + [9.0] * 6),
    ],
    ids=["none", "on the target", "just over", "19 of 20", "18 of 20", "95 of 100", "94 of 100"],
)
def test_meets_sla(expected, latencies):
    """At least 95 % of requests within 5,000 ms, the target itself included; no request meets nothing."""
    assert expected is meets_sla(latencies, 5000)


@given(st.integers(min_value=1, max_value=100_000))
def test_a_request_exactly_on_the_target_is_within_it(target_ms):
    """Rounding between seconds and milliseconds puts no request past its target."""
    assert meets_sla([target_ms / 1000] * 3, target_ms)


@given(st.lists(SECONDS, min_size=1, max_size=60), st.floats(min_value=1, max_value=1e6))
def test_meets_sla_is_a_share_of_95_percent(latencies, target_ms):
    """The verdict and the share never disagree, and a longer target loses nothing."""
    share = sla_share(latencies, target_ms)

    assert 0 <= share <= 1
    assert (share >= 0.95) is meets_sla(latencies, target_ms)
    assert share <= sla_share(latencies, target_ms * 2)


def test_the_reason_says_whether_the_sla_is_met():
    """The share comes with its verdict."""
    assert "misses 95 % within 3000 ms" == latency_scores(timings(1, 4), 60, 3000)["sla_share"].reason
    assert "meets 95 % within 4000 ms" == latency_scores(timings(1, 4), 60, 4000)["sla_share"].reason


def test_validation_overhead_is_validation_over_model_time():
    """Half a second of validation on two seconds of model time is 25 %."""
    timing = a_timing(prompt_s=0.5, generation_s=1.5, validation_s=0.5)

    assert 0.25 == latency_scores([timing], 3.0, 5000)["validation_overhead"].value


def test_tokens_a_second_are_over_generation_time_only():
    """150 tokens in three seconds of generation; an attempt that counted none is left out."""
    rows = [
        a_timing("US-001", prompt_s=5.0, generation_s=1.0, tokens_out=100),
        a_timing("US-002", prompt_s=5.0, generation_s=2.0, tokens_out=50),
        a_timing("US-003", prompt_s=5.0, generation_s=9.0, tokens_out=None),
    ]

    assert 50.0 == latency_scores(rows, 60.0, 5000)["tokens_per_s"].value


def test_a_reply_that_was_measured_earlier_counts_and_is_told():
    """Stored under the same conditions: its seconds count, and the reason says for how many stories."""
    rows = [a_timing("US-001", seconds=1.0), a_timing("US-002", seconds=3.0, source="stored")]

    score = latency_scores(rows, None, 5000)["latency_mean_s"]

    assert 2.0 == score.value
    assert "2 stories, 1 of them measured earlier under the same conditions" == score.reason


def test_a_reply_of_other_conditions_leaves_its_story_out():
    """No seconds are made up for it; the reason says on how many stories the figures rest."""
    stored = a_timing("US-002", source="stored", wall_s=None, prompt_s=None, generation_s=None)

    scores = latency_scores([a_timing("US-001", seconds=1.0), stored], None, 5000)

    assert 1.0 == scores["latency_p95_s"].value
    assert "1 of 2 stories; the others were stored under other conditions" == scores["latency_p95_s"].reason


def test_a_run_with_stored_replies_has_no_throughput():
    """A run that did not make every call says so, for whatever belongs to the run as a whole."""
    rows = [a_timing("US-001"), a_timing("US-002", source="stored")]

    scores = latency_scores(rows, None, 5000)

    for name in ("throughput_per_min", "end_to_end_p95_s"):
        assert scores[name].value is None
        assert "1 of 2 from the response store" == scores[name].reason


def test_with_nothing_but_other_conditions_nothing_is_measured():
    """Every metric is there and not measured, with the reason."""
    stored = a_timing(source="stored", wall_s=None, prompt_s=None, generation_s=None, tokens_out=10)

    scores = latency_scores([stored], None, 5000)

    assert list(NAMES) == list(scores)
    assert {None} == {score.value for score in scores.values()}
    assert {"1 of 1 from the response store, measured under other conditions"} == {
        score.reason for score in scores.values()
    }
