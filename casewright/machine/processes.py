"""The server's processes on this machine, and what they take."""

import os
import time
from dataclasses import dataclass

import psutil

from casewright.records import Reading

_BYTES_PER_MB = 1024 * 1024
_SHORTEST_SPAN_S = 0.05
"""Below this the system's clocks are too coarse for a share of processor time."""
_FORWARDERS = (
    "docker-proxy", "com.docker", "rootlessport", "slirp4netns", "pasta", "gvproxy", "ssh", "sshd", "socat",
    "wslrelay", "kubectl", "nginx", "caddy", "haproxy", "envoy", "traefik",
)  # fmt: skip
"""Programs that listen for a server which runs elsewhere: their own figures would say nothing."""


@dataclass(frozen=True)
class FoundServer:
    """Who listens at a port."""

    processes: tuple[psutil.Process, ...]
    """The server itself; empty where it was not found."""
    reason: str
    """Who it is, or why nobody was found."""


def find_server(port: int) -> FoundServer:
    """The process that listens at a port of this machine."""
    pids = _listening(port) or _running_ollama()
    if not pids:
        return FoundServer((), f"who listens at port {port} cannot be seen from this account")
    found, names = [], []
    for pid in sorted(pids):
        try:
            process = psutil.Process(pid)
            name = process.name()
        except psutil.Error:
            continue
        if name.lower().startswith(_FORWARDERS):
            return FoundServer((), f"port {port} is held by {name}, which only passes on to the server")
        found.append(process)
        names.append(f"{name} ({pid})")
    return FoundServer(tuple(found), ", ".join(names) or f"who listened at port {port} has ended")


def _listening(port: int) -> set[int]:
    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.Error:  # macOS tells only the administrator
        return set()
    return {
        one.pid
        for one in connections
        if one.pid and one.status == psutil.CONN_LISTEN and one.laddr and one.laddr.port == port
    }


def _running_ollama() -> set[int]:
    """The only `ollama serve`, where the system does not say who listens."""
    found = {
        process.pid
        for process in psutil.process_iter(["name", "cmdline"])
        if (process.info["name"] or "").lower().startswith("ollama")
        and "serve" in (process.info["cmdline"] or ())
    }
    return found if len(found) == 1 else set()


class ProcessGauge:
    """Processor time and memory of a server and of all that it starts."""

    def __init__(self, server: FoundServer) -> None:
        self._server = server
        self._cpu_s: dict[psutil.Process, tuple[float, float]] = {}
        """Processor time of each process when it was first and last seen; 0 first for one that came later."""
        self._memory_bytes: list[int] = []
        self._started = self._last = time.perf_counter()

    def sample(self) -> None:
        """Look once at all processes that there are."""
        later = bool(self._memory_bytes)
        memory = 0
        for process in self._family():
            try:
                with process.oneshot():
                    times, resident = process.cpu_times(), process.memory_info().rss
            except psutil.Error:
                continue
            used = times.user + times.system
            first, _ = self._cpu_s.get(process, (0.0 if later else used, used))
            self._cpu_s[process] = (first, used)
            memory += resident
        if memory:
            self._memory_bytes.append(memory)
            self._last = time.perf_counter()

    def _family(self) -> list[psutil.Process]:
        family = list(self._server.processes)
        for process in self._server.processes:
            try:
                family += process.children(recursive=True)
            except psutil.Error:
                continue
        return family

    def cpu_percent(self) -> Reading:
        """Of all cores, over the whole span."""
        span = self._last - self._started
        if not self._memory_bytes:
            return _none(self._server.reason)
        if span < _SHORTEST_SPAN_S:
            return _none("for too short a time")
        used = sum(last - first for first, last in self._cpu_s.values())
        return self._measured(100 * used / span / (os.cpu_count() or 1))

    def memory_mb(self) -> Reading:
        """When the first story was sent."""
        return self._megabytes(self._memory_bytes[0]) if self._memory_bytes else _none(self._server.reason)

    def peak_memory_mb(self) -> Reading:
        """The most at any look."""
        if not self._memory_bytes:
            return _none(self._server.reason)
        return self._megabytes(max(self._memory_bytes))

    def memory_growth_mb(self) -> Reading:
        """From the first look to the most."""
        if not self._memory_bytes:
            return _none(self._server.reason)
        return self._megabytes(max(self._memory_bytes) - self._memory_bytes[0])

    def _megabytes(self, size: int) -> Reading:
        return self._measured(size / _BYTES_PER_MB)

    def _measured(self, value: float) -> Reading:
        return Reading(value=value, basis="measured", reason=f"{self._server.reason} and what it started")


def _none(reason: str) -> Reading:
    return Reading(value=None, basis="not measured", reason=reason)
