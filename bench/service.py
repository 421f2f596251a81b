"""`python -m bench.service [--rounds 5] [--quick]`: what the service adds to a model's answer.

Rounds in turn: the model server asked directly, the service, two bare servers as floors, and LiteLLM's proxy
where CASEWRIGHT_LITELLM names its command. What is measured has a core of its own; model server and load
share the other one. All texts that are sent are new. Figures are medians over the rounds; what is added is
taken within each round. The model's answer is 4 test cases, the same each time, and in one row always new.
Each request is cleaned, scrubbed, prompted, parsed and looked over for smells as it always is.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from bench import service_world as world
from bench.service_client import Load, client_name, load
from bench.service_parts import parts_ms
from bench.service_tables import ALONE, CRITERIA, DIRECT, NEW, page
from bench.service_texts import write_answers, write_bodies

RESULTS = world.ROOT / "bench" / "results"
LITELLM = "CASEWRIGHT_LITELLM"
BODIES, ANSWERS = 20_000, 5_000
CURVE = (1, 2, 4, 8, 16, 32, 64)
SLOW_MS, MANY = 500, 64
SLICE = 10_000
MB = 1024 * 1024


class Way(NamedTuple):
    """Something that is asked, and how."""

    running: world.Running
    path: str
    bodies: Path


class Asked(NamedTuple):
    """What the client saw, and the processor time of the asked process."""

    load: Load
    cpu_ms: float


def ask(way: Way, connections: int, seconds: float, core: int, *, staggered: bool = False) -> Asked:
    """One load on one server."""
    process = psutil.Process(way.running.pid)
    before = _cpu_s(process)
    seen = load(way.running.url + way.path, way.bodies, connections, seconds, core, staggered=staggered)
    spent_s = _cpu_s(process) - before
    return Asked(seen, 1e3 * spent_s / max(1, seen.requests))


def _cpu_s(process: psutil.Process) -> float:
    """User and system time, children included: a gateway may serve from one."""
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return sum(one.user + one.system for one in times)


class Bench:
    """Everything that runs, and the figures."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        self.core, self.other = world.cores()
        self.bodies = write_bodies(folder, BODIES)
        self.answers = write_answers(folder / "answers.jsonl", ANSWERS)

    def model(self, name: str, **options: Any) -> str:
        """The address of a model server of its own."""
        return str(
            self.stack.enter_context(world.model_server(self.other, self.folder / name, **options)).url
        )

    def service(self, name: str, host: str) -> Way:
        """The service before a model server."""
        running = self.stack.enter_context(world.service(self.core, self.folder / name, host))
        return Way(running, "/test-use-cases/", self.bodies["story"])

    def direct(self, host: str) -> Way:
        """The model server itself; its processor time is not asked for."""
        return Way(world.Running(host, os.getpid()), "/api/chat", self.bodies["ollama"])

    def ways(self) -> dict[str, Way]:
        """All that is compared."""
        host, new = self.model("model"), self.model("model-new", texts=self.answers)
        ways = {DIRECT: self.direct(host), ALONE: self.service("service", host)}
        ways[CRITERIA] = ways[ALONE]._replace(bodies=self.bodies["criteria"])
        ways[NEW] = self.service("service-new", new)._replace(bodies=self.bodies["criteria"])
        for kind, bodies in (("echo", "story"), ("proxy", "ollama")):
            floor = self.stack.enter_context(world.floor(kind, self.core, self.folder / kind, host))
            ways[f"bare {kind}"] = Way(floor, "/", self.bodies[bodies])
        binary = os.environ.get(LITELLM)
        if binary:
            gateway = self.stack.enter_context(
                world.litellm(binary, self.core, self.folder / "litellm", host)
            )
            ways["LiteLLM"] = Way(gateway, "/v1/chat/completions", self.bodies["openai"])
        return ways

    def compare(self, ways: dict[str, Way], rounds: int, seconds: float) -> dict[str, Any]:
        """Latency of one request at a time, and requests a second of 16, in rounds."""
        for way in ways.values():
            ask(way, 4, 1, self.other)
        seen: dict[str, dict[str, list[Asked]]] = {name: {"1": [], "16": []} for name in ways}
        for number in range(rounds):
            for connections in (1, 16):
                for name, way in ways.items():
                    seen[name][str(connections)].append(ask(way, connections, seconds, self.other))
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
        return {name: _summary(found, seen[DIRECT]["1"]) for name, found in seen.items()}

    def curve(self, way: Way, rounds: int, seconds: float) -> list[dict[str, float]]:
        """Requests a second and latency by how many are under way."""
        rows: list[dict[str, float]] = []
        for connections in CURVE:
            found = [ask(way, connections, seconds, self.other).load for _ in range(rounds)]
            row = {name: _median(getattr(one, name) for one in found) for name in Load._fields}
            rows.append({"connections": connections, **row})
        return rows

    def slow_ways(self) -> dict[str, Way]:
        """A slow model, directly and through the service."""
        host = self.model("model-slow", delay_ms=SLOW_MS)
        return {"direct": self.direct(host), "service": self.service("service-slow", host)}

    def slow(self, ways: dict[str, Way], rounds: int, seconds: float) -> dict[str, Any]:
        """Many at once before a slow model: what is added to its time."""
        found: dict[str, list[Load]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                found[name].append(ask(way, MANY, seconds, self.other, staggered=True).load)
        return {
            name: {field: _median(getattr(one, field) for one in loads) for field in Load._fields}
            for name, loads in found.items()
        }

    def memory(self, way: Way, requests: int) -> list[dict[str, float]]:
        """Resident memory after every slice of requests."""
        process = psutil.Process(way.running.pid)
        rows: list[dict[str, float]] = [
            {"requests": 0, "rss_mb": process.memory_info().rss / MB, "errors": 0}
        ]
        sent = measured = 0
        while sent < requests:
            seen = ask(way, 16, 5, self.other).load
            sent += seen.requests
            if sent - measured >= min(SLICE, requests / 10):
                measured = sent
                rows.append(
                    {"requests": sent, "rss_mb": process.memory_info().rss / MB, "errors": seen.errors}
                )
        return rows


def _median(values: Any) -> float:
    return float(statistics.median(values))


def _summary(found: dict[str, list[Asked]], direct: list[Asked]) -> dict[str, Any]:
    """Medians, with what is added to the direct way within each round."""
    alone = list(zip(found["1"], direct, strict=True))
    figures: dict[str, dict[str, Any]] = {
        f"{connections}": {name: _median(getattr(one.load, name) for one in asked) for name in Load._fields}
        | {"cpu_ms": _median(one.cpu_ms for one in asked), "errors": sum(one.load.errors for one in asked)}
        for connections, asked in found.items()
    }
    for name in ("p50_ms", "p99_ms"):
        added = [getattr(one.load, name) - getattr(bare.load, name) for one, bare in alone]
        figures["1"][f"added_{name}"] = _median(added)
        figures["1"][f"added_{name}_rounds"] = added
    return figures


def machine() -> dict[str, Any]:
    """Where and with what the figures were taken."""
    packages = ("fastapi", "uvicorn", "ollama", "aiohttp", "httpx-aiohttp", "pydantic")
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "client": client_name(),
        "packages": {name: version(name) for name in packages},
    }


def measure(rounds: int, seconds: float, requests: int) -> dict[str, Any]:
    """Everything, in one run."""
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        bench = Bench(Path(temporary), stack)
        ways, slow_ways, fewer = bench.ways(), bench.slow_ways(), max(1, rounds // 2)
        figures: dict[str, Any] = {"machine": machine(), "rounds": rounds}
        figures["compared"] = bench.compare(ways, rounds, seconds)
        figures["curve"] = bench.curve(ways[ALONE], fewer, seconds)
        figures["memory"] = bench.memory(ways[ALONE], requests)
        figures["slow"] = bench.slow(slow_ways, fewer, 4 * seconds)
    return figures | {"parts_ms": parts_ms()}


def main() -> None:
    """Measure, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="of each load")
    parser.add_argument("--memory", type=int, default=100_000, help="requests over which memory is watched")
    parser.add_argument("--quick", action="store_true", help="a round of short loads; nothing is kept")
    asked = parser.parse_args()
    if asked.quick:
        print(page(measure(2, 2, 5_000)))
        return
    figures = measure(asked.rounds, asked.seconds, asked.memory)
    text = page(figures)
    print(text)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "service.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    (RESULTS / "service.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
