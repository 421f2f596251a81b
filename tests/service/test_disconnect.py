import asyncio
import json
import time
from http.client import HTTPConnection

import httpx
import pytest

from service.disconnect import ClientGoneError, unless_client_leaves
from tests.conftest import eventually
from tests.fake_ollama import FakeOllama
from tests.service.conftest import STORY, Project, serving

JSON = {"Content-Type": "application/json"}


def asking(client: httpx.Client) -> HTTPConnection:
    """A connection on which a story was sent and whose answer nobody has read."""
    connection = HTTPConnection(client.base_url.host, client.base_url.port)
    connection.request("POST", "/test-use-cases/", json.dumps({"user_story": STORY}), JSON)
    return connection


@pytest.mark.parametrize("model", ["slow-headers", "slow-body", "dripping"])
def test_a_client_that_leaves_stops_the_model(project: Project, ollama: FakeOllama, model):
    """The connection to the model is closed at once, not when the model is done, and nothing is retried."""
    project.choose_model(model, ollama)
    with serving() as client:
        connection = asking(client)
        assert asyncio.run(eventually(lambda: len(ollama.chats) == 1))
        connection.close()
        stopped = asyncio.run(eventually(lambda: ollama.hung_up == [model]))
        after = client.get("/").status_code

    assert stopped
    assert (len(ollama.chats), after) == (1, 200)


def test_a_client_that_leaves_before_its_turn_costs_nothing(project: Project, ollama: FakeOllama):
    """A request that waits for another to end goes away without a call."""
    project.choose_model("slow-headers", ollama, concurrency=1)
    with serving() as client:
        first = asking(client)
        assert asyncio.run(eventually(lambda: len(ollama.chats) == 1))
        second = asking(client)
        time.sleep(0.2)  # it is in the queue by now; if not, less is tested
        second.close()
        time.sleep(0.2)
        first.close()
        stopped = asyncio.run(eventually(lambda: len(ollama.hung_up) == 1))

    assert stopped
    assert len(ollama.chats) == 1


class Connection:
    """What is needed of a request: to hear that the client has left."""

    def __init__(self) -> None:
        self.left = asyncio.Event()

    async def receive(self) -> dict[str, str]:
        """The next event of the connection."""
        await self.left.wait()
        return {"type": "http.disconnect"}


def test_work_that_ends_first_gives_its_result():
    """A client that stays gets what it waits for."""

    async def work() -> int:
        return 42

    async def run() -> int:
        return await unless_client_leaves(Connection(), work())  # type: ignore[arg-type]

    assert asyncio.run(run()) == 42


def test_work_that_fails_raises_its_own_error():
    """Watching the client hides no error."""

    async def work() -> int:
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"):
        asyncio.run(unless_client_leaves(Connection(), work()))  # type: ignore[arg-type]


def test_work_has_ended_when_the_departure_is_reported():
    """What the work holds is released before anything else happens."""
    events = []

    async def run() -> None:
        connection = Connection()

        async def work() -> None:
            connection.left.set()
            try:
                await asyncio.sleep(30)
            finally:
                events.append("released")

        with pytest.raises(ClientGoneError):
            await unless_client_leaves(connection, work())  # type: ignore[arg-type]
        events.append("reported")

    asyncio.run(run())

    assert events == ["released", "reported"]
