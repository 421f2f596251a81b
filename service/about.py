"""`GET /`: who answers here, and where to read on."""

from fastapi import APIRouter, Request

from service import NAME
from service.choice import Chosen, chosen
from service.envelope import Answer, Envelope, enveloped
from service.serving import ServingDep

_LINKS = {
    "generate": "/test-use-cases/",
    "feedback": "/feedback",
    "export": "/export",
    "choice": "/choice",
    "health": "/health",
    "live": "/live",
    "metrics": "/metrics",
    "page": "/ui/",
    "documentation": "/docs",
    "schema": "/openapi.json",
}

router = APIRouter()


class About(Answer):
    """Who answers here, and where to read on."""

    name: str
    version: str
    environment: str
    """development, staging or production."""
    chosen: Chosen
    links: dict[str, str]


@router.get("/", summary="Who answers here")
async def about(serving: ServingDep, request: Request) -> Envelope[About]:
    """What this service is and what it runs."""
    settings = request.app.state.settings
    runs = chosen(serving.champion.configuration.choice)
    data = About(
        name=NAME,
        version=settings.service_version,
        environment=settings.environment,
        chosen=runs,
        links=_LINKS,
    )
    return enveloped(f"{NAME} {settings.service_version}: {runs.description}", data)
