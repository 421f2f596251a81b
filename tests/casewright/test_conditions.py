from casewright.conditions import CellMeters, baseline_conditions
from casewright.machine import Meter
from tests.builders import BASELINE_CELL


def test_the_baseline_runs_in_process():
    """No server, no options, and a digest that cannot change while it runs."""
    found = baseline_conditions("rules", 0.5, Meter())

    assert BASELINE_CELL == found.cell
    assert ("in process", None, {}) == (found.host, found.server_version, found.options)
    assert "rules" == found.model_digest == found.model_digest_after
    assert (0.5, 0.0) == (found.span_s, found.model_memory_mb)
    assert found.peak_memory_mb > 0
    assert not found.digest_changed


def test_a_server_elsewhere_is_not_measured():
    """What this machine bears says nothing of a model on another one."""
    with CellMeters(("http://gpu.example:11434",)) as meters:
        pass

    assert meters.cpu_percent is None
    assert meters.resources is not None
    assert meters.resources.server_cpu_percent.value is None


def test_of_several_servers_none_is_taken_for_all(ollama):
    """One server's memory is not what two of them took."""
    with CellMeters((ollama.host, "http://gpu.example:11434")) as meters:
        pass

    assert meters.resources is not None
    assert meters.resources.server_memory_mb.value is None
