"""The page at `/ui`: a story in, its test cases as they are written, to be judged, taken along and rated.

It is a client of the API like any other, made of files as they stand here. Its addresses are relative, so
that it works behind a path prefix.
"""

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from service.assets import content_policy, load_asset
from service.envelope import RefusedError

FOLDER = Path(__file__).parent
POLICY = content_policy("require-trusted-types-for 'script'", "trusted-types 'none'")
"""With trusted types no text can become markup, whatever a script does."""

_ASSETS = {
    path.name: load_asset(path, POLICY)
    for path in sorted(FOLDER.iterdir())
    if path.suffix in (".html", ".css", ".js")
}

router = APIRouter(prefix="/ui", include_in_schema=False)


@router.get("")
async def moved() -> RedirectResponse:
    """To the address that the page's own ones are relative to; relative itself, because of prefixes."""
    return RedirectResponse("ui/", 308)


@router.get("/")
async def page(request: Request) -> Response:
    """The page."""
    return _ASSETS["index.html"].answer(request)


@router.get("/{name}")
async def part(name: str, request: Request) -> Response:
    """What the page loads."""
    if name not in _ASSETS:
        raise RefusedError(404, "no such path; GET / lists those that there are")
    return _ASSETS[name].answer(request)
