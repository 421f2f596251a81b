"""`POST /test-use-cases/`: a user story in, its test cases out."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from casewright.conversation import Watcher
from service.answer import Failure, WrittenSuite
from service.desk import Desk
from service.disconnect import unless_client_leaves
from service.envelope import Envelope, enveloped
from service.guard import REFUSALS as GUARD_REFUSALS
from service.guard import guarded
from service.layers.body_limit import REFUSALS as BODY_REFUSALS
from service.story import StoryRequest
from service.stream import streamed

_EVENT = {
    "type": "object",
    "properties": {
        "event": {"enum": ["attempt", "case", "problem", "answer"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
    "required": ["event", "data"],
}
_REFUSALS: Mapping[int | str, Any] = {
    200: {
        "description": "With `stream`: events `attempt`, `case`, `problem`, and at last `answer`",
        "content": {"text/event-stream": {"itemSchema": _EVENT}},
    },
    **BODY_REFUSALS,
    **GUARD_REFUSALS,
    422: {"model": Envelope[None], "description": "The body holds no user story"},
    502: {"model": Envelope[Failure], "description": "No attempt gave valid test cases"},
    503: {"model": Envelope[None], "description": "The model that was measured is not there, or not now"},
    504: {"model": Envelope[Failure], "description": "The deadline came, or the model took too long"},
}

_DESCRIBED: Mapping[str, Any] = {
    "status_code": 201,
    "response_model": Envelope[WrittenSuite],
    "responses": _REFUSALS,
}

router = APIRouter(dependencies=[Depends(guarded)])


async def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


@router.post("/test-use-cases/", summary="Write the test cases of a user story", **_DESCRIBED)
@router.post("/test-use-cases", include_in_schema=False)
@router.post("/generate-tests", summary="The same by another name", **_DESCRIBED)
@router.post("/generate-tests/", include_in_schema=False)
async def generate(body: StoryRequest, request: Request, desk: Annotated[Desk, Depends(_desk)]) -> Response:
    """The test cases of one user story; with `stream`, as they are written."""

    async def work(feed: Watcher | None = None) -> Envelope[WrittenSuite]:
        suite = await desk.answer(body, feed)
        return enveloped(f"{len(suite.test_cases)} test cases", suite, 201)

    if body.stream:
        return await streamed(work, request)
    answer = await unless_client_leaves(request, work())
    # As bytes: answers are validated when they are made, and need not be once more.
    return Response(answer.model_dump_json(), 201, media_type="application/json")
