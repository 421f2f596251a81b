"""The application: `python -m service` serves it; `service.app:app` is it for any other ASGI server."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from service import NAME, VERSION, export, health
from service.configuration import Configuration, load_configuration
from service.correlation import Correlation
from service.errors import HANDLERS
from service.routes import Service, router
from service.writer import open_writer


def create_app(load: Callable[[], Configuration] = load_configuration) -> Correlation:
    """The application in its layers, outermost last. `load` is called when it starts, not before."""

    @asynccontextmanager
    async def lifespan(api: FastAPI) -> AsyncIterator[None]:
        configuration = load()
        async with open_writer(configuration) as writer:
            api.state.service = Service(configuration, writer)
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
    api.include_router(health.router)
    api.include_router(export.router)
    return Correlation(api)


app = create_app()
