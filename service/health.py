"""Whether the service is up, and whether a story would be answered."""

from fastapi import APIRouter, Response

from service.choice import Chosen, chosen
from service.envelope import Answer, Envelope, enveloped
from service.probe import Connectivity
from service.routes import ServiceDep

router = APIRouter()


class Health(Answer):
    """Whether a story would be answered now."""

    status: str
    """`healthy` or `unhealthy`."""
    chosen: Chosen
    connectivity: Connectivity


@router.get("/health", responses={503: {"model": Envelope[Health], "description": "Unhealthy"}})
@router.get("/health/", include_in_schema=False)
async def health(service: ServiceDep, response: Response) -> Envelope[Health]:
    """Whether the chosen model is there, as measured; 503 when it is not."""
    connectivity = await service.writer.connectivity()
    healthy = connectivity.problem is None
    status = "healthy" if healthy else "unhealthy"
    data = Health(status=status, chosen=chosen(service.configuration.choice), connectivity=connectivity)
    if healthy:
        return enveloped(status, data)
    response.status_code = 503
    return Envelope(message=f"{status}: {connectivity.problem}", is_success=False, data=data, status_code=503)


@router.get("/live")
@router.get("/live/", include_in_schema=False)
async def live() -> Envelope[None]:
    """That the process is up. Nothing else is asked, so that no outage of a model ends a container."""
    return Envelope(message="alive", is_success=True, status_code=200)
