"""What this process and the whole machine bear: processor time and memory."""

import os
import sys
import time

import psutil

_SHORTEST_SPAN_S = 0.05
"""Below this the system's clocks are too coarse for a share of processor time."""
_BYTES_PER_MB = 1024 * 1024


class Meter:
    """Measures from its making on."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._own = time.process_time()
        psutil.cpu_percent()  # counts from here on

    def own_cpu_percent(self) -> float | None:
        """Processor use of this process as a share of all cores; None for too short a span."""
        span = time.perf_counter() - self._started
        if span < _SHORTEST_SPAN_S:
            return None
        return 100 * (time.process_time() - self._own) / span / (os.cpu_count() or 1)

    def machine_cpu_percent(self) -> float | None:
        """Processor use of the whole machine, all cores together; None for too short a span."""
        if time.perf_counter() - self._started < _SHORTEST_SPAN_S:
            return None
        return psutil.cpu_percent()

    def peak_memory_mb(self) -> float:
        """Peak resident memory of this process since it started."""
        if sys.platform == "win32":
            return float(psutil.Process().memory_info().peak_wset) / _BYTES_PER_MB
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / _BYTES_PER_MB if sys.platform == "darwin" else peak / 1024
