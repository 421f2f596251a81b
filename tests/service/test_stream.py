import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Any, NamedTuple

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.responses import Response

from casewright.conversation import Watcher
from casewright.generation import ModelWriter
from casewright.ollama import ModelInfo, OllamaServer
from casewright.params import load_params
from casewright.prompts import load_prompt
from casewright.records import Attempt, AttemptTiming, Outcome, UserStory
from service import stream
from service.answer import failed
from service.envelope import RefusedError, enveloped
from service.errors import HANDLERS
from service.stream import Answerable, Feed, streamed
from tests.conftest import ROOT, eventually, server_params
from tests.fake_ollama import FakeOllama
from tests.service.wire import on_a_port

SETTINGS = load_params(ROOT / "params.yaml").generate
STORY = UserStory(id="US-1", story="As a shopper, I want to save my basket, so that I can order tomorrow.")


class Event(NamedTuple):
    """One event as a client reads it."""

    name: str
    data: Any
    retry_ms: int | None = None


def events_of(text: str) -> list[Event]:
    """The events of a stream; comments are left out."""
    events = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            retry = int(fields["retry"]) if "retry" in fields else None
            events.append(Event(fields["event"], json.loads(fields["data"]), retry))
    return events


def read_until(found: str, response: httpx.Response) -> str:
    """What a stream says up to something."""
    seen = ""
    for text in response.iter_text():
        seen += text
        if found in seen:
            break
    return seen


class Asked:
    """An application whose one path streams what a model of a fake server writes, or what `does` does."""

    def __init__(self, ollama: FakeOllama) -> None:
        self.ollama = ollama
        self.cancelled = 0
        self.app = FastAPI(exception_handlers={**HANDLERS}, lifespan=self._lifespan)
        self.app.post("/model/{name}")(self.by_model)
        self.app.post("/refused")(self.by_refusal)
        self.app.post("/broken/{attempts}")(self.by_fault)
        self.app.post("/silent")(self.without_attempts)

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        async with OllamaServer(server_params(self.ollama.host), concurrency=4) as self.server:
            yield

    async def by_model(self, name: str, request: Request, retry_after: int | None = None) -> Response:
        """What a model of the fake server writes."""

        async def work(watcher: Watcher) -> Answerable:
            try:
                return await self._written(name, watcher, retry_after)
            except asyncio.CancelledError:
                self.cancelled += 1
                raise

        return await streamed(work, request)

    async def _written(self, name: str, watcher: Watcher, retry_after: int | None) -> Answerable:
        model = ModelInfo(name, "digest", server_version=None, quantization=None)
        writer = ModelWriter(self.server, model, load_prompt("basic"), SETTINGS)
        generation, _ = await writer.generate(STORY, [], time.perf_counter(), watcher=watcher)
        if generation.failure is not None and retry_after is not None:
            raise RefusedError(503, "the model rests", retry_after_s=retry_after)
        if generation.failure is not None:
            raise failed(generation)
        return enveloped("written", generation.test_cases, 201)

    async def by_refusal(self, request: Request) -> Response:
        """A refusal without an attempt."""

        async def work(_: Watcher) -> Answerable:
            raise RefusedError(429, "too many", retry_after_s=7)

        return await streamed(work, request)

    async def by_fault(self, attempts: int, request: Request) -> Response:
        """A fault of ours after some attempts."""

        async def work(watcher: Watcher) -> Answerable:
            for number in range(attempts):
                watcher.begun(number + 1)
            raise ZeroDivisionError

        return await streamed(work, request)

    async def without_attempts(self, request: Request) -> Response:
        """An answer at once."""

        async def work(_: Watcher) -> Answerable:
            return enveloped("at once", 1)

        return await streamed(work, request)


def serving(asked: Asked) -> AbstractContextManager[httpx.Client]:
    """A client of the application."""
    return on_a_port(asked.app, lifespan="on")


@pytest.fixture(scope="module")
def asked() -> Iterator[tuple[Asked, httpx.Client]]:
    """The application and a client of it."""
    with FakeOllama(slots=8, delay_s=0.05) as ollama:
        asked = Asked(ollama)
        with serving(asked) as client:
            yield asked, client


def test_cases_come_one_by_one_and_then_the_answer(asked):
    """An attempt, its cases, and an answer that holds the same ones, whole and unasked for in its form."""
    response = asked[1].post("/model/llama3.2:3b")
    events = events_of(response.text)
    answer = events[-1].data

    assert (200, "text/event-stream; charset=utf-8") == (
        response.status_code,
        response.headers["Content-Type"],
    )
    assert ("no-store", "no") == (response.headers["Cache-Control"], response.headers["X-Accel-Buffering"])
    assert ["attempt", *["case"] * len(answer["data"]), "answer"] == [event.name for event in events]
    assert {"number": 1} == events[0].data
    assert answer["data"] == [event.data for event in events if event.name == "case"]
    assert ("written", True, 201) == (answer["message"], answer["is_success"], answer["status_code"])


def test_a_case_does_not_wait_for_the_whole():
    """A case is on the wire while the model is still writing."""
    with (
        FakeOllama(delay_s=2) as ollama,
        serving(Asked(ollama)) as client,
        client.stream("POST", "/model/llama3.2:3b") as response,
    ):
        seen = read_until("event: case", response)
        finished = sum(ollama.finished.values())

    assert "event: answer" not in seen
    assert 0 == finished


