import asyncio
import subprocess
import sys

import aiohttp
import httpx
import pytest

from casewright.ollama.connection import Connection, in_one_line
from tests.conftest import ROOT


def test_every_connection_is_closed(ollama):
    """The pool below both clients is ours to close, once it was used and also where it never was."""

    async def through() -> list[bool]:
        closed = []
        for asked in (True, False):
            connection = Connection(ollama.host, connect_timeout_s=1, silence_timeout_s=1, connections=2)
            if asked:
                await connection.client.list()
                await connection.get_json("/api/version")
            session = connection._transport._inner.client
            await connection.close()
            closed.append(session is None or session.closed)
        return closed

    assert asyncio.run(through()) == [True, True]


def test_each_event_loop_has_a_connection_of_its_own(ollama):
    """One loop after the other: each connection makes its own pool, and none is left over."""

    async def once() -> object:
        connection = Connection(ollama.host, connect_timeout_s=1, silence_timeout_s=1, connections=1)
        try:
            return await connection.get_json("/api/version")
        finally:
            await connection.close()

    assert [asyncio.run(once()) for _ in range(3)] == [{"version": "0.34.0"}] * 3


def test_clients_are_imported_only_where_there_is_a_server():
    """The baseline pays for none of the packages that talk to a server."""
    code = "import sys, casewright.ollama; print({'ollama', 'aiohttp', 'httpx_aiohttp'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (
            httpx.ConnectTimeout("Connection timeout to host"),
            "no connection in time: Connection timeout to host",
        ),
        (httpx.ConnectError(""), "no connection"),
        (ConnectionError("Failed to connect. Please download"), "no connection"),
        (httpx.ReadError("reset"), "the connection broke: reset"),
        (aiohttp.ClientError(), "ClientError"),
        (ValueError("a\n b"), "the answer is none that Ollama gives: a b"),
        (OSError(24, "Too many open files"), "[Errno 24] Too many open files"),
    ],
)
def test_an_error_is_one_line(error, line):
    """What sort of failure it is, then its own words; nothing about where to download something."""
    assert in_one_line(error) == line


def test_words_of_the_runner_come_without_their_wrapping():
    """Ollama passes its runner's errors on as JSON within a string."""
    error = ValueError('{"error": {"code": 400, "message": "failed to parse grammar"}}')

    assert in_one_line(error).endswith(": failed to parse grammar")
