import asyncio
import socket
import time

import pytest

from casewright.errors import ServerError
from casewright.ollama import OllamaServer
from service import probe
from service.probe import Connectivity, ModelProbe
from tests.conftest import server_params
from tests.fake_ollama import FakeOllama

MODEL = "llama3.2:1b"


def test_the_server_is_asked_once_for_many_askers(ollama: FakeOllama):
    """Health checks and requests of a few seconds share one question."""

    async def run() -> list[Connectivity]:
        async with OllamaServer(server_params(ollama.host)) as server:
            asked = ModelProbe(server, MODEL, ollama.digest(MODEL))
            return await asyncio.gather(*(asked.connectivity() for _ in range(20)))

    answers = asyncio.run(run())

    assert len(set(answers)) == 1
    assert answers[0].problem is None
    assert ollama.counts["/api/tags"] == 1


def test_an_old_answer_is_asked_for_again(ollama: FakeOllama, monkeypatch: pytest.MonkeyPatch):
    """A server that comes or goes is noticed after a few seconds; a caller in need asks at once."""
    monkeypatch.setattr(probe, "KEPT_S", 0.2)

    async def run() -> list[int]:
        asked = []
        async with OllamaServer(server_params(ollama.host)) as server:
            one = ModelProbe(server, MODEL, ollama.digest(MODEL))
            for fresh, pause_s in ((False, 0.0), (False, 0.0), (True, 0.3), (False, 0.0)):
                await one.connectivity(fresh=fresh)
                asked.append(ollama.counts["/api/tags"])
                await asyncio.sleep(pause_s)
        return asked

    assert asyncio.run(run()) == [1, 1, 2, 3]


def test_a_server_that_says_nothing_is_given_up_soon(monkeypatch: pytest.MonkeyPatch):
    """A health check does not wait as long as a chat would."""
    monkeypatch.setattr(probe, "TIMEOUT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"http://127.0.0.1:{silent.getsockname()[1]}"

        async def run() -> Connectivity:
            async with OllamaServer(server_params(host)) as server:
                return await ModelProbe(server, MODEL, "digest").connectivity()

        started = time.perf_counter()
        answer = asyncio.run(run())

    assert time.perf_counter() - started < 1
    assert answer.problem == f"Ollama server at {host}: no answer within 0.1 s; its log says why"


def test_a_problem_is_an_error_to_those_who_need_the_model():
    """What a health check shows is what a request ends with."""
    with pytest.raises(ServerError, match="away"):
        Connectivity(where="there", problem="away").require()


def test_of_a_problem_the_server_is_asked_again_at_once():
    """Whoever needs the model is not turned away because of an outage that is over; a good answer is kept."""

    async def run(ollama: FakeOllama) -> list[int]:
        asked = []
        async with OllamaServer(server_params(ollama.host)) as server:
            one = ModelProbe(server, MODEL, ollama.digest(MODEL))
            ollama.release = "another"
            for _ in range(2):
                with pytest.raises(ServerError, match="is not the one that was measured"):
                    await one.require()
                asked.append(ollama.counts["/api/tags"])
            ollama.release = ""
            for fresh in (False, False, True):
                await one.require(fresh=fresh)
                asked.append(ollama.counts["/api/tags"])
        return asked

    with FakeOllama() as ollama:
        assert asyncio.run(run(ollama)) == [1, 2, 3, 3, 4]


def test_a_caller_that_leaves_takes_the_question_from_no_other(ollama: FakeOllama):
    """Callers in need at one time share a question as well, whoever of them asked it."""

    async def run() -> list[str | None]:
        async with OllamaServer(server_params(ollama.host)) as server:
            asked = ModelProbe(server, MODEL, ollama.digest(MODEL))
            first = asyncio.create_task(asked.connectivity())
            others = [asyncio.create_task(asked.connectivity(fresh=True)) for _ in range(5)]
            await asyncio.sleep(0)
            first.cancel()
            return [(await one).problem for one in others]

    assert asyncio.run(run()) == [None] * 5
    assert ollama.counts["/api/tags"] == 1


def test_a_question_ends_with_the_one_who_asks(ollama: FakeOllama):
    """Closing leaves no question behind that would use connections that are closed."""

    async def run() -> bool:
        async with OllamaServer(server_params(ollama.host)) as server:
            asked = ModelProbe(server, MODEL, "digest")
            await asked.close()
            waiting = asyncio.create_task(asked.connectivity())
            await asyncio.sleep(0)
            await asked.close()
            await asyncio.wait([waiting])
            return waiting.cancelled()

    assert asyncio.run(run())
