from dataclasses import replace

import httpx
import pytest

from service.configuration import load_configuration
from tests.fake_ollama import FakeOllama
from tests.service.conftest import NOWHERE, STORY, Project, serving

URL = "/test-use-cases/"
SECRET = "swordfish"


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and message of an answer, which has to be a failure in the envelope."""
    body = answer.json()

    assert set(body) == {"message", "is_success", "data", "status_code"}
    assert (body["is_success"], body["status_code"]) == (False, answer.status_code)
    assert "\n" not in body["message"]
    return answer.status_code, body["message"]


BAD_BODIES = {
    "short": ({"user_story": SECRET}, "user_story: 9 characters"),
    "short by the other name": ({"story": SECRET}, "story: 9 characters"),
    "long": ({"user_story": SECRET * 56}, "user_story: 504 characters"),
    "spaces": ({"user_story": " " * 30}, "user_story: 0 characters"),
    "short within spaces": ({"user_story": f"{SECRET}{' ' * 30}x"}, "user_story: 11 characters"),
    "missing": ({}, "user_story: missing; expected a text of 20 to 500 characters"),
    "number": ({"user_story": 12345}, "user_story: not a text; expected a string"),
    "null": ({"user_story": None}, "user_story: not a text"),
    "list": ([STORY], "body: not a JSON object"),
    "text": (STORY, "body: not a JSON object"),
    "unknown field": ({"user_story": STORY, "modle": SECRET}, "modle: unknown field; expected user_story"),
    "field that is text": ({"user_story": STORY, f"{SECRET} {SECRET}": 1}, "a field: unknown field"),
    "both names": ({"user_story": STORY, "story": STORY}, "story: unknown field"),
    "criteria as text": (
        {"user_story": STORY, "acceptance_criteria": SECRET},
        "acceptance_criteria: not a list",
    ),
    "empty criterion": (
        {"user_story": STORY, "acceptance_criteria": ["It works.", "  "]},
        "acceptance_criteria.1: 0 characters without the white space around it; expected at least 1",
    ),
    "long criterion": (
        {"user_story": STORY, "acceptance_criteria": ["a" * 1001]},
        "acceptance_criteria.0: 1001 characters without the white space around it; expected at most 1000",
    ),
    "long criteria": (
        {"user_story": STORY, "acceptance_criteria": ["a" * 1000] * 21},
        "acceptance_criteria: 21000 characters together; expected at most 20000",
    ),
    "many criteria": (
        {"user_story": STORY, "acceptance_criteria": ["It works."] * 101},
        "acceptance_criteria: a list of 101; expected at most 100",
    ),
    "stream": ({"user_story": STORY, "stream": SECRET}, "stream: neither true nor false"),
    "two problems": ({"user_story": SECRET, "x": 1}, "(and 1 more)"),
}


@pytest.mark.parametrize("case", BAD_BODIES)
def test_a_body_that_is_no_story_is_refused_without_an_echo(baseline: httpx.Client, case):
    """Status 422 and one line with field, length and expectation; nothing of what was sent comes back."""
    body, expected = BAD_BODIES[case]
    status, message = refused(baseline.post(URL, json=body))

    assert status == 422
    assert expected in message
    assert SECRET not in message
    if "characters w" in message and "criteria" not in message:
        assert "expected 20 to 500 characters" in message


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (b'{"user_story": "As', "application/json", "body: not JSON at character 15"),
        (b"", "application/json", "body: not a JSON object"),
        (b'{"user_story": "caf\xe9"}', "application/json", "body: cannot be read as JSON"),
        (b"[" * 60_000, "application/json", "body: cannot be read as JSON"),
        (
            f'{{"user_story": "{STORY}"}}'.encode(),
            "text/plain",
            "body: not a JSON object sent as application/json",
        ),
    ],
    ids=["cut", "empty", "not UTF-8", "deep", "content type"],
)
def test_a_body_that_is_no_json_is_refused_in_the_envelope(baseline: httpx.Client, content, kind, expected):
    """A broken body is the client's fault, and said so in the one form that answers have."""
    answer = baseline.post(URL, content=content, headers={"Content-Type": kind})
    status, message = refused(answer)

    assert status == 422
    assert message.startswith(expected)


def test_what_is_not_there_is_said_in_the_envelope(baseline: httpx.Client):
    """404 and 405 have the same form as every other answer, and 405 names the method."""
    wrong_method = baseline.get(URL)

    assert refused(baseline.get("/nowhere")) == (404, "no such path; GET / lists those that there are")
    assert refused(wrong_method) == (405, "no such method on this path; expected POST")
    assert wrong_method.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    ("model", "outcome"),
    [
        ("truncated", "truncated"),
        ("not-json", "not_json"),
        ("violation", "schema_violation"),
        ("no-done", "aborted"),
        ("always-500", "server_error"),
    ],
)
def test_a_model_that_fails_every_time_is_a_bad_gateway(project: Project, ollama: FakeOllama, model, outcome):
    """502 names the outcome, after as many attempts as were measured."""
    project.choose_model(model, ollama, max_attempts=2)
    with serving() as client:
        answer = client.post(URL, json={"user_story": STORY})
    status, message = refused(answer)

    assert status == 502
    assert message.startswith(f"no valid test cases after 2 attempts: {outcome}: ")
    assert answer.json()["data"] == {"outcome": outcome, "attempts": 2, "model": model, "prompt": "basic"}
    assert len(ollama.chats) == 2


def test_a_model_that_is_too_slow_is_a_gateway_timeout(project: Project, ollama: FakeOllama):
    """504 names the limit that was hit."""
    project.set_params(ollama={"token_timeout_s": 0.1})
    project.choose_model("slow-headers", ollama, max_attempts=1)
    with serving() as client:
        status, message = refused(client.post(URL, json={"user_story": STORY}))

    assert status == 504
    assert message == (
        "no valid test cases after 1 attempt: timeout: no token for 0.1 s (ollama.token_timeout_s)"
    )


def test_a_server_that_is_not_there_is_said_with_the_fix(project: Project, ollama: FakeOllama):
    """503 at once, with the line that the pipeline would end with; no attempt is made."""
    project.choose_model("llama3.2:1b", ollama)
    project.set_params(ollama={"host": NOWHERE})
    with serving() as client:
        status, message = refused(client.post(URL, json={"user_story": STORY}))

    assert status == 503
    assert message.startswith(f"Ollama server at {NOWHERE}: ")
    assert "start it with `ollama serve`" in message


def test_an_unexpected_error_says_nothing_of_itself(project: Project):
    """500 in the envelope; neither the error's type nor its text."""
    project.choose_baseline()
    broken = replace(load_configuration(), scrubbing=None)  # type: ignore[arg-type]
    with serving(lambda: broken) as client:
        answer = client.post(URL, json={"user_story": STORY})

    assert refused(answer) == (500, "internal error; the log has it under this answer's X-Correlation-ID")
