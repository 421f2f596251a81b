import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request

from service.errors import HANDLERS
from service.guard import Guard, guarded, make_keys_optional
from service.keys import Keys, entry_of
from service.limiter import Limiter
from tests.service.conftest import Project, serving
from tests.service.wire import on_a_port

KEY = "cw_swordfish"
ENTRIES = [entry_of("alice", KEY), entry_of("bob", "cw_other")]
router = APIRouter(dependencies=[Depends(guarded)])


@router.post("/work")
async def work(request: Request) -> dict[str, str | None]:
    """Say what the record of this request will say of who asked."""
    return {"caller": request.scope["state"].get("noted", {}).get("request.key")}


def application(entries: list[str], rate: str = "off") -> FastAPI:
    """A service with one route that works and one that only tells."""
    api = FastAPI(exception_handlers={**HANDLERS})
    api.state.guard = Guard(Keys(entries), Limiter(rate, "async+memory://"))
    api.include_router(router)
    api.add_api_route("/health", lambda: "healthy")
    return api


@contextmanager
def guarding(entries: list[str], rate: str = "off") -> Iterator[httpx.Client]:
    """A client of that service."""
    with on_a_port(application(entries, rate)) as client:
        yield client


@pytest.fixture(scope="module")
def asking_for_keys() -> Iterator[httpx.Client]:
    """A client of a service with two keys."""
    with guarding(ENTRIES) as client:
        yield client


@pytest.mark.parametrize(
    "headers",
    [
        {"X-API-Key": KEY},
        {"x-api-key": KEY, "Authorization": "Basic eDp5"},
        {"Authorization": f"Bearer {KEY}"},
        {"Authorization": f"bearer {KEY}"},
    ],
)
def test_a_known_key_is_let_in_by_its_name(asking_for_keys: httpx.Client, headers: dict[str, str]):
    """Either header carries it; the service knows the caller, not the key."""
    answer = asking_for_keys.post("/work", headers=headers)

    assert (200, {"caller": "alice"}) == (answer.status_code, answer.json())


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-API-Key": "cw_wrong"},
        {"X-API-Key": ""},
        {"X-API-Key": "cw_wrong", "Authorization": f"Bearer {KEY}"},
        {"Authorization": f"Basic {KEY}"},
        {"Authorization": KEY},
        {"Authorization": "Bearer"},
        {"X-API-Key": "\xfcn\xef".encode("latin-1")},
    ],
)
def test_an_unknown_key_is_refused_in_the_envelope(asking_for_keys: httpx.Client, caplog, headers: Any):
    """401 says how a key is sent, and neither answer nor log holds what was."""
    with caplog.at_level(logging.DEBUG, "service"):
        answer = asking_for_keys.post("/work", headers=headers)
    body = answer.json()

    assert (401, 401, False, None) == (
        answer.status_code,
        body["status_code"],
        body["is_success"],
        body["data"],
    )
    assert body["message"] == (
        "no API key that is known here; send it as X-API-Key: KEY or Authorization: Bearer KEY"
    )
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert "cw_" not in answer.text + "".join(record.getMessage() for record in caplog.records)


def test_what_only_tells_needs_no_key(asking_for_keys: httpx.Client):
    """A load balancer can ask for health."""
    assert asking_for_keys.get("/health").status_code == 200


def test_without_keys_nobody_needs_one():
    """And whoever sends one all the same is not refused, and gets no name by it."""
    with guarding([]) as client:
        answers = [client.post("/work", headers=headers) for headers in ({}, {"X-API-Key": "cw_any"})]

    assert [{"caller": None}] * 2 == [answer.json() for answer in answers]


def test_the_limit_is_each_keys_own():
    """One client's many requests cost another nothing; those of an address without keys are counted too."""
    with guarding(ENTRIES, "2/hour") as client:
        alice = [client.post("/work", headers={"X-API-Key": KEY}) for _ in range(3)]
        bob = client.post("/work", headers={"X-API-Key": "cw_other"})
        guesses = [client.post("/work", headers={"X-API-Key": f"cw_{n}"}) for n in range(3)]

    assert [200, 200, 429] == [answer.status_code for answer in alice]
    assert (200, [401, 401, 429]) == (bob.status_code, [answer.status_code for answer in guesses])
    assert int(alice[2].headers["Retry-After"]) >= 1
    assert alice[2].json()["is_success"] is False


def test_the_schema_shows_both_ways_to_send_a_key():
    """`/docs` has a button for it; where no key is configured, the schema says that none is needed."""
    schema = application(ENTRIES).openapi()
    schemes = schema["components"]["securitySchemes"]
    asked = list(schema["paths"]["/work"]["post"]["security"])
    make_keys_optional(schema)

    assert {"ApiKey": "apiKey", "Bearer": "http"} == {name: one["type"] for name, one in schemes.items()}
    assert [{"ApiKey": []}, {"Bearer": []}] == asked
    assert [*asked, {}] == schema["paths"]["/work"]["post"]["security"]
    assert "security" not in schema["paths"]["/health"]["get"]


WORKS = {"/test-use-cases/", "/generate-tests", "/export/{format_name}", "/feedback"}


def test_every_route_that_works_is_guarded_and_no_other(project: Project):
    """The schema of the whole service says so, with what a guard may answer."""
    project.choose_baseline()
    with serving(service_api_keys=(entry_of("alice", KEY),)) as client:
        paths = client.get("/openapi.json").json()["paths"]
        answer = client.post("/export/csv", json={})
    guarded_ones = {
        path: operation["responses"]
        for path, operations in paths.items()
        for operation in operations.values()
        if "security" in operation
    }

    assert {path.rstrip("/") for path in WORKS} == {path.rstrip("/") for path in guarded_ones}
    assert all({"401", "408", "413", "429"} <= set(responses) for responses in guarded_ones.values())
    assert answer.status_code == 401
