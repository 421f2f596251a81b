import uuid
from dataclasses import replace

import httpx
import pytest

from service.configuration import load_configuration
from service.correlation import HEADER, correlation_id
from tests.service.conftest import STORY, Project, serving


def test_an_id_that_is_given_is_returned(baseline: httpx.Client):
    """A client finds its own id on the answer."""
    assert baseline.get("/", headers={HEADER: "order-42_a.b"}).headers[HEADER] == "order-42_a.b"


@pytest.mark.parametrize("given", [None, "", "two words", "x" * 129, "a;b", "ünï".encode()])
def test_an_id_is_made_where_none_is_given_that_can_be_used(baseline: httpx.Client, given):
    """What could break a log line is replaced, not repaired."""
    answer = baseline.get("/", headers={} if given is None else {HEADER: given})

    assert str(uuid.UUID(answer.headers[HEADER])) == answer.headers[HEADER]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("POST", "/test-use-cases/", 422), ("GET", "/nowhere", 404), ("DELETE", "/health", 405)],
)
def test_failures_carry_the_id(baseline: httpx.Client, method, path, status):
    """An answer can be traced most of all when it is a failure."""
    answer = baseline.request(method, path, headers={HEADER: "trace-1"})

    assert (answer.status_code, answer.headers.get_list(HEADER)) == (status, ["trace-1"])


def test_an_unexpected_error_is_logged_once_with_the_id(project: Project, caplog):
    """The answer says nothing of the error but the id under which the log has it."""
    project.choose_baseline()
    broken = replace(load_configuration(), scrubbing=None)  # type: ignore[arg-type]
    with serving(lambda: broken) as client:
        answer = client.post("/test-use-cases/", json={"user_story": STORY}, headers={HEADER: "trace-2"})
    logged = [record for record in caplog.records if record.exc_info]

    assert (answer.status_code, answer.headers[HEADER]) == (500, "trace-2")
    assert [record.getMessage() for record in logged] == [
        "POST /test-use-cases/ failed; correlation id trace-2"
    ]


def test_outside_of_a_request_there_is_no_id():
    """What logs outside of a request gets a dash."""
    assert correlation_id.get() == "-"
