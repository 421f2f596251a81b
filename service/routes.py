"""What can be asked of the service."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request

from service import NAME, VERSION
from service.answer import Failure, WrittenSuite, failed, written
from service.choice import Chosen, chosen
from service.correlation import correlation_id
from service.disconnect import unless_client_leaves
from service.envelope import Answer, Envelope, enveloped
from service.serving import ServingDep
from service.story import StoryRequest, clean_story


class About(Answer):
    """Who answers here, and where to read on."""

    name: str
    version: str
    chosen: Chosen
    links: dict[str, str]


_LINKS = {
    "generate": "/test-use-cases/",
    "export": "/export",
    "choice": "/choice",
    "health": "/health",
    "live": "/live",
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
async def about(serving: ServingDep) -> Envelope[About]:
    """What this service is and what it runs."""
    runs = chosen(serving.champion.configuration.choice)
    data = About(name=NAME, version=VERSION, chosen=runs, links=_LINKS)
    return enveloped(f"{NAME} {VERSION}: {runs.description}", data)


@router.post("/test-use-cases/", status_code=201, responses={**_REFUSALS})
@router.post("/test-use-cases", status_code=201, include_in_schema=False)
@router.post("/generate-tests", status_code=201, include_in_schema=False)
@router.post("/generate-tests/", status_code=201, include_in_schema=False)
async def generate(body: StoryRequest, request: Request, serving: ServingDep) -> Envelope[WrittenSuite]:
    """The test cases of one user story."""
    with serving.pick(correlation_id.get()).in_use() as served:
        configuration = served.configuration
        story, replaced = clean_story(body, configuration.clean)
        generation, timing = await unless_client_leaves(request, served.writer.write(story))
    if generation.failure is not None:
        raise failed(generation)
    suite = written(
        story,
        generation,
        timing,
        is_language_model=configuration.choice.is_language_model,
        replaced=replaced,
    )
    return enveloped(f"{len(suite.test_cases)} test cases", suite, 201)
