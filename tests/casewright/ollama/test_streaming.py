import asyncio
import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from casewright.ollama import ChatRequest, OllamaServer, Reply
from tests.casewright.ollama.asking import ASKED, OPTIONS, SCHEMA, chat
from tests.conftest import server_params
from tests.fake_models import Call
from tests.fake_ollama import FakeOllama

ODD_ENDS = "one\u0085two\u2028three\x1cfour"
"""What other texts may have at the end of a line, and JSON within a string."""
_LAST = json.dumps(
    {
        "model": "some",
        "created_at": "2026-11-23T12:00:00Z",
        "message": {"role": "assistant", "content": "whole"},
        "done": True,
        "done_reason": "stop",
    }
).encode()


class _Gateway(BaseHTTPRequestHandler):
    """Stands before a server: sends clients elsewhere, and compresses."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/api/chat":
            self.send_response(307)
            self.send_header("Location", "/behind/api/chat")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = gzip.compress(_LAST + b"\n")
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def gateway() -> Iterator[str]:
    """Its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Gateway) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def reply_of(host: str) -> Reply:
    """One chat with whatever is there."""

    async def once() -> Reply:
        async with OllamaServer(server_params(host)) as server:
            return await server.chat(ChatRequest("some", ASKED, OPTIONS, SCHEMA))

    return asyncio.run(once())


def test_only_a_line_feed_ends_a_line():
    """A model may write characters at which other texts have lines: they are a part of its answer."""

    def behaviour(call: Call) -> None:
        call.say(ODD_ENDS)
        call.done()

    with FakeOllama(models={"odd": behaviour}) as ollama:
        reply = chat(ollama, "odd")

    assert (None, ODD_ENDS) == (reply.failure, reply.text)


@pytest.mark.parametrize("slices", [1, 7, 400])
def test_an_answer_arrives_whole_however_it_is_cut(slices):
    """Pieces of the stream end anywhere, also within a character."""
    text = "äöü€😀" * 80

    def behaviour(call: Call) -> None:
        call.say(text, slices=slices)
        call.done()

    with FakeOllama(models={"cut": behaviour}) as ollama:
        reply = chat(ollama, "cut")

    assert (None, text) == (reply.failure, reply.text)


def test_redirects_and_compression_are_left_to_httpx():
    """What no model server does by itself, a gateway before it may."""
    with gateway() as host:
        reply = reply_of(host)

    assert (None, "whole") == (reply.failure, reply.text)
