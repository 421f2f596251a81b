from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import Response

from service import docs_page, page
from service.correlation import Correlation
from service.errors import HANDLERS
from service.layers.security_headers import HEADERS, SecurityHeaders
from tests.service.wire import on_a_port


def broken() -> None:
    """Fail as nobody expected."""
    raise LookupError("lost")


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client of a service with its pages and a route that fails."""
    api = FastAPI(exception_handlers={**HANDLERS}, docs_url=None, redoc_url=None)
    api.add_api_route("/well", lambda: Response(headers={"cache-control": "max-age=60"}))
    api.add_api_route("/broken", broken)
    api.include_router(docs_page.router)
    api.include_router(page.router)
    with on_a_port(Correlation(SecurityHeaders(api))) as one:
        yield one


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/openapi.json", 200), ("GET", "/nowhere", 404), ("PUT", "/well", 405), ("GET", "/broken", 500)],
)
def test_every_answer_has_them(client: httpx.Client, method: str, path: str, status: int):
    """Failures most of all: they are what an attacker can provoke."""
    answer = client.request(method, path)

    assert status == answer.status_code
    assert HEADERS == {name: answer.headers[name] for name in HEADERS}


def test_an_answer_may_bring_its_own(client: httpx.Client):
    """Once, not twice."""
    assert ["max-age=60"] == client.get("/well").headers.get_list("Cache-Control")


def test_what_is_no_page_may_do_nothing_in_a_browser(client: httpx.Client):
    """An answer that a browser takes for a page can neither run nor load anything, nor be framed."""
    headers = client.get("/openapi.json").headers

    assert "default-src 'none'; frame-ancestors 'none'" == headers["Content-Security-Policy"]
    assert "nosniff" == headers["X-Content-Type-Options"]
    assert "no-store" == headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/docs", "/ui/"])
def test_pages_run_only_what_this_service_serves(client: httpx.Client, path: str):
    """Nothing inline, nothing from elsewhere, and what they load is theirs to load."""
    answer = client.get(path)
    policy = dict(
        one.strip().partition(" ")[::2] for one in answer.headers["Content-Security-Policy"].split(";")
    )

    assert 200 == answer.status_code
    assert ("'none'", "'none'") == (policy["default-src"], policy["frame-ancestors"])
    assert ("'self'", "'self'") == (policy["script-src"], policy["style-src"])
    assert "same-origin" == answer.headers["Cross-Origin-Resource-Policy"]


def test_no_page_of_ours_is_left_out():
    """Were there a third, its policy would have to be looked at here."""
    root = Path(docs_page.__file__).parents[1]

    assert ["docs_page", "page"] == sorted(path.parent.name for path in root.rglob("index.html"))
