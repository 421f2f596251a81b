import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from casewright.machine import ServerMeter, gpu, power
from casewright.machine.gpu import GpuGauge


class NVMLError(Exception):
    """NVIDIA's own error."""


class Library(ModuleType):
    """NVIDIA's library with GPUs whose counters move at each look, without what is lacking."""

    NVMLError = NVMLError

    def __init__(self, *lacking: str, devices: int = 2) -> None:
        super().__init__("pynvml")
        self.lacking, self.looks, self.closed = lacking, 0, False
        self.nvmlInit = lambda: self._tell("init", None)
        self.nvmlShutdown = lambda: setattr(self, "closed", True)
        self.nvmlDeviceGetCount = lambda: devices
        self.nvmlDeviceGetHandleByIndex = lambda number: number
        self.nvmlDeviceGetUtilizationRates = self._rates
        self.nvmlDeviceGetMemoryInfo = lambda _: self._tell(
            "memory", SimpleNamespace(used=1000 * self.looks * 1024**2)
        )
        self.nvmlDeviceGetTotalEnergyConsumption = lambda _: self._tell("energy", 50_000 * self.looks)
        self.nvmlDeviceGetPowerUsage = lambda _: self._tell("power", 30_000)

    def _tell(self, what: str, value: Any) -> Any:
        if what in self.lacking:
            raise NVMLError(f"{what} is not supported")
        return value

    def _rates(self, device: int) -> Any:
        self.looks += device == 0
        return self._tell("utilisation", SimpleNamespace(gpu=40 + 20 * device))


def looked_at(monkeypatch: pytest.MonkeyPatch, library: ModuleType | None, looks: int = 3) -> GpuGauge:
    """A gauge after so many looks, one second apart."""
    monkeypatch.setitem(sys.modules, "pynvml", library)
    seconds = iter(range(100))
    monkeypatch.setattr(gpu.time, "perf_counter", lambda: float(next(seconds)))
    gauge = GpuGauge()
    for _ in range(looks):
        gauge.sample()
    return gauge


def test_gpus_are_read_by_nvidias_library(monkeypatch):
    """Mean utilisation, most memory of all GPUs together, and energy by their own counters."""
    gauge = looked_at(monkeypatch, Library())

    assert (50.0, "measured") == (gauge.percent().value, gauge.percent().basis)
    assert 6000.0 == gauge.peak_memory_mb().value
    assert (200.0, "measured") == (gauge.energy_j().value, gauge.energy_j().basis)


def test_without_a_counter_energy_is_estimated_from_power(monkeypatch):
    """Older GPUs tell their power only: 60 W for two seconds."""
    reading = looked_at(monkeypatch, Library("energy")).energy_j()

    assert (120.0, "estimated") == (reading.value, reading.basis)


def test_what_a_gpu_does_not_tell_is_not_measured(monkeypatch):
    """The rest still is."""
    gauge = looked_at(monkeypatch, Library("utilisation", "energy", "power"))

    assert ("not measured", "not measured") == (gauge.percent().basis, gauge.energy_j().basis)
    assert "2 GPUs, by NVML, which do not tell" == gauge.percent().reason
    assert "measured" == gauge.peak_memory_mb().basis


@pytest.mark.parametrize(
    ("library", "reason"),
    [
        (None, "no NVIDIA library here (extra `gpu`)"),
        (Library("init"), "no NVIDIA GPU answers: init is not supported"),
        (Library(devices=0), "0 GPUs, by NVML"),
    ],
)
def test_without_a_gpu_nothing_is_measured(monkeypatch, library, reason):
    """No library, no driver or no device: each reading says which."""
    gauge = looked_at(monkeypatch, library)
    gauge.close()

    assert {("not measured", reason)} == {
        (one.basis, one.reason) for one in (gauge.percent(), gauge.peak_memory_mb(), gauge.energy_j())
    }


def test_the_library_is_let_go_of(monkeypatch):
    """Once, even where a gauge is closed twice."""
    library = Library()
    gauge = looked_at(monkeypatch, library)
    gauge.close()
    gauge.close()

    assert library.closed


def test_energy_of_all_meters_is_summed(monkeypatch, tmp_path):
    """GPUs and processors together, and an estimate where a part is one."""
    package = tmp_path / "intel-rapl:0"
    package.mkdir()
    (package / "energy_uj").write_text("1000000")
    monkeypatch.setattr(power, "POWERCAP", tmp_path)
    monkeypatch.setitem(sys.modules, "pynvml", Library())
    with ServerMeter(9, interval_s=60) as meter:
        (package / "energy_uj").write_text("8000000")
    energy = meter.resources().energy_j

    assert (107.0, "measured") == (energy.value, energy.basis)
    assert "2 GPUs, by NVML: their energy counter; 1 processor package, by RAPL" == energy.reason
