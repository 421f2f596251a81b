"""What the model server takes of this machine while a batch runs, looked at about once a second."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from casewright.machine.gpu import GpuGauge
from casewright.machine.power import ProcessorGauge
from casewright.machine.processes import FoundServer, ProcessGauge, find_server
from casewright.records import Reading, Resources

INTERVAL_S = 1.0
"""A look costs milliseconds."""

ELSEWHERE = "the server is not on this machine"


class ServerMeter:
    """Measures from entering to leaving it, in a thread of its own.

    Args:
        port: where the server listens on this machine; None: it is elsewhere, and nothing is measured.
        interval_s: time between two looks.

    """

    def __init__(self, port: int | None, *, interval_s: float = INTERVAL_S) -> None:
        self._port = port
        self._interval_s = interval_s
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._samples = 0
        self._started = self._finished = 0.0

    def __enter__(self) -> Self:
        self._started = time.perf_counter()
        found = FoundServer((), ELSEWHERE) if self._port is None else find_server(self._port)
        self._processes = ProcessGauge(found)
        if self._port is not None:
            self._gpus, self._processors = GpuGauge(), ProcessorGauge()
            self._sample()
            self._thread = threading.Thread(target=self._run, name="server meter", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._thread is not None:
            self._stop.set()
            self._thread.join()
            self._sample()
            self._gpus.close()
        self._finished = time.perf_counter()

    def _run(self) -> None:
        while not self._stop.wait(self._interval_s):
            self._sample()

    def _sample(self) -> None:
        self._processes.sample()
        self._gpus.sample()
        self._processors.sample()
        self._samples += 1

    def resources(self) -> Resources:
        """What was read; call it after leaving."""
        processes = self._processes
        return Resources(
            server_cpu_percent=processes.cpu_percent(),
            server_memory_mb=processes.memory_mb(),
            server_peak_memory_mb=processes.peak_memory_mb(),
            server_memory_growth_mb=processes.memory_growth_mb(),
            gpu_percent=self._of_gpus(lambda: self._gpus.percent()),
            gpu_peak_memory_mb=self._of_gpus(lambda: self._gpus.peak_memory_mb()),
            energy_j=self._of_gpus(lambda: _sum(self._gpus.energy_j(), self._processors.energy_j())),
            span_s=self._finished - self._started,
            samples=self._samples,
        )

    def _of_gpus(self, read: Callable[[], Reading]) -> Reading:
        if self._port is None:
            return Reading(value=None, basis="not measured", reason=ELSEWHERE)
        return read()


def _sum(*readings: Reading) -> Reading:
    """Energy of all that has a meter; estimated where a part is."""
    known = [one for one in readings if one.value is not None]
    if not known:
        return Reading(value=None, basis="not measured", reason="; ".join(one.reason for one in readings))
    basis = "estimated" if any(one.basis == "estimated" for one in known) else "measured"
    return Reading.model_validate(
        {
            "value": sum(one.value or 0.0 for one in known),
            "basis": basis,
            "reason": "; ".join(one.reason for one in known),
        }
    )
