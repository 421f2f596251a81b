"""What NVIDIA's GPUs bear, by NVIDIA's own library (extra `gpu`); nothing where it does not answer."""

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeVar

from casewright.records import Reading

_BYTES_PER_MB = 1024 * 1024
_MJ_PER_J = 1000
_MW_PER_W = 1000

N = TypeVar("N", int, float)


class GpuGauge:
    """Utilisation, memory and energy of all GPUs. Made without a GPU, it reads nothing and says why."""

    def __init__(self) -> None:
        self._library: Any = None
        self._devices: list[Any] = []
        self.reason = self._open()
        self._percents: list[float] = []
        self._memory_mb: list[float] = []
        self._counter_j: list[float] = []
        self._power_w: list[tuple[float, float]] = []

    def _open(self) -> str:
        try:
            import pynvml  # the extra `gpu`
        except ImportError:
            return "no NVIDIA library here (extra `gpu`)"
        try:
            pynvml.nvmlInit()
            self._library = pynvml
            count = pynvml.nvmlDeviceGetCount()
            self._devices = [pynvml.nvmlDeviceGetHandleByIndex(number) for number in range(count)]
        except pynvml.NVMLError as error:
            self._devices = []
            return f"no NVIDIA GPU answers: {error}"
        return f"{count} GPU{'s' if count != 1 else ''}, by NVML"

    def sample(self) -> None:
        """Look once at every GPU; what one of them does not tell is left out."""
        if not self._devices:
            return
        library = self._library
        now = time.perf_counter()
        percents = self._ask(lambda device: float(library.nvmlDeviceGetUtilizationRates(device).gpu))
        memory = self._ask(lambda device: library.nvmlDeviceGetMemoryInfo(device).used / _BYTES_PER_MB)
        energy = self._ask(lambda device: library.nvmlDeviceGetTotalEnergyConsumption(device) / _MJ_PER_J)
        power = self._ask(lambda device: library.nvmlDeviceGetPowerUsage(device) / _MW_PER_W)
        if percents:
            self._percents.append(sum(percents) / len(percents))
        if memory:
            self._memory_mb.append(sum(memory))
        if energy:
            self._counter_j.append(sum(energy))
        if power:
            self._power_w.append((now, sum(power)))

    def _ask(self, question: Callable[[Any], N]) -> list[N]:
        """One answer a GPU, or none at all where one does not tell: sums have to stay comparable."""
        try:
            return [question(device) for device in self._devices]
        except self._library.NVMLError:
            return []

    def percent(self) -> Reading:
        """Mean over looks and GPUs."""
        count = len(self._percents)
        return self._reading(sum(self._percents) / count if count else None, f"mean of {count} looks")

    def peak_memory_mb(self) -> Reading:
        """The most at any look, whoever uses it."""
        return self._reading(max(self._memory_mb, default=None), "all that uses them")

    def free_bytes(self) -> int | None:
        """What is free on all GPUs together now; None where none tells."""
        if not self._devices:
            return None
        free = self._ask(lambda device: int(self._library.nvmlDeviceGetMemoryInfo(device).free))
        return sum(free) if free else None

    def energy_j(self) -> Reading:
        """By the GPUs' own counters; estimated from their power where they have none."""
        if len(self._counter_j) > 1:
            return self._reading(max(0.0, self._counter_j[-1] - self._counter_j[0]), "their energy counter")
        if len(self._power_w) > 1:
            return self._reading(_integral(self._power_w), "power at each look", estimated=True)
        return self._reading(None, "")

    def _reading(self, value: float | None, what: str, *, estimated: bool = False) -> Reading:
        if value is None:
            reason = f"{self.reason}, which do not tell" if self._devices else self.reason
            return Reading(value=None, basis="not measured", reason=reason)
        basis = "estimated" if estimated else "measured"
        return Reading.model_validate({"value": value, "basis": basis, "reason": f"{self.reason}: {what}"})

    def close(self) -> None:
        """Let go of the library."""
        if self._library is not None:
            self._library.nvmlShutdown()
            self._library, self._devices = None, []


def _integral(points: list[tuple[float, float]]) -> float:
    """Area under a line through (seconds, watts), in joules."""
    return sum(
        (later - earlier) * (first + second) / 2 for (earlier, first), (later, second) in pairwise(points)
    )
