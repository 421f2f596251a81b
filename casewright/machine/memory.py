"""What is free of this machine's memory, and of that of its GPUs, before anything is loaded."""

from dataclasses import dataclass

import psutil

from casewright.machine.gpu import GpuGauge


@dataclass(frozen=True)
class FreeMemory:
    """Bytes that a model could take."""

    ram_bytes: int
    gpu_bytes: int | None
    """Of all GPUs together; None: there is none that tells."""

    @property
    def total_bytes(self) -> int:
        """Both together: a server puts into main memory what a GPU does not hold."""
        return self.ram_bytes + (self.gpu_bytes or 0)


def free_memory() -> FreeMemory:
    """What is free now."""
    gauge = GpuGauge()
    try:
        return FreeMemory(psutil.virtual_memory().available, gauge.free_bytes())
    finally:
        gauge.close()
