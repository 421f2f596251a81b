"""A real HTTP server on loopback that speaks Ollama's protocol; `fake_models` says what its models do.

In process:      with FakeOllama(slots=1) as ollama: ... ollama.host, ollama.chats, ollama.peak
On its own:      python -m tests.fake_ollama --port 0 --delay-ms 50 --slots 1     (prints its address)
From elsewhere:  GET /fake/counts tells what has been asked of it so far
"""

import argparse
import contextlib
import hashlib
import json
import re
import socket
import struct
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, Self

from tests.fake_models import LOADING, MODELS, SPEED, Behaviour

VERSION = "0.34.0"
LONGEST_EMBEDDED = 2000
"""Characters that the context of every embedding model holds."""
DIGEST_CHANGES_AFTER = 2
"""Chats after which the tag `digest-changes` is another model."""
_NOT_FOUND = (404, "404 page not found")
_LOAD_NS = 1_000_000  # small but not zero on a warm model


Embedder = Callable[[list[str]], list[list[float]]]
"""What an embedding model makes of texts."""


class Request(NamedTuple):
    """One POST as it came over the wire."""

    path: str
    body: dict[str, Any]
    headers: Mapping[str, str] = MappingProxyType({})
    """By their names in lower case."""


class FakeOllama(ThreadingMixIn, TCPServer):
    """The server; use as a context manager. Closing it reports what went wrong inside it."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(
        self,
        *,
        port: int = 0,
        slots: int = 4,
        delay_s: float = 0.0,
        stall_s: float = 30.0,
        models: Mapping[str, Behaviour] = MODELS,
        version: str | None = VERSION,
        release: str = "",
        canned: Mapping[str, tuple[int, Any]] = MappingProxyType({}),
        embedders: Mapping[str, Embedder] = MappingProxyType({}),
    ) -> None:
        """`canned` answers a path with one status and body; another `release` gives tags other digests."""
        super().__init__(("127.0.0.1", port), _Handler)
        self.host = f"http://127.0.0.1:{self.server_address[1]}"
        self.delay_s, self.stall_s, self.version, self.canned = delay_s, stall_s, version, canned
        self.release = release
        self.models = {tagged(name): behaviour for name, behaviour in models.items()}
        self.embedders = {tagged(name): embedder for name, embedder in embedders.items()}
        self.slots = threading.BoundedSemaphore(slots)
        self.requests: list[Request] = []
        self.counts: Counter[str] = Counter()
        self.loaded: dict[str, int] = {}
        """Context of each model in memory."""
        self.hung_up: list[str] = []
        """Models whose answer the client did not wait for."""
        self.sent: Counter[str] = Counter()
        """Bytes of answer written, by model."""
        self.finished: Counter[tuple[str, str]] = Counter()
        """Answers that were sent to their end, by model and first question."""
        self.peak = 0
        """Most chats under way at once."""
        self.crashes: list[str] = []
        self._asked: Counter[tuple[str, str]] = Counter()
        self._under_way = 0
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.shutdown()
        self.server_close()
        assert not self.crashes, self.crashes

    @property
    def chats(self) -> list[dict[str, Any]]:
        """The bodies of all chats so far."""
        return [request.body for request in self.requests if request.path == "/api/chat"]

    def digest(self, name: str) -> str:
        """The manifest's digest; two tags of one model share it."""
        identity = self.release + ("llama3.2:3b" if name == "llama3.2:latest" else name)
        if name == "digest-changes:latest":
            chats = sum(tagged(body["model"]) == name for body in self.chats)
            identity += str(chats >= DIGEST_CHANGES_AFTER)
        return hashlib.sha256(identity.encode()).hexdigest()

    def began(self, body: dict[str, Any]) -> int:
        """Count a chat in; how often this model was asked this story."""
        with self._lock:
            self._under_way += 1
            self.peak = max(self.peak, self._under_way)
            self._asked[_question(body)] += 1
            return self._asked[_question(body)]

    def answered(self, body: dict[str, Any]) -> None:
        """Count an answer that was sent to its end."""
        with self._lock:
            self.finished[_question(body)] += 1

    def die(self) -> None:
        """Go at once: nobody listens any more, and every connection is cut."""
        self.shutdown()
        self.socket.close()
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def ended(self) -> None:
        """Count a chat out."""
        with self._lock:
            self._under_way -= 1

    def handle_error(self, *_: object) -> None:
        """Keep what went wrong in a handler, unless it is only the client that left."""
        if not isinstance(sys.exception(), ConnectionError):
            self.crashes.append(traceback.format_exc())


