import asyncio
import importlib.util
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from casewright.errors import ParamsError
from service import tracing
from service.layers.access_log import AccessLog
from service.metrics import Metrics
from service.settings import ServiceSettings
from service.tracing import Tracing, open_tracing
from tests.conftest import ROOT
from tests.fake_ollama import FakeOllama
from tests.service.conftest import NOWHERE, Project
from tests.service.logbook import logged
from tests.service.watched import MARK, write
from tests.service.wire import on_a_port

exported = pytest.mark.skipif(
    importlib.util.find_spec("opentelemetry.exporter") is None,
    reason="the extra `otel` is not installed: no exporter of traces",
)
CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Collector(ThreadingHTTPServer):
    """Takes traces by OTLP over HTTP."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.endpoint = f"http://127.0.0.1:{self.server_address[1]}"
        self.bodies: list[bytes] = []
        self.paths: list[str] = []

    @property
    def resources(self) -> list[Any]:
        """What came, as OTLP's own messages."""
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

        return [
            one for body in self.bodies for one in ExportTraceServiceRequest.FromString(body).resource_spans
        ]

    @property
    def spans(self) -> dict[str, Any]:
        """The spans by their names."""
        scopes = [scope for resource in self.resources for scope in resource.scope_spans]
        return {span.name: span for scope in scopes for span in scope.spans}


