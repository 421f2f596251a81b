"""Any ASGI application on a loopback port, so that what is tested goes over a real wire."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import httpx
import uvicorn

from service.protocol import BoundedProtocol


@contextmanager
def on_a_port(app: Any, *, lifespan: Literal["on", "off"] = "off") -> Iterator[httpx.Client]:
    """A client of `app`, which is served until the block ends."""
    # As `python -m service` does: what proxies say is for our own layer to judge.
    config = uvicorn.Config(
        app, port=0, http=BoundedProtocol, log_config=None, lifespan=lifespan, proxy_headers=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(10)
    assert not thread.is_alive()
