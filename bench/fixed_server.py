"""`python -m bench.fixed_server`: a model server that answers every chat alike, after a fixed time.

It speaks HTTP on bare sockets and answers from bytes made once, so that what is measured is its clients. With
`--texts FILE`, a JSON string a line, chats are answered with those in turn. The first line printed is the
address; `GET /bench/span` tells when the first chat came in and the last answer went out, seconds since 1970,
and starts counting anew.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

_CASE = {
    "type": "positive",
    "title": "Lending an available book puts it on the reader's list",
    "priority": "high",
    "preconditions": ['Book 17 is in stock and reader "R-12" has no book'],
    "steps": ['Enter "17" in "Book number"', 'Press "Lend"'],
    "expected_result": 'The list of reader "R-12" shows book 17 with a return date in 28 days',
    "quality_score": 8,
}
SUITE = json.dumps(
    {"test_cases": [{"id": f"TC-{n:03d}", **_CASE, "title": f"{_CASE['title']} ({n})"} for n in range(1, 5)]}
)
_ENTRY = {
    "name": "fixed:1b",
    "model": "fixed:1b",
    "size": 1_300_000_000,
    "digest": "f1" * 32,
    "details": {"format": "gguf", "quantization_level": "Q4_K_M"},
}
_GETS = {
    "/api/version": {"version": "0.34.0"},
    "/api/tags": {"models": [_ENTRY]},
    "/api/ps": {"models": [_ENTRY | {"size_vram": 0, "context_length": 8192}]},
}
_SHOWN = {"details": _ENTRY["details"], "template": "", "parameters": "", "modelfile": "", "model_info": {}}
_LOADED = {"model": "fixed:1b", "created_at": "2026-11-23T12:00:00Z", "response": "", "done": True}


def _answer(text: str, done: bool, delay_s: float) -> bytes:
    """One object of a chat; the last one has the counters."""
    value = {
        "model": "fixed:1b",
        "created_at": "2026-11-23T12:00:00Z",
        "message": {"role": "assistant", "content": text},
        "done": done,
    }
    if done:
        ns = int(delay_s * 1e9)
        value |= {
            "done_reason": "stop",
            "total_duration": ns + 1000,
            "load_duration": 1000,
            "prompt_eval_count": 400,
            "prompt_eval_duration": ns // 5,
            "eval_count": 300,
            "eval_duration": ns - ns // 5,
        }
    return json.dumps(value).encode() + b"\n"


def _response(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
        len(body),
        body,
    )


class Span:
    """When chats began and ended."""

    def __init__(self) -> None:
        self.first = self.last = 0.0
        self.chats = 0

    def take(self) -> dict[str, float]:
        """What there is, to start anew."""
        told = {"first": self.first, "last": self.last, "chats": self.chats}
        self.__init__()  # type: ignore[misc]
        return told


class Answers:
    """What chats are answered with, in turn: each as a whole, and as a stream."""

    def __init__(self, texts: Sequence[str], delay_s: float) -> None:
        self._turns = cycle([(_whole(text, delay_s), _streamed(text, delay_s)) for text in texts])

    def next(self, *, whole: bool) -> bytes:
        """The bytes of the next one."""
        return next(self._turns)[0 if whole else 1]


def _whole(text: str, delay_s: float) -> bytes:
    return _response(_answer(text, True, delay_s))


def _streamed(text: str, delay_s: float) -> bytes:
    pieces = (_answer(text, False, delay_s), _answer("", True, delay_s))
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + chunks + b"0\r\n\r\n"


class FixedServer(asyncio.Protocol):
    """One connection, with one request at a time."""

    def __init__(self, delay_s: float, span: Span, answers: Answers) -> None:
        self._delay_s, self._span, self._answers = delay_s, span, answers
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer once a request is whole."""
        self._received += data
        head, ended, body = self._received.partition(b"\r\n\r\n")
        if not ended:
            return
        place = head.lower().find(b"content-length:")
        length = int(head[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
        if len(body) >= length:
            self._received = b""
            self._route(head.split(b" ", 2)[1].decode(), body)

    def _route(self, path: str, body: bytes) -> None:
        if path == "/api/chat":
            if not self._span.chats:
                self._span.first = time.time()
            self._span.chats += 1
            answer = self._answers.next(whole=b'"stream":false' in body.replace(b" ", b""))
            if self._delay_s:
                asyncio.get_running_loop().call_later(self._delay_s, self._end, answer)
            else:
                self._end(answer)
        elif path == "/bench/span":
            self._transport.write(_response(json.dumps(self._span.take()).encode()))
        else:
            value = _GETS.get(path) or (_SHOWN if path == "/api/show" else _LOADED)
            self._transport.write(_response(json.dumps(value).encode()))

    def _end(self, answer: bytes) -> None:
        self._transport.write(answer)
        self._span.last = time.time()


async def serve(delay_s: float, port: int, texts: Sequence[str]) -> None:
    """Serve until stopped."""
    span, answers = Span(), Answers(texts, delay_s)
    server = await asyncio.get_running_loop().create_server(
        lambda: FixedServer(delay_s, span, answers), "127.0.0.1", port
    )
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay-ms", type=float, default=0)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--texts", type=Path, help="a JSON string a line: what chats are answered with")
    asked = parser.parse_args()
    texts = [json.loads(line) for line in asked.texts.open(encoding="utf-8")] if asked.texts else [SUITE]
    asyncio.run(serve(asked.delay_ms / 1000, asked.port, texts))


if __name__ == "__main__":
    main()
