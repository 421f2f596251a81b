"""`python -m bench.service_fuzz [--count 100000] [--seed 8]`: no request brings the service down, or hangs.

The requests of `bench.service_hostile` go over bare sockets to a service on the embedded rules, which keeps
records. Every answer to whole HTTP has to be in the envelope, or of a kind that a good request gets; none may
be 5xx. Bytes that are no HTTP may be cut off. The service has to be alive, and answer a story, at the end.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from bench import service_world as world
from bench.service_hostile import ANSWER, STORY, Hostile, hostile_requests

HANGS_S = 20.0
AT_ONCE = 16
_GOOD = frozenset({200, 201})
_ENVELOPE = {"message", "is_success", "data", "status_code"}


class Fault(NamedTuple):
    """A request that was not answered as it has to be."""

    request: Hostile
    problem: str


class Fuzzed(NamedTuple):
    """What became of all requests."""

    answers: Counter[tuple[str, str]]
    """How many by kind and by status."""
    faults: list[Fault]


async def fuzz(host: str, port: int, requests: Iterable[Hostile]) -> Fuzzed:
    """Send all of them, some at once."""
    seen = Fuzzed(Counter(), [])
    waiting = iter(requests)

    async def work() -> None:
        for request in waiting:
            try:
                async with asyncio.timeout(HANGS_S):
                    answer = await _answer(host, port, request)
            except (TimeoutError, OSError) as error:
                seen.faults.append(Fault(request, f"{type(error).__name__} within {HANGS_S:g} s"))
                continue
            status, problem = judge(request, answer)
            seen.answers[request.kind, status] += 1
            if problem:
                seen.faults.append(Fault(request, problem))

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return seen


async def _answer(host: str, port: int, request: Hostile) -> bytes:
    """All that comes back until the answer is whole or the connection ends."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(request.wire)
        if not request.is_http:
            # The server may wait for the rest; it is told that none will come.
            asyncio.get_running_loop().call_later(_WAITS_S, _end, writer)
        received = b""
        while not _is_whole(received) and (piece := await reader.read(65_536)):
            received += piece
        return received
    except ConnectionResetError:
        return b""
    finally:
        writer.transport.abort()


_WAITS_S = 0.2


def _end(writer: asyncio.StreamWriter) -> None:
    if not writer.transport.is_closing():
        writer.write_eof()


def _is_whole(answer: bytes) -> bool:
    head, ended, body = answer.partition(b"\r\n\r\n")
    lower = head.lower()
    place = lower.find(b"\r\ncontent-length:")
    if not ended:
        return False
    if place >= 0:
        return len(body) >= int(lower[place + 17 :].split(b"\r\n", 1)[0])
    return body.endswith(b"0\r\n\r\n")


def judge(request: Hostile, answer: bytes) -> tuple[str, str]:
    """The status, and what is wrong with the answer; nothing where it is as it has to be."""
    if not answer:
        return "cut off", "no answer to whole HTTP" if request.is_http else ""
    head, _, body = answer.partition(b"\r\n\r\n")
    if head.startswith(b"HTTP/1.1 100"):
        head, _, body = body.partition(b"\r\n\r\n")
    status = head[9:12].decode("ascii", "replace")
    if not status.isdigit() or int(status) >= 500:
        return status, f"answered {head[:80]!r}"
    if b"content-type: application/json" not in head.lower():
        by_server = head.startswith(b"HTTP/1.1 400") and body == b"Invalid HTTP request received."
        if by_server:
            return f"{status} by the HTTP server", ""
        return status, "" if int(status) in _GOOD else f"{status} is not in the envelope"
    return status, _problem_of_envelope(int(status), body, head)


def _problem_of_envelope(status: int, body: bytes, head: bytes) -> str:
    if status in _GOOD and b"content-disposition" in head.lower():
        return ""
    try:
        value = json.loads(body)
    except ValueError:
        return f"{status} with a body that is no JSON"
    if not isinstance(value, dict) or value.keys() != _ENVELOPE:
        return f"{status} with a body that is no envelope"
    if value["status_code"] != status or value["is_success"] is not (status < 400):
        return f"{status} with an envelope that says {value['status_code']}"
    return ""


def table(answers: Counter[tuple[str, str]]) -> str:
    """The counts as Markdown."""
    statuses = sorted({status for _, status in answers})
    kinds = sorted({kind for kind, _ in answers})
    lines = [["", *statuses], ["---"] * (len(statuses) + 1)]
    lines += [[kind, *(f"{answers[kind, status] or ''}" for status in statuses)] for kind in kinds]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Send, count, and exit 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=8)
    asked = parser.parse_args()
    core, _ = world.cores()
    with tempfile.TemporaryDirectory() as folder:
        records = str(Path(folder) / "records.sqlite")
        with world.service(core, Path(folder), None, SERVICE_RECORDS=records) as running:
            where = urlsplit(running.url)
            assert where.hostname
            assert where.port
            world.require_story(running.url, STORY, ANSWER)
            begin = time.perf_counter()
            seen = asyncio.run(fuzz(where.hostname, where.port, hostile_requests(asked.seed, asked.count)))
            took_s = time.perf_counter() - begin
            world.require_story(running.url, STORY, "after")
        output = (Path(folder) / "output.txt").read_text(encoding="utf-8", errors="replace")
    print(f"{asked.count:,} requests in {took_s:.0f} s, seed {asked.seed}\n\n{table(seen.answers)}\n")
    tracebacks = output.count("Traceback (most recent call last)") + output.count('"exception')
    print(f"{len(seen.faults)} faults; {tracebacks} tracebacks in the service's log")
    for fault in seen.faults[:20]:
        print(f"- {fault.request.kind}: {fault.problem}: {fault.request.wire[:300]!r}")
    sys.exit(1 if seen.faults or tracebacks else 0)


if __name__ == "__main__":
    main()