class _Taking(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        self.server.paths.append(self.path)
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector that listens until the block ends."""
    with Collector() as collector:
        threading.Thread(target=collector.serve_forever, args=(0.01,), daemon=True).start()
        yield collector
        collector.shutdown()


def opened(endpoint: str) -> Tracing:
    """Traces to there."""
    made = open_tracing(ServiceSettings(otel_exporter_otlp_endpoint=endpoint, service_version="1.2.3"))
    assert made is not None
    return made


def values_of(attributes: Any) -> dict[str, Any]:
    """Attributes as a dictionary."""
    found = {}
    for one in attributes:
        kind = one.value.WhichOneof("value")
        value = getattr(one.value, kind)
        found[one.key] = [item.string_value for item in value.values] if kind == "array_value" else value
    return found


def asked(traces: Tracing, **headers: str) -> None:
    """A request for a story that is refused, and one of a probe, through the layer."""

    async def refuse(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    with on_a_port(AccessLog(refuse, Metrics("1", "development"), 5000, traces)) as client:
        client.get("/live")
        client.post("/test-use-cases/", headers=headers, content=MARK.encode())


def test_without_an_endpoint_nothing_is_made():
    """Nor is the SDK or an exporter imported; the bare interface comes with FastAPI."""
    code = (
        "import sys; from service import tracing, watching; from service.settings import ServiceSettings\n"
        "assert tracing.open_tracing(ServiceSettings()) is None\n"
        "unwanted = ('opentelemetry.sdk', 'opentelemetry.exporter')\n"
        "print([name for name in sys.modules if name.startswith(unwanted)])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert ("[]\n", "") == (done.stdout, done.stderr)


def test_missing_packages_are_one_line(monkeypatch: pytest.MonkeyPatch):
    """It names the setting, the extra and the command."""
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace.export", None)

    with pytest.raises(
        ParamsError, match=r"ENDPOINT is set, .* the extra `otel` .*; run `pip install .*`"
    ) as caught:
        opened(NOWHERE)

    assert "\n" not in str(caught.value)


@exported
def test_a_request_is_a_span_that_goes_on_with_its_callers_trace():
    """By the template of its route; probes have none."""
    with collecting() as collector:
        traces = opened(f"{collector.endpoint}/")
        with logged() as book:
            asked(traces, traceparent=CALLER)
            traces.close()
        spans, resources, records = collector.spans, collector.resources, book.records
    span = spans["POST /test-use-cases"]
    resource = values_of(resources[0].resource.attributes)

    assert ["POST /test-use-cases"] == list(spans)
    assert ["/v1/traces"] == collector.paths
    assert CALLER.split("-")[1:3] == [span.trace_id.hex(), span.parent_span_id.hex()]
    assert {
        "http.request.method": "POST",
        "http.route": "/test-use-cases",
        "http.response.status_code": 503,
        "error.type": "503",
        "casewright.correlation_id": "-",
    } == values_of(span.attributes)
    assert ("test-case-api", "1.2.3") == (resource["service.name"], resource["service.version"])
    assert span.trace_id.hex() in [record.get("trace_id") for record in records]


@exported
def test_a_call_to_a_model_is_a_span_with_the_names_of_generative_ai(project: Project, ollama: FakeOllama):
    """One for each attempt: what was asked for, what it took, how it failed."""
    project.choose_model("bad-then-good", ollama)
    with collecting() as collector:
        traces = opened(collector.endpoint)
        write(Metrics("1", "development"), tracing=traces)
        traces.close()
        scopes = [scope for resource in collector.resources for scope in resource.scope_spans]
    first, second = (span for scope in scopes for span in scope.spans)
    good, bad = values_of(second.attributes), values_of(first.attributes)

    assert ("chat bad-then-good", 3) == (first.name, first.kind)
    assert {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "ollama",
        "gen_ai.request.model": "bad-then-good",
        "gen_ai.response.model": "bad-then-good",
        "gen_ai.prompt.name": "basic",
        "gen_ai.response.finish_reasons": ["stop"],
        "casewright.attempt": 2,
        "casewright.outcome": "ok",
        "casewright.role": "champion",
        "server.address": "127.0.0.1",
        "server.port": int(ollama.host.rpartition(":")[2]),
    }.items() <= good.items()
    assert {"gen_ai.request.temperature", "gen_ai.request.seed", "gen_ai.request.max_tokens"} <= set(good)
    assert 0 < good["gen_ai.usage.output_tokens"]
    assert 0 < good["gen_ai.usage.input_tokens"]
    assert "error.type" not in good
    assert "schema_violation" == bad["error.type"]


@exported
def test_calls_are_beneath_the_request_that_they_are_made_for(project: Project, ollama: FakeOllama):
    """Also where they are made by a task of its own."""
    project.choose_model("llama3.2:3b", ollama)
    with collecting() as collector:
        traces = opened(collector.endpoint)

        async def run() -> None:
            request = traces.request({"type": "http", "headers": []}, "POST")
            await asyncio.create_task(asyncio.to_thread(write, Metrics("1", "development"), tracing=traces))
            request.ended("/test-use-cases", 201, None)

        asyncio.run(run())
        traces.close()
        spans = collector.spans

    assert spans["chat llama3.2:3b"].parent_span_id == spans["POST /test-use-cases"].span_id


@exported
@pytest.mark.parametrize("model", ["llama3.2:3b", "violation", "not-json", "midstream-error"])
def test_no_word_of_a_story_is_in_a_trace(project: Project, ollama: FakeOllama, model):
    """Neither of one that was written nor of one that failed."""
    project.choose_model(model, ollama, max_attempts=1)
    with collecting() as collector:
        traces = opened(collector.endpoint)
        write(Metrics("1", "development"), tracing=traces)
        traces.close()
        sent = b"".join(collector.bodies).lower()

    assert f"chat {model}".encode() in sent
    assert MARK.encode() not in sent


@exported
def test_a_call_that_is_given_up_ends_its_span(project: Project, ollama: FakeOllama):
    """As cancelled, which is no outcome of the model's."""
    project.choose_model("slow-body", ollama)
    with collecting() as collector:
        traces = opened(collector.endpoint)
        with pytest.raises(TimeoutError):
            write(Metrics("1", "development"), tracing=traces, within_s=0.2)
        traces.close()
        span = collector.spans["chat slow-body"]

    assert "cancelled" == values_of(span.attributes)["error.type"]


@exported
def test_a_collector_that_is_away_hurts_no_request_and_no_stop(monkeypatch: pytest.MonkeyPatch):
    """Spans are lost, and it is logged; closing takes no longer than it may."""
    monkeypatch.setattr(tracing, "CLOSING_S", 0.3)
    traces = opened(NOWHERE)
    with logged() as book:
        asked(traces)
        started = time.monotonic()
        traces.close()
        took_s = time.monotonic() - started

    assert 3 > took_s
    assert "503" in str([record.get("response.status_code") for record in book.records])