def word_vectors(texts: list[str]) -> list[list[float]]:
    """An embedder that counts words by their hash: texts with common words point the same way."""
    vectors = [[0.0] * 256 for _ in texts]
    for vector, text in zip(vectors, texts, strict=True):
        for word in re.findall(r"\w+", text.lower()) or [text]:
            vector[hashlib.sha256(word.encode()).digest()[0]] += 1.0
    return vectors


class _Gone(Exception):  # noqa: N818  no error: clients may leave
    """The client has closed the connection."""


class _Answered(Exception):  # noqa: N818  no error: the way out of a behaviour without end
    """The answer is complete before the behaviour is."""


class _Handler(BaseHTTPRequestHandler):
    server: FakeOllama
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def finish(self) -> None:
        self.server._connections.discard(self.request)
        super().finish()

    def setup(self) -> None:
        self.server._connections.add(self.request)
        # A small buffer: `sent` is then close to what the client has really taken.
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024)
        super().setup()

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.counts[self.path] += 1
        route = self._GETS.get(self.path)
        answer = self.server.canned.get(self.path) or (route(self) if route else _NOT_FOUND)
        self.reply(*answer)

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.counts[self.path] += 1
        route = self._POSTS.get(self.path)
        if route is None or self.path in self.server.canned:
            return self.reply(*self.server.canned.get(self.path, _NOT_FOUND))
        try:
            body = json.loads(text or "missing")
        except ValueError:
            return self.reply(400, {"error": "missing or invalid request body"})
        self.server.requests.append(
            Request(self.path, body, {name.lower(): value for name, value in self.headers.items()})
        )
        problem = _problem(body)
        if problem or tagged(body["model"]) not in {*self.server.models, *self.server.embedders}:
            return self.reply(*(problem or (404, {"error": f"model '{body['model']}' not found"})))
        return route(self, body)

    def reply(self, status: int, body: Any) -> None:
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if isinstance(body, str) else "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _version(self) -> tuple[int, Any]:
        known = self.server.version
        return (200, {"version": known}) if known else _NOT_FOUND

    def _tags(self) -> tuple[int, Any]:
        names = [*self.server.models, *self.server.embedders]
        return 200, {"models": [self._entry(name) | {"modified_at": _NOW} for name in names]}

    def _ps(self) -> tuple[int, Any]:
        extra = {"size_vram": 0, "expires_at": _NOW}
        loaded = self.server.loaded.items()
        return 200, {"models": [self._entry(n) | extra | {"context_length": size} for n, size in loaded]}

    def _counts(self) -> tuple[int, Any]:
        chats = Counter(body["model"] for body in self.server.chats)
        return 200, {"paths": self.server.counts, "chats": chats, "peak": self.server.peak}

    def _entry(self, name: str) -> dict[str, Any]:
        size = 1_321_098_329 if name.endswith("1b") else 2_019_393_189
        details = {"format": "gguf", "parameter_size": "3.2B", "quantization_level": "Q4_K_M"}
        entry = {"name": name, "model": name, "size": size, "digest": self.server.digest(name)}
        return entry | {"details": details}

    def _show(self, body: dict[str, Any]) -> None:
        details = self._entry(tagged(body["model"]))["details"]
        info = {"llama.context_length": 131072}
        can = "embedding" if tagged(body["model"]) in self.server.embedders else "completion"
        self.reply(200, {"details": details, "model_info": info, "capabilities": [can],
                         "template": "{{ .Prompt }}", "parameters": "", "modelfile": ""})  # fmt: skip

    def _generate(self, body: dict[str, Any]) -> None:
        """Loading and unloading only: an empty prompt."""
        if body.get("prompt"):
            return self.reply(400, {"error": "the fake writes by /api/chat only"})
        name = tagged(body["model"])
        unload = body.get("keep_alive") == 0
        if unload:
            self.server.loaded.pop(name, None)
        elif body["model"] in LOADING:
            _Chat(self, body | {"stream": False, "messages": []}).answer(LOADING[body["model"]])
            return None
        else:
            self._load(body)
        reason = "unload" if unload else "load"
        return self.reply(
            200, {"model": name, "created_at": _NOW, "response": "", "done": True, "done_reason": reason}
        )

    def _load(self, body: dict[str, Any]) -> None:
        self.server.loaded[tagged(body["model"])] = (body.get("options") or {}).get("num_ctx", 4096)

    def _chat(self, body: dict[str, Any]) -> None:
        chat = _Chat(self, body)
        chat.nth = self.server.began(body)
        try:
            with self.server.slots:
                self._load(body)
                chat.answer(self.server.models[tagged(body["model"])])
        finally:
            self.server.ended()

    def _embed(self, body: dict[str, Any]) -> None:
        embed = self.server.embedders.get(tagged(body["model"]))
        if embed is None:
            return self.reply(501, {"error": "This server does not support embeddings."})
        texts = body["input"]
        if not body.get("truncate", True) and any(len(text) > LONGEST_EMBEDDED for text in texts):
            return self.reply(400, {"error": "the input length exceeds the context length"})
        vectors = embed([text[:LONGEST_EMBEDDED] for text in texts])
        return self.reply(200, {"model": body["model"], "embeddings": vectors, "prompt_eval_count": 1})

    _GETS: ClassVar = {"/api/version": _version, "/api/tags": _tags, "/api/ps": _ps, "/fake/counts": _counts}
    _POSTS: ClassVar = {"/api/show": _show, "/api/generate": _generate, "/api/chat": _chat,
                       "/api/embed": _embed}  # fmt: skip


