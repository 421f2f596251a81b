"""What the OpenAPI document says is what is answered, whatever is sent."""

import os
from collections import Counter
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from casewright.exports import EXPORTERS
from tests.service.conftest import STORY

EXAMPLES = int(os.environ.get("CASEWRIGHT_CONTRACT_EXAMPLES", "10"))
"""Requests for each operation; thousands are for a night."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CASE = {
    "id": "TC-001",
    "type": "positive",
    "title": "A basket that was saved is there the day after",
    "priority": "high",
    "preconditions": ["The basket holds one kettle"],
    "steps": ['Press "Save basket"'],
    "expected_result": "The basket still holds one kettle",
    "quality_score": 8,
}
HOSTILE = [
    {"X-Correlation-ID": "a" * 200},
    {"X-Correlation-ID": "<script>"},
    {"X-Correlation-ID": "ü", "X-API-Key": "ü"},
    {"Authorization": "Bearer"},
    {"Authorization": "Basic nonsense", "X-API-Key": ""},
    {"Accept": "text/html;q=x, */*;q=nan"},
    {"Accept": ""},
    {"Accept-Encoding": "nonsense"},
    {"X-Forwarded-For": "300.1.1.1, ::1, nonsense", "X-Forwarded-Proto": "gopher"},
    {"Forwarded": "for=;;;", "Host": "elsewhere.example:99999"},
    {"traceparent": "00-zz-zz-zz", "tracestate": "=,=,="},
    {"If-None-Match": '"', "Range": "bytes=9-1"},
]


@pytest.fixture(scope="module")
def described(baseline: httpx.Client) -> Any:
    """The document, as the running service has it."""
    return schemathesis.openapi.from_url(f"{baseline.base_url}/openapi.json")


def tried(described: Any, examples: int, headers: dict[str, str]) -> Counter[str]:
    """Try every operation that the document has, with good requests and with bad ones; how often each."""
    times: Counter[str] = Counter()

    def once(case: Any) -> None:
        times[case.operation.label] += 1
        if case.path_parameters and times.total() % 2:  # or else it would hardly ever name one that there is
            case.path_parameters["format_name"] = sorted(EXPORTERS)[times.total() % len(EXPORTERS)]
        case.call_and_validate(checks=CHECKS, headers=headers, timeout=20)

    for found in described.get_all_operations():
        operation = found.ok()
        for mode in GenerationMode:
            if mode.is_positive or operation.body:  # there is nothing to get wrong in a plain GET
                bounds = settings(
                    max_examples=examples,
                    derandomize=True,
                    deadline=None,
                    database=None,
                    suppress_health_check=[*HealthCheck],
                )
                bounds(given(operation.as_strategy(generation_mode=mode))(once))()
    return times


def test_answers_are_those_that_are_described(described: Any):
    """Good requests and bad ones get a status, a type and a form that the document names, and never a 5xx."""
    times = tried(described, EXAMPLES, {})

    assert {"GET /live", "POST /test-use-cases/", "POST /feedback", "POST /export/{format_name}"} <= set(
        times
    )
    assert EXAMPLES <= times["POST /test-use-cases/"]


@pytest.mark.parametrize("headers", HOSTILE, ids=lambda headers: "+".join(headers))
def test_no_header_changes_what_is_described(described: Any, headers: dict[str, str]):
    """Odd and broken headers are answered as any others, or refused as the document says."""
    times = tried(described, max(1, EXAMPLES // 10), headers)

    assert len(list(described.get_all_operations())) == len(times)


def test_what_the_document_shows_can_be_sent_as_it_stands(baseline: httpx.Client):
    """Every body that is shown is a good one, under each path that takes it."""
    document = baseline.get("/openapi.json").json()
    schemas, statuses = document["components"]["schemas"], dict[str, set[int]]()
    for path, operations in document["paths"].items():
        if "post" not in operations:
            continue
        name = operations["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].split("/")[
            -1
        ]
        address = path.format(format_name="markdown")
        statuses[path] = {baseline.post(address, json=body).status_code for body in schemas[name]["examples"]}

    assert statuses == {
        "/test-use-cases/": {200, 201},
        "/generate-tests": {200, 201},
        "/feedback": {201},
        "/export/{format_name}": {200},
    }


@pytest.mark.parametrize("name", sorted(EXPORTERS))
def test_every_export_has_a_type_that_is_described(described: Any, name: str):
    """A file of each format comes as one of the types that the document has for files."""
    suite = {"story_id": "US-001", "user_story": STORY, "test_cases": [CASE]}
    case = described["/export/{format_name}"]["POST"].Case(
        path_parameters={"format_name": name},
        query={"project": "SHOP"},
        body={"suites": [suite]},
        media_type="application/json",
    )
    answer = case.call_and_validate(checks=CHECKS)

    assert 200 == answer.status_code
