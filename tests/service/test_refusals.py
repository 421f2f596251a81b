import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from prometheus_client import generate_latest

from casewright.errors import ServerError
from casewright.records import Cell
from service.admission import Admission
from service.breaker import Breaker
from service.envelope import Reason
from service.errors import HANDLERS
from service.gate import Gate
from service.guard import Guard, guarded
from service.keys import Keys, entry_of
from service.layers.access_log import AccessLog
from service.layers.body_limit import BodyLimit
from service.limiter import Limiter
from service.metrics import Metrics
from tests.service.wire import on_a_port

KEY = {"X-API-Key": "cw_one"}


def application(rate: str, deadline_s: float) -> FastAPI:
    """A service of one route, on which a story does what its path says."""
    api = FastAPI(exception_handlers={**HANDLERS})
    api.state.guard = Guard(Keys([entry_of("alice", "cw_one")]), Limiter(rate, "async+memory://"))
    admission = Admission(Gate(1, 0, 1.0), deadline_s)
    breaker = Breaker(1, 30.0)
    router = APIRouter(dependencies=[Depends(guarded)])

    @router.post("/stories/{how}")
    async def story(how: str) -> str:
        if how == "closed":
            admission.close()
        async with await admission.enter(breaker, Cell(model="m", prompt="p")):
            if how == "missing":
                raise ServerError("it is not there")
            if how == "nested":
                await admission.enter(breaker, Cell(model="m", prompt="p"))
            await asyncio.sleep(30 if how == "slow" else 0)
        return "written"

    api.include_router(router)
    return api


@contextmanager
def serving(rate: str = "off", deadline_s: float = 30.0) -> Iterator[tuple[httpx.Client, Metrics]]:
    """A client of that service, and what the service counts."""
    metrics = Metrics("1", "development")
    api = BodyLimit(application(rate, deadline_s), 1000, 1000, 20.0)
    with on_a_port(AccessLog(api, metrics, 5000)) as client:
        yield client, metrics


def refusals(metrics: Metrics) -> dict[str, int]:
    """How many requests were turned away, by reason; those that are none left out."""
    lines = generate_latest(metrics.registry).decode().splitlines()
    found = [line.split('"') for line in lines if line.startswith("casewright_refusals_total{")]
    return {parts[1]: int(float(parts[2].strip("} "))) for parts in found if not parts[2].endswith(" 0.0")}


@pytest.mark.parametrize(
    ("reason", "status", "paths", "settings"),
    [
        ("rate", 429, ["well", "well"], {"rate": "1/hour"}),
        ("queue", 429, ["nested"], {}),
        ("breaker", 503, ["missing", "well"], {}),
        ("draining", 503, ["closed"], {}),
        ("deadline", 504, ["slow"], {"deadline_s": 0.05}),
    ],
)
def test_each_protection_is_counted_by_its_name(reason: Reason, status: int, paths: list[str], settings):
    """An operator sees which setting turned requests away."""
    with serving(**settings) as (client, metrics):
        answers = [client.post(f"/stories/{path}", headers=KEY) for path in paths]

    assert status == answers[-1].status_code
    assert {reason: 1} == refusals(metrics)


def test_keys_and_bodies_are_counted_too():
    """They are refused before a story is looked at."""
    with serving() as (client, metrics):
        statuses = [
            client.post("/stories/well").status_code,
            client.post("/stories/well", headers=KEY, content=b"x" * 2000).status_code,
            client.post("/stories/well", headers=KEY).status_code,
        ]

    assert [401, 413, 200] == statuses
    assert {"key": 1, "body": 1} == refusals(metrics)
