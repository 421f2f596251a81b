"""Whether the service is up, and whether a story would be answered."""

import asyncio

from fastapi import APIRouter, Response

from service.choice import Chosen, chosen
from service.envelope import Answer, Envelope, enveloped
from service.probe import Connectivity
from service.serving import Role, Served, ServingDep

router = APIRouter()


class Health(Answer):
    """Whether a story would be answered now."""

    status: str
    """`healthy` or `unhealthy`."""
    chosen: Chosen
    connectivity: Connectivity
    canary: Connectivity | None
    """None: there is no canary. One that is away makes nothing unhealthy but its share of the stories."""
    last_reload_problem: str | None
    """Why the last reload of the choice came to nothing, and the last good one stays; None: it did not."""


@router.get(
    "/health",
    summary="Whether a story would be answered",
    responses={503: {"model": Envelope[Health], "description": "Unhealthy"}},
)
@router.get("/health/", include_in_schema=False)
async def health(serving: ServingDep, response: Response) -> Envelope[Health]:
    """Whether the chosen model is there, as measured; 503 when it is not."""
    champion, canary = serving.champion, serving.canary
    connectivity, beside = await asyncio.gather(_connectivity(champion), _connectivity(canary))
    assert connectivity
    status = "healthy" if connectivity.problem is None else "unhealthy"
    data = Health(
        status=status,
        chosen=chosen(champion.configuration.choice),
        connectivity=connectivity,
        canary=beside,
        last_reload_problem=serving.problems.get(Role.CHAMPION),
    )
    if connectivity.problem is None:
        return enveloped(status, data)
    response.status_code = 503
    return Envelope(message=f"{status}: {connectivity.problem}", is_success=False, data=data, status_code=503)


async def _connectivity(served: Served | None) -> Connectivity | None:
    if served is None:
        return None
    with served.in_use():
        return await served.writer.connectivity()


@router.get("/live", summary="Whether the process is up")
@router.get("/live/", include_in_schema=False)
async def live() -> Envelope[None]:
    """That the process is up. Nothing else is asked, so that no outage of a model ends a container."""
    return Envelope(message="alive", is_success=True, status_code=200)
