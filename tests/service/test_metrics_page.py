from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from service.metrics import Metrics
from service.metrics_page import metrics_routes, prefers_json
from tests.service.wire import on_a_port

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PROMETHEUS = (
    "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
    "text/plain;version=1.0.0;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1"
)


def page(mlflow: str | None) -> FastAPI:
    """An application with nothing but metrics."""
    metrics = Metrics("1", "development")
    metrics.request("/test-use-cases", "POST", "201", 0.1)
    api = FastAPI(redirect_slashes=False)
    api.include_router(metrics_routes(metrics, mlflow))
    return api


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client of it."""
    with on_a_port(page("http://me:secret@mlflow:5000/x")) as client:
        yield client


@pytest.mark.parametrize("path", ["/metrics", "/metrics/"])
@pytest.mark.parametrize("accept", ["*/*", BROWSER, "text/plain"])
def test_whoever_asks_for_nothing_else_gets_text(client: httpx.Client, path, accept):
    """In the form that every Prometheus reads, with and without a slash."""
    answer = client.get(path, headers={"Accept": accept})
    names = {family.name for family in text_string_to_metric_families(answer.text)}

    assert (200, "Accept") == (answer.status_code, answer.headers["Vary"])
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "casewright_http_requests" in names


def test_prometheus_gets_openmetrics_where_it_prefers_that(client: httpx.Client):
    """The form that it asks for first."""
    answer = client.get("/metrics", headers={"Accept": PROMETHEUS})
    names = {family.name for family in openmetrics(answer.text)}

    assert answer.headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    assert "casewright_http_requests" in names


def test_json_is_a_summary_in_the_envelope(client: httpx.Client):
    """With the address of MLflow, and without the password in it."""
    answer = client.get("/metrics", headers={"Accept": "application/json"})
    body = answer.json()

    assert "application/json" == answer.headers["Content-Type"]
    assert (True, 200, 1) == (body["is_success"], body["status_code"], body["data"]["requests"])
    assert "http://mlflow:5000/x" == body["data"]["mlflow"]
    assert "secret" not in answer.text


def test_both_forms_are_described(client: httpx.Client):
    """Whoever reads the schema finds text and JSON."""
    described = client.get("/openapi.json").json()["paths"]["/metrics"]["get"]["responses"]["200"]["content"]

    assert {"text/plain", "application/openmetrics-text", "application/json"} == set(described)
    assert "$ref" in described["application/json"]["schema"]


@pytest.mark.parametrize(
    ("accept", "wants_json"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/json, text/plain, */*", True),
        ("text/plain;q=0.5, application/json;q=0.9", True),
        ("application/json;q=0.1, text/plain", False),
        ("application/json;q=0", False),
        ("application/json;q=x", False),
        ("application/json;q=nan", False),
        (PROMETHEUS, False),
        (BROWSER, False),
        ("*/*", False),
        ("", False),
    ],
)
def test_json_is_for_whoever_names_it(accept, wants_json):
    """And prefers no text to it."""
    assert wants_json is prefers_json(accept)


@given(accept=st.text())
def test_no_accept_header_is_too_odd(accept):
    """Whatever it is, it is answered."""
    assert prefers_json(accept) in (True, False)