class _Chat:
    """The `Call` of fake_models on an HTTP connection."""

    def __init__(self, handler: _Handler, body: dict[str, Any]) -> None:
        # As the real server reads it: content that is left out is empty.
        self.body = body | {"messages": [{"content": ""} | message for message in body["messages"]]}
        self.nth = 1
        self.stall_s = handler.server.stall_s
        self._handler, self._server = handler, handler.server
        self._stream = body.get("stream", True)
        self._pause_s = handler.server.delay_s * SPEED.get(body["model"], 1.0)
        self._message = {"role": "assistant", "content": "", "thinking": ""}
        self._characters = 0
        self._begun = self._finished = False
        self._received_ns = time.perf_counter_ns()

    def answer(self, behaviour: Behaviour) -> None:
        """Let the behaviour answer, and end the response properly wherever it left it."""
        self._started_ns = self._prompt_done_ns = time.perf_counter_ns()
        try:
            self.wait(0.2 * self._pause_s)
            self._prompt_done_ns = time.perf_counter_ns()
            behaviour(self)
            self._end()
        except _Answered:
            self._end()
        except (_Gone, ConnectionError):
            self._server.hung_up.append(self.body["model"])
            self._handler.close_connection = True

    def say(self, text: str, *, thinking: str = "", slices: int = 1) -> None:
        step = max(1, -(-len(text) // slices))
        for start in range(0, max(1, len(text)), step):
            self.wait(0.8 * self._pause_s / slices)
            self._piece(
                {"content": text[start : start + step]} | ({"thinking": thinking} if thinking else {})
            )

    def _piece(self, piece: dict[str, str]) -> None:
        self._characters += sum(map(len, piece.values()))
        if self._stream:
            return self.line(self._object({"role": "assistant", **piece}, done=False))
        for field, text in piece.items():
            self._message[field] += text
        if self._characters > 4 * (self.body.get("options") or {}).get("num_predict", 4096):
            self.done("length")
        return None

    def done(self, reason: str | None = "stop", *, counters: bool = True) -> None:
        message = {"role": "assistant", "content": ""} if self._stream else self._message
        last = self._object(message, done=True) | {"done_reason": reason}
        self._server.answered(self.body)
        self.line(last | (self._counters() if counters else {}))
        raise _Answered

    def line(self, value: Any) -> None:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if not self._stream:
            self._finished = True
            return self._handler.reply(200, text if isinstance(value, str) else value)
        if not self._begun:
            self._begun = True
            self._handler.send_response(200)
            self._handler.send_header("Content-Type", "application/x-ndjson")
            self._handler.send_header("Transfer-Encoding", "chunked")
            self._handler.end_headers()
        data = f"{text}\n".encode()
        self._handler.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self._server.sent[self.body["model"]] += len(data)
        return None

    def refuse(self, status: int, body: Any) -> None:
        self._finished = True
        self._handler.reply(status, body)

    def wait(self, seconds: float) -> None:
        if seconds <= 0:
            return
        connection = self._handler.connection
        connection.settimeout(seconds)
        try:
            if not connection.recv(1, socket.MSG_PEEK):
                raise _Gone
        except TimeoutError:
            pass
        finally:
            connection.settimeout(None)

    def reset(self) -> None:
        connection = self._handler.connection
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._handler.rfile.close()  # it holds the connection open
        connection.close()
        self._finished = self._handler.close_connection = True

    def _end(self) -> None:
        if self._begun and not self._finished:
            self._handler.wfile.write(b"0\r\n\r\n")
        elif not self._finished:
            self._handler.reply(200, self._object(self._message, done=False))

    def _object(self, message: dict[str, str], *, done: bool) -> dict[str, Any]:
        return {"model": self.body["model"], "created_at": _NOW, "message": message, "done": done}

    def _counters(self) -> dict[str, int]:
        """Nanoseconds as the server counts them: waiting for a slot is in the total and nowhere else."""
        now = time.perf_counter_ns()
        prompt = sum(len(message["content"]) for message in self.body["messages"])
        return {
            "total_duration": now - self._received_ns + _LOAD_NS,
            "load_duration": _LOAD_NS,
            "prompt_eval_count": prompt // 4 + 1,
            "prompt_eval_duration": self._prompt_done_ns - self._started_ns,
            "eval_count": self._characters // 4 + 1,
            "eval_duration": now - self._prompt_done_ns,
        }


def _question(body: dict[str, Any]) -> tuple[str, str]:
    """Model and first question of a chat: the same for every attempt at a story."""
    return body["model"], json.dumps([message.get("content", "") for message in body["messages"][:2]])


_NOW = "2026-11-23T12:00:00Z"


def tagged(name: str) -> str:
    """The name with its tag."""
    return name if ":" in name else f"{name}:latest"


def _problem(body: Any) -> tuple[int, Any] | None:
    """What a real server refuses before it looks at the model."""
    keep_alive = body.get("keep_alive")
    if isinstance(keep_alive, str) and not re.fullmatch(r"-?[0-9.]+(ms|s|m|h)", keep_alive):
        return 400, {"error": f'time: missing unit in duration "{keep_alive}"'}
    if not body.get("model"):
        return 400, {"error": "model is required"}
    if body.get("think") not in (None, False):
        return 400, {"error": f'"{body["model"]}" does not support thinking'}
    if not (body.get("format") in (None, "", "json") or isinstance(body["format"], dict)):
        return 500, {"error": f"invalid format: {json.dumps(body['format'])}"}
    return None


def main() -> None:
    """Serve until stopped; the first line printed is the address."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--slots", type=int, default=1, help="chats answered at once")
    parser.add_argument("--delay-ms", type=float, default=0, help="time one answer takes")
    parser.add_argument("--stall-s", type=float, default=30, help="silence of the models that stall")
    asked = parser.parse_args()
    server = FakeOllama(
        port=asked.port, slots=asked.slots, delay_s=asked.delay_ms / 1000, stall_s=asked.stall_s
    )
    sys.stdout.write(f"{server.host}\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
