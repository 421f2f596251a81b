import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse, StreamingResponse
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request

from service.correlation import HEADER, Correlation
from service.layers.access_log import AccessLog, note
from service.metrics import SLO_EDGES_S, Metrics
from tests.conftest import eventually
from tests.service.logbook import Logbook, logged
from tests.service.wire import on_a_port

LOGGER = "service.layers.access_log"


class Observed(NamedTuple):
    """A running application, its log and its metrics."""

    client: httpx.Client
    book: Logbook
    metrics: Metrics

    def record(self) -> dict[str, Any]:
        """The one record of requests; a client may have its answer a moment before."""
        assert asyncio.run(eventually(lambda: bool(self.book.by(LOGGER))))
        (record,) = self.book.by(LOGGER)
        return record

    def requests(self) -> dict[tuple[str, str, str], float]:
        """How many requests were counted by route, method and status."""
        samples = samples_of(self.metrics, "casewright_http_requests_total")
        return {(labels["route"], labels["method"], labels["status"]): n for labels, n in samples}


def samples_of(metrics: Metrics, name: str) -> list[tuple[dict[str, str], float]]:
    """The samples of one name, as Prometheus reads them."""
    text = generate_latest(metrics.registry).decode()
    families = text_string_to_metric_families(text)
    return [(one.labels, one.value) for family in families for one in family.samples if one.name == name]


def example() -> FastAPI:
    """An application that answers in several ways, good and bad."""
    api = FastAPI(redirect_slashes=False)
    router = APIRouter(prefix="/export")

    @router.post("/{name}")
    async def export(name: str, request: Request) -> dict[str, str]:
        note(request.scope, {"request.key": "ci"})
        return {}

    @api.get("/live")
    @api.get("/live/")
    async def live() -> dict[str, str]:
        return {}

    @api.get("/health")
    async def health() -> JSONResponse:
        return JSONResponse({}, 503)

    @api.get("/slow")
    async def slow() -> StreamingResponse:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"begins"
            await asyncio.sleep(0.06)
            yield b"ends"

        return StreamingResponse(pieces())

    @api.get("/endless")
    async def endless() -> StreamingResponse:
        async def pieces() -> AsyncIterator[bytes]:
            while True:
                yield b"x"
                await asyncio.sleep(0.01)

        return StreamingResponse(pieces())

    @api.get("/breaks")
    async def breaks() -> StreamingResponse:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"begins"
            raise LookupError

        return StreamingResponse(pieces())

    @api.get("/crash")
    async def crash() -> None:
        raise LookupError

    @api.post("/reads")
    async def reads(request: Request) -> None:
        await request.body()

    api.include_router(router)
    return api


