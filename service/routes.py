"""What can be asked of the service."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from casewright.records import Cell
from service import NAME, VERSION
from service.answer import Failure, WrittenSuite, failed, written
from service.configuration import Configuration
from service.disconnect import unless_client_leaves
from service.envelope import Answer, Envelope, enveloped
from service.probe import Connectivity
from service.story import StoryRequest, clean_story
from service.writer import Writer


@dataclass(frozen=True)
class Service:
    """What the routes work with; made when the application starts."""

    configuration: Configuration
    writer: Writer


async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


ServiceDep = Annotated[Service, Depends(_service)]


class Chosen(Answer):
    """The configuration that is served."""

    model: str
    model_digest: str
    prompt: str | None
    """None: the baseline takes no prompt."""
    prompt_hash: str
    is_language_model: bool
    description: str


class About(Answer):
    """Who answers here, and where to read on."""

    name: str
    version: str
    chosen: Chosen
    links: dict[str, str]


class Health(Answer):
    """Whether a story would be answered now."""

    status: str
    """`healthy` or `unhealthy`."""
    chosen: Chosen
    connectivity: Connectivity


_LINKS = {
    "generate": "/test-use-cases/",
    "export": "/export",
    "health": "/health",
    "documentation": "/docs",
    "schema": "/openapi.json",
}
_REFUSALS: Mapping[int | str, Any] = {
    422: {"model": Envelope[None], "description": "The body holds no user story"},
    502: {"model": Envelope[Failure], "description": "No attempt gave valid test cases"},
    503: {"model": Envelope[None], "description": "The model that was measured is not there"},
    504: {"model": Envelope[Failure], "description": "The model took too long"},
}

router = APIRouter()


@router.get("/")
async def about(service: ServiceDep) -> Envelope[About]:
    """What this service is and what it runs."""
    chosen = _chosen(service)
    data = About(name=NAME, version=VERSION, chosen=chosen, links=_LINKS)
    return enveloped(f"{NAME} {VERSION}: {chosen.description}", data)


@router.get("/health", responses={503: {"model": Envelope[Health], "description": "Unhealthy"}})
async def health(service: ServiceDep, response: Response) -> Envelope[Health]:
    """Whether the chosen model is there, as measured; 503 when it is not."""
    connectivity = await service.writer.connectivity()
    healthy = connectivity.problem is None
    status = "healthy" if healthy else "unhealthy"
    data = Health(status=status, chosen=_chosen(service), connectivity=connectivity)
    if healthy:
        return enveloped(status, data)
    response.status_code = 503
    return Envelope(message=f"{status}: {connectivity.problem}", is_success=False, data=data, status_code=503)


@router.post("/test-use-cases/", status_code=201, responses={**_REFUSALS})
@router.post("/test-use-cases", status_code=201, include_in_schema=False)
@router.post("/generate-tests", status_code=201, include_in_schema=False)
@router.post("/generate-tests/", status_code=201, include_in_schema=False)
async def generate(body: StoryRequest, request: Request, service: ServiceDep) -> Envelope[WrittenSuite]:
    """The test cases of one user story."""
    story, replaced = clean_story(body, service.configuration.clean)
    generation, timing = await unless_client_leaves(request, service.writer.write(story))
    if generation.failure is not None:
        raise failed(generation)
    suite = written(
        story,
        generation,
        timing,
        is_language_model=service.configuration.choice.is_language_model,
        replaced=replaced,
    )
    return enveloped(f"{len(suite.test_cases)} test cases", suite, 201)


def _chosen(service: Service) -> Chosen:
    choice = service.configuration.choice
    return Chosen(
        model=choice.cell.model,
        model_digest=choice.model_digest,
        prompt=choice.cell.prompt,
        prompt_hash=choice.prompt_hash,
        is_language_model=choice.is_language_model,
        description=_description(choice.cell, is_language_model=choice.is_language_model),
    )


def _description(cell: Cell, *, is_language_model: bool) -> str:
    if is_language_model:
        return f"test cases are written by the language model {cell.model} with the prompt {cell.prompt}"
    return f"test cases are written by {cell.model}, which is rule-based and not a language model"
