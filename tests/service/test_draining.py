import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from casewright.records import Cell
from service.admission import Admission
from service.breaker import Breaker
from service.draining import ADMISSION, DrainingServer
from service.errors import HANDLERS
from service.gate import Gate
from tests.conftest import eventually


@dataclass
class Stories:
    """What the stories of a small service wait for."""

    may_end: threading.Event = field(default_factory=threading.Event)
    begun: int = 0


def application(stories: Stories) -> FastAPI:
    """A service whose stories end when they may."""
    admission = Admission(Gate(4, 8, 2.0), 30.0)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        yield {ADMISSION: admission}

    api = FastAPI(lifespan=lifespan, exception_handlers={**HANDLERS})

    @api.post("/story")
    async def story() -> str:
        async with await admission.enter(Breaker(5, 30.0), Cell(model="m", prompt="p")):
            stories.begun += 1
            while not stories.may_end.is_set():
                await asyncio.sleep(0.01)
        return "written"

    return api


@contextmanager
def draining(stories: Stories, shutdown_s: float) -> Iterator[tuple[DrainingServer, httpx.Client]]:
    """That service, and a client of it; the server ends in the block or with it."""
    config = uvicorn.Config(application(stories), port=0, log_config=None, lifespan="on")
    server = DrainingServer(config, shutdown_s)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert asyncio.run(eventually(lambda: server.started))
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as client:
        yield server, client
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive()


def asking(client: httpx.Client, answers: list[Any]) -> threading.Thread:
    """A story under way; what comes of it goes to `answers`."""

    def ask() -> None:
        try:
            answers.append(client.post("/story").status_code)
        except httpx.TransportError as error:
            answers.append(type(error))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    return thread


def test_while_stories_are_under_way_the_others_are_sent_elsewhere():
    """503 with `Retry-After` on a connection that ends; all that is no story is answered as ever."""
    stories, answers = Stories(), list[Any]()
    with draining(stories, shutdown_s=20) as (server, client):
        thread = asking(client, answers)
        assert asyncio.run(eventually(lambda: stories.begun == 1))
        server.should_exit = True
        time.sleep(0.3)  # three ticks; were it fewer, less would be tested
        refused, described = client.post("/story"), client.get("/openapi.json")
        stories.may_end.set()
        thread.join(10)

    assert [200] == answers
    assert (503, "5", "close") == (
        refused.status_code,
        refused.headers["Retry-After"],
        refused.headers["Connection"],
    )
    assert 200 == described.status_code


def test_with_nothing_under_way_it_stops_at_once():
    """A server that has nobody to wait for does not wait."""
    with draining(Stories(), shutdown_s=600) as (server, _):
        server.should_exit = True


def test_what_does_not_end_in_time_is_cut_off():
    """The setting is the longest that a stop takes, but for a second."""
    stories, answers = Stories(), list[Any]()
    with draining(stories, shutdown_s=0.3) as (server, client):
        thread = asking(client, answers)
        assert asyncio.run(eventually(lambda: stories.begun == 1))
        server.should_exit = True
        thread.join(10)

    assert 1 == len(answers)
    assert 200 != answers[0]


def test_a_second_interrupt_waits_for_nobody():
    """Whoever presses the keys twice means it."""
    stories, answers = Stories(), list[Any]()
    with draining(stories, shutdown_s=600) as (server, client):
        thread = asking(client, answers)
        assert asyncio.run(eventually(lambda: stories.begun == 1))
        server.should_exit = server.force_exit = True
        stories.may_end.set()
        thread.join(10)

    assert 1 == len(answers)
