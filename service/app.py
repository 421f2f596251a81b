"""The application: `python -m service` serves it; `service.app:create_app` makes it for other servers."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp

from service import NAME, about, choice, docs_page, export, generate, health, page
from service.admission import Admission
from service.breaker import Breaker, State
from service.configuration import Configuration
from service.correlation import Correlation
from service.desk import Desk
from service.draining import ADMISSION
from service.errors import HANDLERS
from service.gate import Gate
from service.guard import Guard, make_keys_optional
from service.keys import Keys
from service.layers.access_log import AccessLog
from service.layers.body_limit import BodyLimit
from service.layers.head import Head
from service.layers.proxies import Proxies
from service.layers.security_headers import SecurityHeaders
from service.limiter import Limiter
from service.metrics import Metrics
from service.metrics_page import metrics_routes
from service.production import feedback, open_records
from service.reload import serving_choices, serving_fixed
from service.serving import Role, Served
from service.settings import ServiceSettings, load_settings
from service.tracing import Tracing, open_tracing

_log = logging.getLogger(__name__)

_DESCRIPTION = "A user story in, its test cases out: written by the model and prompt that measurement chose."


def create_app(
    load: Callable[[], Configuration] | None = None, settings: ServiceSettings | None = None
) -> ASGIApp:
    """The application in its layers.

    It serves what `load` gives when it starts; without it the choice that the settings name, which is loaded
    anew whenever it changes.

    Raises:
        ParamsError: the settings, which are those of the environment unless given, cannot be used.

    """
    settings = settings or load_settings()
    metrics = Metrics(settings.service_version, settings.environment)
    tracing = open_tracing(settings)
    api = _api(settings, metrics, tracing, load)
    return _layered(api, settings, metrics, tracing)


def _api(
    settings: ServiceSettings,
    metrics: Metrics,
    tracing: Tracing | None,
    load: Callable[[], Configuration] | None,
) -> FastAPI:
    keys = Keys(key.get_secret_value() for key in settings.service_api_keys)
    limiter = Limiter(settings.service_rate, settings.service_rate_store.get_secret_value())

    @asynccontextmanager
    async def lifespan(api: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with _desk(settings, metrics, tracing, load) as desk:
            api.state.desk, api.state.serving = desk, desk.serving
            api.state.rater = feedback.Rater(desk.records, metrics.feedback)
            yield {ADMISSION: desk.admission}

    api = FastAPI(
        title=NAME,
        summary=_DESCRIPTION,
        version=settings.service_version,
        lifespan=lifespan,
        exception_handlers={**HANDLERS},
        redirect_slashes=False,  # a redirect would lose the body of clients that follow it by GET
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    api.state.settings, api.state.metrics, api.state.guard = settings, metrics, Guard(keys, limiter)
    _include_routes(api, metrics_routes(metrics, settings.mlflow_tracking_uri))
    if not keys:
        _say_that_no_key_is_needed(api)
    return api


def _include_routes(api: FastAPI, measured: APIRouter) -> None:
    """What is asked for under a path, in the order of the documentation."""
    for routes in (generate, feedback, export):
        api.include_router(routes.router, tags=["test cases"])
    for router in (about.router, choice.router, health.router, measured):
        api.include_router(router, tags=["service"])
    for routes in (page, docs_page):
        api.include_router(routes.router)


def _say_that_no_key_is_needed(api: FastAPI) -> None:
    described = api.openapi

    def openapi() -> dict[str, Any]:
        is_made = api.openapi_schema is not None
        schema = described()
        if not is_made:
            make_keys_optional(schema)
        return schema

    api.openapi = openapi  # type: ignore[method-assign]  # as FastAPI's documentation does it


@asynccontextmanager
async def _desk(
    settings: ServiceSettings,
    metrics: Metrics,
    tracing: Tracing | None,
    load: Callable[[], Configuration] | None,
) -> AsyncIterator[Desk]:
    """Where stories are taken, until the block ends; those under way have ended by then."""

    def breaker(role: Role) -> Breaker:
        def tell(state: State) -> None:
            _log.warning("breaker of the %s: %s", role, state)

        return Breaker(settings.service_breaker_failures, settings.service_breaker_open_s, tell)

    gate = Gate(1, settings.service_queue, settings.service_queue_wait_s)

    def resize(role: Role, served: Served | None) -> None:
        if served and role is Role.CHAMPION:
            gate.resize(settings.service_concurrency or served.configuration.concurrency)

    async with AsyncExitStack() as stack:
        served = (
            serving_fixed(load(), breaker, on_change=resize)
            if load
            else serving_choices(settings, breaker, resize)
        )
        serving = await stack.enter_async_context(served)
        clean = serving.champion.configuration.clean
        records = stack.enter_context(open_records(settings, clean, metrics.registry))
        if tracing:
            stack.push_async_callback(asyncio.to_thread, tracing.close)
        metrics.gauges.gate, metrics.gauges.serving = gate, serving
        admission = Admission(gate, settings.service_deadline_s)
        yield Desk(serving, admission, metrics, records, tracing, settings.log_stories)
        admission.close()


def _layered(api: ASGIApp, settings: ServiceSettings, metrics: Metrics, tracing: Tracing | None) -> ASGIApp:
    """The layers from the innermost to the outermost."""
    limited = BodyLimit(
        Head(api), settings.service_body_bytes, settings.service_export_body_bytes, settings.service_body_s
    )
    proxied = Proxies(SecurityHeaders(limited), settings.service_trusted_proxies)
    return Correlation(AccessLog(proxied, metrics, settings.log_slow_ms, tracing))