class Port:
    """A port at which whatever application is put there answers."""

    app: Any = None
    client: httpx.Client

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection."""
        await self.app(scope, receive, send)


PORT = Port()


@pytest.fixture(scope="module", autouse=True)
def client() -> Iterator[httpx.Client]:
    """A client of the port, for all tests."""
    with on_a_port(PORT) as client:
        PORT.client = client
        yield client


@contextmanager
def observed(slow_ms: float = 5000.0, **settings: Any) -> Iterator[Observed]:
    """The example behind the layer."""
    metrics = Metrics("1", "development")
    PORT.app = Correlation(AccessLog(example(), metrics, slow_ms))
    with logged(**settings) as book:
        yield Observed(PORT.client, book, metrics)


def test_a_request_is_one_record():
    """Who asked for what under which id, and what came of it, in fields by their dotted names."""
    with observed() as seen:
        seen.client.post("/export/jira", headers={HEADER: "trace-7"}, content=b"story")
        record = seen.record()
    duration_ms = record["response.duration_ms"]

    assert {
        "severity": "INFO",
        "message": f"POST /export/{{name}}: 200 in {duration_ms:.1f} ms",
        "correlation_id": "trace-7",
        "request.method": "POST",
        "request.path": "/export/jira",
        "request.route": "/export/{name}",
        "request.client_ip": "127.0.0.1",
        "request.key": "ci",
        "response.status_code": 200,
    } == {
        name: value
        for name, value in record.items()
        if name not in ("timestamp", "service", "environment", "version", "logger", "response.duration_ms")
    }
    assert 0 < duration_ms < 10_000


@pytest.mark.parametrize(
    ("path", "severity", "status"),
    [("/live", "DEBUG", 200), ("/live/", "DEBUG", 200), ("/health", "ERROR", 503), ("/nowhere", "INFO", 404)],
)
def test_only_what_matters_is_loud(path, severity, status):
    """Probes that find all well are for whoever looks closely; failures of ours are errors."""
    with observed() as seen:
        seen.client.get(path)
        record = seen.record()

    assert (severity, status) == (record["severity"], record["response.status_code"])


def test_a_slow_request_is_a_warning_by_its_last_byte():
    """An answer that begins at once and ends late is late."""
    with observed(slow_ms=50) as seen:
        seen.client.get("/slow")
        record = seen.record()

    assert "WARNING" == record["severity"]
    assert 50 < record["response.duration_ms"]


def test_a_crash_has_its_id_in_the_answer_and_in_the_log():
    """The stack and the request are found by what the client was given."""
    with observed() as seen:
        answer = seen.client.get("/crash", headers={HEADER: "trace-8"})
        record = seen.record()
        assert asyncio.run(eventually(lambda: "exception.stacktrace" in seen.book.getvalue()))
        stacks = [one for one in seen.book.records if "exception.stacktrace" in one]

    assert (500, "trace-8") == (answer.status_code, answer.headers[HEADER])
    assert ("ERROR", 500, "trace-8") == (
        record["severity"], record["response.status_code"], record["correlation_id"]
    )  # fmt: skip
    assert [("trace-8", "LookupError")] == [(one["correlation_id"], one["exception.type"]) for one in stacks]


def test_an_answer_that_breaks_off_is_a_failure():
    """Whatever status it began with."""
    with observed() as seen:
        with pytest.raises(httpx.RemoteProtocolError):
            seen.client.get("/breaks")
        record = seen.record()

    assert (500, 200) == (record["response.status_code"], record["response.sent_status_code"])


def test_a_client_that_leaves_a_stream_is_told_from_one_that_stays():
    """It counts as 499, not as the 200 that the stream began with."""
    with observed() as seen:
        with seen.client.stream("GET", "/endless") as answer:
            next(answer.iter_bytes())
        record = seen.record()

    assert (499, 200) == (record["response.status_code"], record["response.sent_status_code"])
    assert {("/endless", "GET", "499"): 1.0} == seen.requests()


def test_a_client_that_leaves_before_its_body_is_whole_is_499():
    """Nothing was sent to it."""
    with observed() as seen:
        with socket.create_connection((seen.client.base_url.host, seen.client.base_url.port)) as connection:
            connection.sendall(b"POST /reads HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nstory")
            assert asyncio.run(eventually(lambda: seen.metrics.gauges.requests_in_flight == 1))
        record = seen.record()

    assert 499 == record["response.status_code"]


def test_paths_cannot_forge_records():
    """A line break in a path stays in its field."""
    with observed(log_format="text") as seen:
        seen.client.get("/x%0d%0a2026 ERROR forged")
        assert asyncio.run(eventually(lambda: bool(seen.book.lines)))

    assert 1 == len(seen.book.lines)
    assert r'request.path="/x\r\n2026 ERROR forged"' in seen.book.lines[0]


def test_labels_are_bounded_whatever_is_asked_for():
    """Paths and methods that are none of ours share one label."""
    with observed() as seen:
        for number in range(9):
            seen.client.get(f"/nowhere/{number}")
            seen.client.post(f"/export/{number}")
            seen.client.request(("PROPFIND", "MKCOL", "REPORT")[number % 3], "/live")
        assert asyncio.run(eventually(lambda: sum(seen.requests().values()) == 27))

    assert {
        ("other", "GET", "404"): 9,
        ("/export/{name}", "POST", "200"): 9,
        ("/live", "other", "405"): 9,
    } == seen.requests()


def test_durations_are_measured_on_edges_that_limits_are_set_on():
    """What an alert asks for is counted and not interpolated."""
    with observed() as seen:
        seen.client.get("/live")
        assert asyncio.run(eventually(lambda: bool(seen.requests())))
        buckets = samples_of(seen.metrics, "casewright_http_request_duration_seconds_bucket")

    assert [*map(float, SLO_EDGES_S), float("inf")] == [float(labels["le"]) for labels, _ in buckets]
    assert 1 == buckets[-1][1]


def test_requests_under_way_are_counted_down_after_a_crash():
    """The gauge is back at nothing whatever happened."""
    with observed() as seen:
        seen.client.get("/crash")
        seen.record()

    assert 0 == seen.metrics.gauges.requests_in_flight


def test_what_is_refused_before_it_is_routed_counts_for_its_path():
    """A story that is too long does not end among the unknown paths."""

    async def refuse(scope: Any, receive: Any, send: Any) -> None:
        await JSONResponse({}, 413)(scope, receive, send)

    with observed() as seen:
        PORT.app = AccessLog(refuse, seen.metrics, 5000)
        seen.client.post("/test-use-cases/")
        seen.client.post("/other-path")
        assert asyncio.run(eventually(lambda: len(seen.requests()) == 2))

    assert {("/test-use-cases", "POST", "413"), ("other", "POST", "413")} == set(seen.requests())


def test_other_connections_pass():
    """A lifespan is nobody's request."""
    seen = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    layer = AccessLog(app, Metrics("1", "development"), 5000)
    asyncio.run(layer({"type": "lifespan"}, None, None))  # type: ignore[arg-type]

    assert ["lifespan"] == seen
