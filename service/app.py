"""The application: `python -m service` serves it; `service.app:app` is it for any other ASGI server."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from service import NAME, VERSION, choice, export, health
from service.breaker import Breaker
from service.configuration import Configuration
from service.correlation import Correlation
from service.errors import HANDLERS
from service.reload import serving_choices, serving_fixed
from service.routes import router
from service.serving import Role
from service.settings import load_settings


def create_app(load: Callable[[], Configuration] | None = None) -> Correlation:
    """The application in its layers, outermost last.

    It serves what `load` gives when it starts; without it the choice that the settings name, which is loaded
    anew whenever it changes.
    """

    @asynccontextmanager
    async def lifespan(api: FastAPI) -> AsyncIterator[None]:
        settings = load_settings()

        def breaker(_: Role) -> Breaker:
            return Breaker(settings.service_breaker_failures, settings.service_breaker_open_s)

        served = serving_fixed(load(), breaker) if load else serving_choices(settings, breaker)
        async with served as api.state.serving:
            yield

    api = FastAPI(
        title=NAME,
        version=VERSION,
        lifespan=lifespan,
        exception_handlers={**HANDLERS},
        redirect_slashes=False,  # a redirect would lose the body of clients that follow it by GET
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    api.include_router(router)
    api.include_router(choice.router)
    api.include_router(health.router)
    api.include_router(export.router)
    return Correlation(api)


app = create_app()
