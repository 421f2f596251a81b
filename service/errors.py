"""Every failure as an answer in the envelope: what went wrong in one line, and nothing of what was sent."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from casewright.errors import ServerError
from casewright.records import STORY_LENGTH
from service.disconnect import ClientGoneError
from service.envelope import RefusedError, refusal
from service.layers.access_log import REFUSED, note
from service.probe import KEPT_S
from service.story import BadStoryError

CLIENT_CLOSED_REQUEST = 499
UNREADABLE_BODY = 400
"""What FastAPI makes of a body that is no UTF-8, or nested without end; of other broken JSON it makes 422."""
_FIELD = re.compile(r"[\w.-]{1,40}")
_STORY = f"{STORY_LENGTH[0]} to {STORY_LENGTH[1]} characters"
_TOP_LEVEL = 2
"""Parts of the place of a field of the body itself."""
_UNKNOWN = "unknown field; /openapi.json has those that there are"
_ALWAYS = {
    "string_type": "not a text; expected a string",
    "string_unicode": "not a text that UTF-8 can carry; expected whole characters",
}


class Expectations(NamedTuple):
    """What a body has to be."""

    body: str
    by_type: Mapping[str, str]
    """By pydantic's type of error; its own words for the others, which hold nothing of the value."""
    length: str | None = None
    """Of its main text."""


STORY_EXPECTED = Expectations(
    '{"user_story": "..."}',
    {
        "missing": f"missing; expected a text of {_STORY}",
        "extra_forbidden": "unknown field; expected user_story or story, acceptance_criteria, stream",
        "tuple_type": "not a list; expected a list of texts",
        "bool_type": "neither true nor false; expected one of them",
        **_ALWAYS,
    },
    _STORY,
)
SUITES_EXPECTED = Expectations(
    '{"suites": [{"story_id": "...", "test_cases": [...]}]}',
    {
        "missing": "missing",
        "extra_forbidden": _UNKNOWN,
        "tuple_type": "not a list",
        **_ALWAYS,
    },
)
FEEDBACK_EXPECTED = Expectations(
    '{"correlation_id": "...", "rating": 5}',
    {
        "missing": "missing",
        "extra_forbidden": "unknown field; expected correlation_id, rating, action, corrected or comment",
        "tuple_type": "not a list of test cases",
        **_ALWAYS,
    },
)


async def on_bad_request(request: Request, error: RequestValidationError) -> JSONResponse:
    """What was sent is no story, no suites to export, or no feedback."""
    return refusal(422, explain(error.errors(), _expectations_of(request)))


async def on_refused(request: Request, error: RefusedError) -> JSONResponse:
    """What was found out on the way."""
    if error.reason:
        note(request.scope, {REFUSED: error.reason})
    return refusal(error.status_code, error.message, error.data, error.headers)


async def on_bad_story(_: Request, error: BadStoryError) -> JSONResponse:
    """What cleaning left is no story."""
    return refusal(422, f"{explain(error.problems)}, counted with personal data replaced")


async def on_http_error(request: Request, error: HTTPException) -> JSONResponse:
    """No such path, no such method, or a body that cannot be read at all."""
    if error.status_code == UNREADABLE_BODY:
        return refusal(422, f"body: cannot be read as JSON; expected {_expectations_of(request).body}")
    headers = dict(error.headers or {})
    if headers.get("Allow") == "GET":
        headers["Allow"] = "GET, HEAD"  # of which the layer of that name makes a GET
    messages = {
        404: "no such path; GET / lists those that there are",
        405: f"no such method on this path; expected {headers.get('Allow', 'another')}",
    }
    return refusal(error.status_code, messages.get(error.status_code, error.detail), headers=headers)


async def on_missing_server(_: Request, error: ServerError) -> JSONResponse:
    """Nobody is there who could write."""
    return refusal(503, str(error), headers={"Retry-After": f"{KEPT_S:g}"})


async def on_client_gone(_: Request, __: ClientGoneError) -> JSONResponse:
    """For the log: nobody reads this."""
    return refusal(CLIENT_CLOSED_REQUEST, "the client closed the connection")


async def on_unexpected(_: Request, __: Exception) -> JSONResponse:
    """A fault of ours; the log has it under the correlation id."""
    return refusal(500, "internal error; the log has it under this answer's X-Correlation-ID")


def _expectations_of(request: Request) -> Expectations:
    path = request.url.path
    if path.startswith("/feedback"):
        return FEEDBACK_EXPECTED
    return SUITES_EXPECTED if path.startswith("/export") else STORY_EXPECTED


def explain(errors: Sequence[Any], expected: Expectations = STORY_EXPECTED) -> str:
    """The first problem in one line: field, length and expectation, never the value."""
    first: Mapping[str, Any] = errors[0]
    # A list with a bad element is told as too short as well.
    above = {one["loc"][:depth] for one in errors for depth in range(len(one["loc"]))}
    count = sum(one["loc"] not in above for one in errors)
    more = f" (and {count - 1} more)" if count > 1 else ""
    if first["type"] == "json_invalid":
        return f"body: not JSON at character {first['loc'][-1]}; expected {expected.body}"
    where = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
    if where == "body" and first["type"] != "value_error":
        return f"body: not a JSON object sent as application/json; expected {expected.body}"
    # The name of an unknown field is the client's text as well.
    field = where if _FIELD.fullmatch(where) else "a field"
    return f"{field}: {_expectation(first, expected)}{more}"


def _expectation(error: Mapping[str, Any], expected: Expectations) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if expected.length and kind in ("string_too_short", "string_too_long"):
        limits = expected.length if set(STORY_LENGTH) & {*context.values()} else _limit(context)
        return f"{len(error['input'])} characters without the white space around it; expected {limits}"
    if kind in ("too_short", "too_long"):
        return f"a list of {context['actual_length']}; expected {_limit(context)}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "extra_forbidden" and len(error["loc"]) > _TOP_LEVEL:
        return _UNKNOWN
    words = expected.by_type.get(kind, str(error["msg"]))
    return words.replace("Input should be", "expected").replace("String should", "expected a text to")


def _limit(context: Mapping[str, Any]) -> str:
    return (
        f"at least {context['min_length']}" if "min_length" in context else f"at most {context['max_length']}"
    )


HANDLERS: Mapping[Any, Any] = {
    RequestValidationError: on_bad_request,
    BadStoryError: on_bad_story,
    RefusedError: on_refused,
    HTTPException: on_http_error,
    ServerError: on_missing_server,
    ClientGoneError: on_client_gone,
    Exception: on_unexpected,
}
"""Starlette's table of exceptions and what answers them."""
