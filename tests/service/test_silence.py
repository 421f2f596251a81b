"""Whatever becomes of a request, the log has its id and no word of its story."""

import asyncio
import json
from dataclasses import replace
from http.client import HTTPConnection

import httpx
import pytest

from service.configuration import load_configuration
from service.correlation import HEADER
from tests.conftest import eventually
from tests.fake_ollama import FakeOllama
from tests.service.conftest import Project, serving
from tests.service.logbook import Logbook, logged
from tests.service.watched import MARK, STORY

ACCESS, ATTEMPTS = "service.layers.access_log", "service.watching"
BODY = {"user_story": STORY.story, "acceptance_criteria": [f"The {MARK} is fed."]}
BROKEN_BODIES = (
    json.dumps({"user_story": MARK}),
    json.dumps({"user_story": f"{MARK} " * 200}),
    json.dumps({MARK: MARK}),
    json.dumps([MARK]),
    f'{{"user_story": "{MARK}',
    f'"{MARK}"',
)


def told(book: Logbook, identity: str) -> list[str]:
    """Which loggers have told of a request, once its own record is there."""
    assert asyncio.run(eventually(lambda: any(one["correlation_id"] == identity for one in book.by(ACCESS))))
    return [one["logger"] for one in book.records if one["correlation_id"] == identity]


def ask(client: httpx.Client, identity: str, **body: object) -> int:
    """The status of the answer to the story under an id."""
    answer = client.post("/test-use-cases/", json=BODY | body, headers={HEADER: identity})

    assert identity == answer.headers[HEADER]
    return answer.status_code


@pytest.mark.parametrize(
    ("model", "status"), [("llama3.2:3b", 201), ("violation", 502), ("not-json", 502), ("html-error", 502)]
)
def test_stories_that_are_written_or_fail(project: Project, ollama: FakeOllama, model, status):
    """One record of each attempt and one of the request, streamed or not."""
    project.choose_model(model, ollama, max_attempts=1)
    with logged() as book, serving() as client:
        statuses = [ask(client, "plain"), ask(client, "streamed", stream=True)]
        loggers = [told(book, identity) for identity in ("plain", "streamed")]
    written = book.getvalue().lower()

    assert [status, 200] == statuses
    assert [[ATTEMPTS, ACCESS]] * 2 == loggers
    assert MARK not in written
    assert "tc-001" not in written


def test_bodies_that_are_no_story(project: Project):
    """Neither values nor unknown fields are quoted."""
    project.choose_baseline()
    with logged() as book, serving() as client:
        for number, content in enumerate(BROKEN_BODIES):
            headers = {HEADER: f"bad-{number}", "Content-Type": "application/json"}
            assert 422 == client.post("/test-use-cases/", content=content, headers=headers).status_code
        loggers = [told(book, f"bad-{number}") for number in range(len(BROKEN_BODIES))]

    assert [[ACCESS]] * len(BROKEN_BODIES) == loggers
    assert MARK not in book.getvalue()


def test_a_crash(project: Project):
    """The stack is there under the id, and the error's words are not."""
    project.choose_baseline()

    class Crashing:
        def __getattr__(self, name: str) -> object:
            raise ValueError(MARK)

    broken = replace(load_configuration(), scrubbing=Crashing())  # type: ignore[arg-type]
    with logged() as book, serving(lambda: broken) as client:
        status = ask(client, "crash")
        assert asyncio.run(eventually(lambda: "exception.stacktrace" in book.getvalue()))
        streamed = ask(client, "crash-2", stream=True)
        loggers = [told(book, identity) for identity in ("crash", "crash-2")]
    stacks = [one for one in book.records if "exception.stacktrace" in one]

    assert (500, 500) == (status, streamed)
    assert all(ACCESS in found for found in loggers)
    assert {"crash"} <= {one["correlation_id"] for one in stacks}
    assert {"ValueError"} == {one["exception.type"] for one in stacks}
    assert MARK not in book.getvalue()


def test_a_client_that_leaves(project: Project, ollama: FakeOllama):
    """The attempt is told as cancelled and the request as 499, both under the id."""
    project.choose_model("slow-body", ollama)
    with logged() as book, serving() as client:
        connection = HTTPConnection(client.base_url.host, client.base_url.port)
        headers = {"Content-Type": "application/json", HEADER: "left"}
        connection.request("POST", "/test-use-cases/", json.dumps(BODY), headers)
        assert asyncio.run(eventually(lambda: len(ollama.chats) == 1))
        connection.close()
        loggers = told(book, "left")
        (request,) = (one for one in book.by(ACCESS) if one["correlation_id"] == "left")
        (attempt,) = book.by(ATTEMPTS)

    assert [ATTEMPTS, ACCESS] == loggers
    assert (499, "cancelled") == (request["response.status_code"], attempt["attempt.outcome"])
    assert MARK not in book.getvalue()
