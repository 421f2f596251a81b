import time

import psutil
import pytest

from casewright.machine import Meter, meter


@pytest.fixture
def at_any_span(monkeypatch):
    """Measure however short the span."""
    monkeypatch.setattr(meter, "_SHORTEST_SPAN_S", 0.0)


def test_a_short_span_is_not_measured():
    """Below the clocks' resolution there is no share of processor time."""
    meter = Meter()

    assert meter.own_cpu_percent() is None
    assert meter.machine_cpu_percent() is None


def test_own_processor_use_is_a_share_of_all_cores(at_any_span):
    """A busy loop uses some of the machine, and one thread at most one core of it."""
    meter = Meter()
    until = time.perf_counter() + 0.02
    while time.perf_counter() < until:
        pass
    percent = meter.own_cpu_percent()

    assert 0 < percent <= 101


def test_processor_use_of_the_machine_is_a_percentage(at_any_span):
    """All cores together, so never more than all of the machine."""
    meter = Meter()
    time.sleep(0.05)

    assert 0 <= meter.machine_cpu_percent() <= 100


def test_peak_memory_is_in_megabytes():
    """A Python process with NumPy holds more than 10 MB and less than what the machine has."""
    total_mb = psutil.virtual_memory().total / 1024**2

    assert 10 < Meter().peak_memory_mb() < total_mb
