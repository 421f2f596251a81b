"""Traces by OpenTelemetry, made only where OTEL_EXPORTER_OTLP_ENDPOINT is set; never with a story in them.

A request is a span, which goes on with the caller's trace (W3C `traceparent`), and each call to the model is
one beneath it, with the names of OpenTelemetry's conventions for generative AI. Those are in development and
their constants in Python deprecated, so the names stand here.
"""

import threading
from collections.abc import Callable, Mapping
from contextvars import Token
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from casewright.conversation import model_options
from casewright.errors import ParamsError
from casewright.ollama import DEFAULT_HOST
from casewright.records import Attempt, AttemptTiming, Outcome
from service import NAME
from service.correlation import correlation_id
from service.serving import Served
from service.settings import ServiceSettings

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

CLOSING_S = 5.0
"""What is left may take so long to send when the service stops; after that it is lost."""
_EXPORT_S = 3.0
_GIVING_UP_S = 1.0
_FAILED_FROM = 500


def open_tracing(settings: ServiceSettings) -> "Tracing | None":
    """What makes spans, and sends them from a thread of its own; None: no endpoint is set.

    Raises:
        ParamsError: an endpoint is set and the packages are missing.

    """
    endpoint = settings.otel_exporter_otlp_endpoint
    if not endpoint:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise ParamsError(
            f"environment: OTEL_EXPORTER_OTLP_ENDPOINT is set, and traces need the extra `otel` ({error}); "
            "run `pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http`, or unset it"
        ) from error
    provider = _provider(settings)
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=_EXPORT_S)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Tracing(provider, exporter.shutdown)


def _provider(settings: ServiceSettings) -> "TracerProvider":
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    resource = Resource.create(
        {
            "service.name": NAME,
            "service.version": settings.service_version,
            "deployment.environment.name": settings.environment,
        }
    )
    return TracerProvider(resource=resource, shutdown_on_exit=False)


class Tracing:
    """Makes the spans of one application; it is nobody else's provider."""

    def __init__(self, provider: "TracerProvider", give_up: Callable[[], None]) -> None:
        """`give_up` makes whoever sends spans stop trying."""
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._provider, self._give_up = provider, give_up
        self._tracer = provider.get_tracer("casewright")
        self._extract: Callable[[Mapping[str, str]], Context] = TraceContextTextMapPropagator().extract

    def request(self, scope: Scope, method: str) -> "RequestSpan":
        """The span of a request, which is the current one until it has ended."""
        from opentelemetry.trace import SpanKind

        headers = Headers(scope=scope)
        caller = {name: headers[name] for name in ("traceparent", "tracestate") if name in headers}
        span = self._tracer.start_span(
            method,
            self._extract(caller),
            SpanKind.SERVER,
            {"http.request.method": method, "casewright.correlation_id": correlation_id.get()},
        )
        return RequestSpan(span, method)

    def chat(self, served: Served, number: int) -> "ChatSpan":
        """The span of attempt `number` at a story, beneath the current one."""
        from opentelemetry.trace import SpanKind

        configuration = served.configuration
        cell = configuration.choice.cell
        attributes: dict[str, str | int | float] = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "ollama" if cell.prompt else "casewright",
            "gen_ai.request.model": cell.model,
            "casewright.attempt": number,
            "casewright.role": served.role,
            "casewright.correlation_id": correlation_id.get(),
        }
        if cell.prompt:
            options = model_options(configuration.generate, number)
            attributes |= {
                "gen_ai.prompt.name": cell.prompt,
                "gen_ai.request.temperature": float(options["temperature"]),
                "gen_ai.request.seed": options["seed"],
                "gen_ai.request.max_tokens": options["num_predict"],
                **_server(configuration.ollama.host or DEFAULT_HOST),
            }
        span = self._tracer.start_span(f"chat {cell.model}", kind=SpanKind.CLIENT, attributes=attributes)
        return ChatSpan(span, cell.model)

    def close(self) -> None:
        """Send what is left, within `CLOSING_S`; blocks, so not to be called in an event loop."""
        # The SDK's own limit is half a minute, whoever waits.
        closing = threading.Thread(target=self._provider.shutdown, name="traces", daemon=True)
        closing.start()
        closing.join(CLOSING_S)
        if closing.is_alive():
            self._give_up()
            closing.join(_GIVING_UP_S)


class RequestSpan:
    """One request."""

    def __init__(self, span: "Span", method: str) -> None:
        from opentelemetry.context import attach
        from opentelemetry.trace import set_span_in_context

        self._span, self._method = span, method
        self._token: Token[Context] = attach(set_span_in_context(span))

    @property
    def trace_id(self) -> str:
        """As 32 hexadecimal digits."""
        return f"{self._span.get_span_context().trace_id:032x}"

    def ended(self, route: str, status: int, error: BaseException | None) -> None:
        """The last byte is out, or never will be."""
        from opentelemetry.context import detach

        detach(self._token)
        self._span.update_name(f"{self._method} {route}")
        self._span.set_attributes({"http.route": route, "http.response.status_code": status})
        if status >= _FAILED_FROM:
            _fail(self._span, type(error).__name__ if error else str(status))
        self._span.end()


class ChatSpan:
    """One call to a model."""

    def __init__(self, span: "Span", model: str) -> None:
        self._span, self._model = span, model

    def ended(self, attempt: Attempt, timing: AttemptTiming) -> None:
        """The attempt is over."""
        known: dict[str, Any] = {
            "gen_ai.response.model": self._model,
            "gen_ai.response.finish_reasons": [attempt.done_reason] if attempt.done_reason else None,
            "gen_ai.usage.input_tokens": timing.tokens_in,
            "gen_ai.usage.output_tokens": timing.tokens_out,
            "casewright.outcome": attempt.outcome,
        }
        self._span.set_attributes({name: value for name, value in known.items() if value is not None})
        if attempt.outcome is not Outcome.OK:
            _fail(self._span, attempt.outcome)
        self._span.end()

    def cancelled(self) -> None:
        """Nobody waits for the end any more."""
        _fail(self._span, "cancelled")
        self._span.end()


def _fail(span: "Span", kind: str) -> None:
    """The kind alone: a message may quote what was sent."""
    from opentelemetry.trace import StatusCode

    span.set_status(StatusCode.ERROR)
    span.set_attribute("error.type", kind)


def _server(host: str) -> dict[str, str | int]:
    parts = urlsplit(host)
    address = {"server.address": parts.hostname or host}
    return address | ({"server.port": parts.port} if parts.port else {})
