import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.conftest import ROOT
from tests.fake_ollama import FakeOllama
from tests.service.conftest import STORY, Project

MODEL = "llama3.2:1b"


@contextmanager
def process(**settings: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """`python -m service` in the current folder with its address; what it logs goes to the file `log`."""
    environment = (
        os.environ | {"PYTHONPATH": str(ROOT), "SERVICE_RATE": "off", "LOG_FORMAT": "text"} | settings
    )
    with open("log", "w", encoding="utf-8") as log:
        command = [sys.executable, "-m", "service", "--port", "0"]
        one = subprocess.Popen(command, env=environment, stdout=log, stderr=log, text=True)
    try:
        while not (found := re.search(r"http://127\.0\.0\.1:\d+", logged())):
            assert one.poll() is None, logged()
            time.sleep(0.02)
        yield one, found[0]
    finally:
        one.kill()
        one.wait()


def logged() -> str:
    """What the process has logged."""
    with open("log", encoding="utf-8") as log:
        return log.read()


class Crowd:
    """Clients that ask for a story each, one after another, until nobody listens; counts what they get."""

    def __init__(self, address: str, clients: int) -> None:
        self.got: Counter[object] = Counter()
        self.headers: list[httpx.Headers] = []
        self._address = address
        self._threads = [threading.Thread(target=self._ask, args=(n,), daemon=True) for n in range(clients)]

    def start(self) -> None:
        """Let them ask."""
        for thread in self._threads:
            thread.start()

    def wait(self) -> None:
        """Return when nobody listens any more."""
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()

    def _ask(self, client: int) -> None:
        story = {"user_story": f"{STORY} I am shopper {client}."}
        with httpx.Client(base_url=self._address, timeout=20, trust_env=False) as http:
            while True:
                try:
                    answer = http.post("/test-use-cases/", json=story)
                except httpx.TransportError as error:
                    self.got[type(error).__name__] += 1
                    return
                self.got[answer.status_code] += 1
                if answer.status_code != 201:
                    self.headers.append(answer.headers)
                    time.sleep(0.05)


def test_a_signal_under_load_loses_no_accepted_story(project: Project):
    """What is in flight or waits is answered; new stories are told to come back; then the process ends."""
    with FakeOllama(slots=4, delay_s=0.4) as ollama:
        project.choose_model(MODEL, ollama, concurrency=4)
        with process(SERVICE_QUEUE="4", SERVICE_QUEUE_WAIT_S="5") as (one, address):
            crowd = Crowd(address, 12)
            crowd.start()
            while sum(ollama.finished.values()) < 6:
                time.sleep(0.01)
            one.send_signal(signal.SIGTERM)
            crowd.wait()
            one.wait(20)
        written, hung_up = sum(ollama.finished.values()), ollama.hung_up

    assert (written, []) == (crowd.got[201], hung_up)
    assert set(crowd.got) <= {201, 429, 503, "ConnectError", "ReadError", "RemoteProtocolError"}
    assert crowd.got[503] > 0
    assert all(int(headers["Retry-After"]) >= 1 for headers in crowd.headers)
    assert "Traceback" not in logged()