def test_a_failed_attempt_is_told_and_its_cases_are_void(asked):
    """What went wrong comes with the number of the attempt, before the next one begins."""
    events = events_of(asked[1].post("/model/bad-then-good").text)
    problem = events[1]

    assert ["attempt", "problem", "attempt", "case"] == [event.name for event in events[:4]]
    assert (1, "schema_violation") == (problem.data["number"], problem.data["outcome"])
    assert problem.data["detail"].startswith("test_cases.0.steps: ")
    assert {"number": 2} == events[2].data
    assert 201 == events[-1].data["status_code"]


def test_a_failure_is_the_answer_as_well(asked):
    """After the last attempt comes the envelope that would have come without streaming."""
    events = events_of(asked[1].post("/model/not-json").text)
    answer = events[-1]

    assert ["attempt", "problem"] * SETTINGS.max_attempts + ["answer"] == [event.name for event in events]
    assert (False, 502) == (answer.data["is_success"], answer.data["status_code"])
    assert ("not_json", SETTINGS.max_attempts) == (
        answer.data["data"]["outcome"],
        answer.data["data"]["attempts"],
    )


def test_when_to_come_back_is_told_in_milliseconds(asked):
    """What would be Retry-After is the stream's own field for it."""
    answer = events_of(asked[1].post("/model/not-json", params={"retry_after": 4}).text)[-1]

    assert ("answer", 503, 4000) == (answer.name, answer.data["status_code"], answer.retry_ms)


def test_what_is_refused_before_the_first_attempt_is_no_stream(asked):
    """A refusal has its own status, headers and envelope."""
    response = asked[1].post("/refused")

    assert (429, "7", "application/json") == (
        response.status_code,
        response.headers["Retry-After"],
        response.headers["Content-Type"],
    )
    assert "too many" == response.json()["message"]


def test_a_fault_is_an_answer_without_a_word_of_it(asked, caplog):
    """What nobody expected is the last event, and in the log."""
    events = events_of(asked[1].post("/broken/1").text)

    assert ["attempt", "answer"] == [event.name for event in events]
    assert 500 == events[-1].data["status_code"]
    assert "ZeroDivisionError" in caplog.text


def test_an_answer_without_attempts_is_a_stream_of_one_event(asked):
    """Rules write at once, and their answer is streamed all the same."""
    assert [("answer", "at once")] == [
        (event.name, event.data["message"]) for event in events_of(asked[1].post("/silent").text)
    ]


@pytest.mark.parametrize("model", ["slow-headers", "slow-body", "dripping"])
def test_a_client_that_leaves_stops_the_model(model):
    """When the stream is closed the work is cancelled, and the connection to the model closed."""
    with FakeOllama() as ollama:
        asked = Asked(ollama)
        with serving(asked) as client, client.stream("POST", f"/model/{model}") as response:
            # The stream begins before the model is asked, and an iterator that nobody holds closes it.
            text = response.iter_text()
            next(text)
            assert asyncio.run(eventually(lambda: len(ollama.chats) == 1))
            response.close()
            stopped = asyncio.run(eventually(lambda: ollama.hung_up == [model]))
            after = asyncio.run(eventually(lambda: asked.cancelled == 1))

    assert stopped
    assert after


def test_silence_is_filled_with_comments(monkeypatch):
    """A model that thinks for long does not look like a dead connection."""
    monkeypatch.setattr(stream, "KEEP_ALIVE_S", 0.05)
    with (
        FakeOllama() as ollama,
        serving(Asked(ollama)) as client,
        client.stream("POST", "/model/slow-headers") as response,
    ):
        seen = read_until(": ping\n\n: ping\n\n", response)

    assert 1 == len(events_of(seen))


def connected(client: httpx.Client) -> socket.socket:
    """A connection on which nobody reads."""
    return socket.create_connection((client.base_url.host, client.base_url.port or 0))


def test_a_client_that_takes_nothing_is_let_go(monkeypatch):
    """When nothing is read for long the work is cancelled, though the connection is open."""
    monkeypatch.setattr(stream, "TAKEN_WITHIN_S", 0.2)
    monkeypatch.setattr(stream, "KEEPALIVE_COMMENT", b": " + b"-" * 1_000_000 + b"\n\n")
    monkeypatch.setattr(stream, "KEEP_ALIVE_S", 0.01)
    with FakeOllama() as ollama:
        asked = Asked(ollama)
        with (
            serving(asked) as client,
            socket.create_connection((client.base_url.host, client.base_url.port)) as one,
        ):
            one.sendall(b"POST /model/slow-headers HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
            stopped = asyncio.run(eventually(lambda: asked.cancelled == 1))

    assert stopped


def test_what_waits_for_a_slow_reader_is_bounded(suite):
    """Cases of a void attempt that nobody has had are dropped; what has ended stays told."""

    async def waiting() -> bytes:
        feed = Feed()
        for number in range(1, 4):
            feed.begun(number)
            feed.text(suite.model_dump_json())
            if number < 3:
                outcome = Attempt(number=number, seed=1, outcome=Outcome.TRUNCATED, detail="cut")
                feed.ended(outcome, AttemptTiming(number=number, wall_s=1.0))
        feed.answer(Response("{}"))
        return b"".join([event async for event in feed.events()])

    events = events_of(asyncio.run(waiting()).decode())

    assert ["attempt", "problem"] * 2 + ["attempt", "case", "case", "answer"] == [one.name for one in events]
