"""`/docs`: Swagger UI from this service itself, because a machine without a way out has no CDN.

Only the files of `fastapi-swagger` are used, never its code: FastAPI's own page, which that fills in, has its
script inline, and nothing inline runs here.
"""

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from service.assets import content_policy, load_asset
from service.envelope import RefusedError

FOLDER = Path(__file__).parent
POLICY = content_policy()


def swagger_folder() -> Path:
    """Where Swagger UI's own files are installed.

    Raises:
        ModuleNotFoundError: they are not.

    """
    found = find_spec("fastapi_swagger")  # without importing it
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("package fastapi-swagger: not installed; run `make setup`")
    return Path(found.submodule_search_locations[0]) / "resources"


_PAGE = load_asset(FOLDER / "index.html", POLICY)
PARTS = {
    path.name: load_asset(path, POLICY)
    for path in (
        FOLDER / "docs.css",
        FOLDER / "docs.js",
        swagger_folder() / "swagger-ui.css",
        swagger_folder() / "swagger-ui-bundle.js",
    )
}
"""What the page loads, by its name beneath `/docs/`."""

router = APIRouter(prefix="/docs", include_in_schema=False)


@router.get("")
async def page(request: Request) -> Response:
    """The documentation of the API, to be read and tried."""
    return _PAGE.answer(request)


@router.get("/")
async def moved() -> RedirectResponse:
    """To the address that the page's own ones are relative to."""
    return RedirectResponse("../docs", 308)


@router.get("/{name}")
async def part(name: str, request: Request) -> Response:
    """What the page loads."""
    if name not in PARTS:
        raise RefusedError(404, "no such path; GET / lists those that there are")
    return PARTS[name].answer(request)
