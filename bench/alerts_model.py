"""What `bench.alerts` drives the service with: a fake Ollama whose model changes its mood, and clients."""

import itertools
import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from bench import service_world as world
from tests.fake_models import Call, careful
from tests.fake_ollama import FakeOllama

ONE_IN = 3
"""Of so many stories the broken and the sloppy model fail one."""
SECONDS = {"slow": 6.6, "busy": 1.0}
CLIENTS = 4
CROWD = 32
PAUSE_S = 0.2
PATIENCE_S = 20


class Mood(StrEnum):
    """What the model does."""

    GOOD = "good"
    BROKEN = "broken"
    """Some stories get no JSON, however often they are tried."""
    SLOPPY = "sloppy"
    """Some stories get no JSON at first."""
    SLOW = "slow"
    AWAY = "away"
    """Its server answers 500."""
    BUSY = "busy"
    """It takes a second, and there is a crowd."""


class Model(FakeOllama):
    """One model, under the name and digest of the bench's choice."""

    def __init__(self) -> None:
        super().__init__(slots=CROWD, models={world.MODEL: self.behave})
        self.mood = Mood.GOOD

    def digest(self, name: str) -> str:  # noqa: ARG002  there is one
        """The digest that was measured."""
        return world.DIGEST

    def behave(self, call: Call) -> None:
        """Answer as the mood is."""
        found = re.search(r"basket (\d+)", json.dumps(call.body["messages"]))
        is_one = found is not None and int(found[1]) % ONE_IN == 0
        if self.mood is Mood.AWAY:
            return call.refuse(500, {"error": "the runner has stopped"})
        if is_one and (self.mood is Mood.BROKEN or (self.mood is Mood.SLOPPY and call.nth == 1)):
            call.say("Here are your test cases.")
            return call.done()
        call.wait(SECONDS.get(self.mood, 0.05))
        return careful(call)


class Clients:
    """Clients of the service, one a thread: a few always, and a crowd when it is called."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/test-use-cases/"
        self._numbers = itertools.count(1)
        self.active = CLIENTS
        """How many ask; 0: nobody."""
        self._is_over = threading.Event()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """They ask until the block ends."""
        threads = [threading.Thread(target=self._ask, args=(n,), daemon=True) for n in range(CROWD)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._is_over.set()

    def _ask(self, mine: int) -> None:
        while not self._is_over.is_set():
            if mine < self.active:
                self._post(next(self._numbers))
            time.sleep(PAUSE_S)

    def _post(self, number: int) -> None:
        story = f"As a shopper, I want to save basket {number}, so that I can order tomorrow."
        body = json.dumps({"user_story": story}).encode()
        request = urllib.request.Request(self._url, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                answer.read()
        except (urllib.error.URLError, OSError):
            return
