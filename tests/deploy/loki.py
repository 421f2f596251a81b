"""A real Loki with the configuration of `deploy/loki`, for tests: on ports and in a folder of its own."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.conftest import ROOT
from tests.deploy.shipping import Shipped

CONFIG = ROOT / "deploy" / "loki" / "loki.yml"
LOKI = shutil.which(os.environ.get("CASEWRIGHT_LOKI") or "loki")
_PATIENCE_S = 60


class Loki:
    """A running one."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, timeout=20, trust_env=False)

    def is_ready(self) -> bool:
        """Whether it takes lines and answers queries."""
        try:
            return self._client.get("/ready").status_code == 200
        except httpx.TransportError:
            return False

    def push(self, *lines: Shipped) -> httpx.Response:
        """Send lines as Alloy does: labels name the stream, the rest is structured metadata."""
        streams = [
            {"stream": one.labels, "values": [[str(one.timestamp_ns), one.line, one.metadata]]}
            for one in lines
        ]
        return self._client.post("/loki/api/v1/push", json={"streams": streams})

    def found(self, query: str, days: int = 1) -> list[dict[str, Any]]:
        """The streams that a query finds; labels and structured metadata are both in `stream`."""
        start = str(time.time_ns() - days * 86400 * 10**9)
        asked = {"query": query, "start": start, "limit": "1000"}
        answer = self._client.get("/loki/api/v1/query_range", params=asked)
        assert answer.status_code == 200, answer.text
        streams: list[dict[str, Any]] = answer.json()["data"]["result"]
        return streams

    def labels(self) -> set[str]:
        """The labels of all streams."""
        return set(self._client.get("/loki/api/v1/labels").json().get("data", ()))

    def close(self) -> None:
        """Close its connections."""
        self._client.close()


@contextmanager
def running(folder: Path, *flags: str) -> Iterator[Loki]:
    """A Loki that keeps everything in `folder` and stops, with all of it written, when the block ends."""
    text = CONFIG.read_text(encoding="utf-8").replace(": /loki", f": {folder}")
    (folder / "loki.yml").write_text(text, encoding="utf-8")
    http, grpc = _free_port(), _free_port()
    ports = [f"-server.http-listen-port={http}", f"-server.grpc-listen-port={grpc}"]
    loopback = ["-server.http-listen-address=127.0.0.1", "-server.grpc-listen-address=127.0.0.1"]
    command = [
        str(LOKI),
        "-config.file=loki.yml",
        *ports,
        *loopback,
        "-ingester.min-ready-duration=0s",
        *flags,
    ]
    with (folder / "output.txt").open("ab") as output:
        child = subprocess.Popen([*command, *flags], cwd=folder, stdout=output, stderr=output)
    loki = Loki(f"http://127.0.0.1:{http}")
    try:
        for _ in range(_PATIENCE_S * 10):
            if loki.is_ready():
                break
            assert child.poll() is None, (folder / "output.txt").read_text()[-2000:]
            threading.Event().wait(0.1)
        yield loki
    finally:
        loki.close()
        child.terminate()
        child.wait(_PATIENCE_S)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port
