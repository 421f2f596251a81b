"""The load: `wrk` where it is installed, else a client of bare sockets, so many requests at once.

`python -m bench.service_client URL BODIES CONNECTIONS SECONDS` is that client; it prints what it saw as JSON.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
TIMEOUT_S = 30


class Load(NamedTuple):
    """What a client saw; latencies are those of the requests that were answered."""

    p50_ms: float
    p90_ms: float
    p99_ms: float
    requests_s: float
    requests: int
    errors: int
    """Broken connections, timeouts, and statuses of 400 and more."""


def client_name() -> str:
    """What makes the load here."""
    return "wrk" if shutil.which("wrk") else "a Python client of bare sockets"


def load(
    url: str, bodies: Path, connections: int, seconds: float, core: int, *, staggered: bool = False
) -> Load:
    """Send the bodies in turn, from one core.

    `staggered`: connections begin one after the other, before anything is measured; only the client of bare
    sockets can, so it is the one then.
    """
    if shutil.which("wrk") and not staggered:
        return _by_wrk(url, bodies, connections, seconds, core)
    command = [sys.executable, "-m", "bench.service_client", url, str(bodies), str(connections), str(seconds)]
    return Load(**_run([*command, str(int(staggered))], core, seconds))


_LUA = """
local all, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do
    all[#all + 1] = wrk.format("POST", nil, {["Content-Type"] = "application/json"}, line)
  end
  at = tonumber(args[2]) % #all
end
function request() at = at % #all + 1; return all[at] end
function done(seen, latency)
  local e, form = seen.errors, '"p50_ms": %f, "p90_ms": %f, "p99_ms": %f, "requests_s": %f, "requests": %d'
  io.write(string.format('\\n{' .. form .. ', "errors": %d}\\n',
    latency:percentile(50) / 1e3, latency:percentile(90) / 1e3, latency:percentile(99) / 1e3,
    seen.requests / seen.duration * 1e6, seen.requests, e.connect + e.read + e.write + e.timeout + e.status))
end
"""


def _by_wrk(url: str, bodies: Path, connections: int, seconds: float, core: int) -> Load:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_LUA)
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{round(seconds)}s", f"--timeout={TIMEOUT_S}s"]
        first = time.monotonic_ns() // 1000 % 1_000_000  # each run begins elsewhere, so that texts stay new
        return Load(**_run([*command, f"-s{script.name}", url, "--", str(bodies), str(first)], core, seconds))


def _run(command: list[str], core: int, seconds: float) -> dict[str, Any]:
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + 2 * TIMEOUT_S,
        preexec_fn=partial(os.sched_setaffinity, 0, {core}),
    )
    if done.returncode:
        sys.exit(f"error: {' '.join(command)} exited with {done.returncode}:\n{done.stderr}")
    seen: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return seen


class _Connection(asyncio.Protocol):
    """One connection, with one request under way at a time."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._received = b""
        self._answered: asyncio.Future[int] | None = None

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, ended, body = self._received.partition(b"\r\n\r\n")
        if not ended or not self._answered or not _is_whole(head, body):
            return
        status, self._received = int(head[9:12]), b""
        self._answered.set_result(status)

    def connection_lost(self, error: Exception | None) -> None:
        if self._answered and not self._answered.done():
            self._answered.set_exception(error or ConnectionError("closed"))

    async def ask(self, request: bytes) -> int:
        """The status of the answer."""
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await asyncio.wait_for(self._answered, TIMEOUT_S)


def _is_whole(head: bytes, body: bytes) -> bool:
    lower = head.lower()
    place = lower.find(b"content-length:")
    if place >= 0:
        return len(body) >= int(lower[place + 15 :].split(b"\r\n", 1)[0])
    return body.endswith(b"0\r\n\r\n")


async def _measure(url: str, bodies: Path, connections: int, seconds: float, *, staggered: bool) -> Load:
    where = urlsplit(url)
    assert where.hostname
    address = where.hostname, where.port or 80
    head = f"POST {where.path or '/'} HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\n"
    lines = bodies.read_bytes().splitlines()
    first = time.monotonic_ns() // 1000 % len(lines)
    requests = cycle(
        b"%sContent-Length: %d\r\n\r\n%s" % (head.encode(), len(line), line)
        for line in lines[first:] + lines[:first]
    )
    latencies: list[float] = []
    errors = 0
    loop = asyncio.get_running_loop()
    pause = seconds / 10 if staggered else 0.0
    begin = time.perf_counter() + 2 * pause  # the time in which connections begin is not measured
    end = begin + seconds

    async def work(number: int) -> None:
        nonlocal errors
        await asyncio.sleep(pause * number / connections)
        _, one = await loop.create_connection(_Connection, *address)
        while (sent := time.perf_counter()) < end:
            try:
                status = await one.ask(next(requests))
            except (OSError, TimeoutError):
                errors += 1
                _, one = await loop.create_connection(_Connection, *address)
                continue
            if sent >= begin:
                latencies.append(time.perf_counter() - sent)
                errors += status >= 400

    await asyncio.gather(*map(work, range(connections)))
    latencies.sort()
    p50, p90, p99 = (1e3 * latencies[int(share * (len(latencies) - 1))] for share in (0.5, 0.9, 0.99))
    return Load(p50, p90, p99, len(latencies) / seconds, len(latencies), errors)


if __name__ == "__main__":
    _url, _bodies, _connections, _seconds, _staggered = sys.argv[1:]
    seen = _measure(_url, Path(_bodies), int(_connections), float(_seconds), staggered=bool(int(_staggered)))
    print(json.dumps(asyncio.run(seen)._asdict()))
