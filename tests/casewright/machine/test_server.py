import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from casewright.machine import ServerMeter, find_server, power, processes
from casewright.machine.processes import FoundServer

WORKING = """
import socket, subprocess, sys
listener = socket.create_server(("127.0.0.1", 0))
held = bytearray(%(held)d)
child = subprocess.Popen([sys.executable, "-c", %(child)r])
print(listener.getsockname()[1], flush=True)
sys.stdin.read()
child.kill()
"""
BUSY = "while True: pass"
IDLE = "import time; time.sleep(60)"


@contextmanager
def listening(child: str = IDLE, held: int = 0) -> Iterator[tuple[int, int]]:
    """A process that listens, with a child that works or rests; its port and its number."""
    command = [sys.executable, "-c", WORKING % {"child": child, "held": held}]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline()), process.pid


@pytest.fixture
def closed() -> int:
    """A port that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_the_server_is_found_by_its_port():
    """Whatever it is called."""
    with listening() as (port, pid):
        found = find_server(port)

    assert [pid] == [one.pid for one in found.processes]
    assert str(pid) in found.reason


def test_nobody_at_the_port_is_said(closed, monkeypatch):
    """No process is no error."""
    monkeypatch.setattr(processes, "_running_ollama", set)

    assert f"port {closed}" in find_server(closed).reason
    assert () == find_server(closed).processes


def test_a_forwarder_is_not_the_server(monkeypatch):
    """Figures of what only passes on would say nothing of the model."""
    monkeypatch.setattr(psutil.Process, "name", lambda _: "docker-proxy")
    with listening() as (port, _):
        found = find_server(port)

    assert () == found.processes
    assert "docker-proxy, which only passes on" in found.reason


def test_without_a_view_of_ports_the_only_ollama_is_taken(monkeypatch):
    """Some systems tell who listens to the administrator only."""

    def refused(kind: str) -> None:
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil, "net_connections", refused)
    monkeypatch.setattr(processes, "_running_ollama", lambda: {os.getpid()})

    assert [os.getpid()] == [one.pid for one in find_server(11434).processes]


def test_what_the_server_starts_counts_as_the_server():
    """The model runs in a child: its work and its memory are the server's."""
    with listening(BUSY, held=50_000_000) as (port, _):
        with ServerMeter(port, interval_s=0.05) as meter:
            time.sleep(0.4)
        found = meter.resources()

    most = 100 / (os.cpu_count() or 1)
    assert 0 < found.server_cpu_percent.value < 1.5 * most
    assert 48 < found.server_memory_mb.value <= found.server_peak_memory_mb.value
    assert found.server_memory_growth_mb.value >= 0
    assert {"measured"} == {found.server_cpu_percent.basis, found.server_peak_memory_mb.basis}
    assert found.samples >= 3
    assert 0.4 <= found.span_s


def test_a_server_that_ends_leaves_what_was_read():
    """A crash while a batch runs is no error of the meter."""
    with listening() as (port, pid), ServerMeter(port, interval_s=0.05) as meter:
        for one in psutil.Process(pid).children():
            one.kill()
        psutil.Process(pid).kill()
        time.sleep(0.2)

    assert "measured" == meter.resources().server_peak_memory_mb.basis


def test_a_server_elsewhere_is_not_measured():
    """Every reading says so."""
    with ServerMeter(None) as meter:
        pass
    found = meter.resources()

    readings = [
        getattr(found, name) for name in type(found).model_fields if name not in ("span_s", "samples")
    ]
    assert 7 == len(readings)
    assert {("not measured", "the server is not on this machine")} == {(r.basis, r.reason) for r in readings}


def test_a_short_span_has_no_share_of_processor_time():
    """Below the clocks' resolution nothing is claimed."""
    gauge = processes.ProcessGauge(FoundServer((psutil.Process(),), "this test"))
    gauge.sample()

    assert "not measured" == gauge.cpu_percent().basis
    assert "measured" == gauge.memory_mb().basis


# ---- energy of the processors


def package(folder, number, used):
    """A processor package as Linux shows it."""
    path = folder / f"intel-rapl:{number}"
    path.mkdir(exist_ok=True)
    (path / "energy_uj").write_text(f"{used}\n")
    (path / "max_energy_range_uj").write_text("10000000\n")


def test_processor_energy_is_summed_and_survives_the_counters_end(tmp_path, monkeypatch):
    """Two packages, one of whose counters starts again at 0: 3 J and 2 J."""
    monkeypatch.setattr(power, "POWERCAP", tmp_path)
    package(tmp_path, 0, 1_000_000)
    package(tmp_path, 1, 9_000_000)
    (tmp_path / "intel-rapl:0:0").mkdir()
    gauge = power.ProcessorGauge()
    gauge.sample()
    package(tmp_path, 0, 4_000_000)
    package(tmp_path, 1, 1_000_000)
    gauge.sample()
    reading = gauge.energy_j()

    assert 5.0 == reading.value
    assert "2 processor packages" in reading.reason


def test_without_a_readable_meter_there_is_no_energy(tmp_path, monkeypatch):
    """Most machines let only the administrator read it."""
    monkeypatch.setattr(power, "POWERCAP", tmp_path)
    gauge = power.ProcessorGauge()
    gauge.sample()
    gauge.sample()

    assert "not measured" == gauge.energy_j().basis
