"""A sample of `python -m bench.service_fuzz`: requests that nobody should send."""

import asyncio

import httpx

from bench.service_fuzz import Fault, fuzz, judge
from bench.service_hostile import KINDS, Hostile, hostile_requests
from tests.service.conftest import STORY

COUNT = 60 * len(KINDS)
ENVELOPE = b'{"message": "m", "is_success": false, "data": null, "status_code": 422}'
REQUEST = Hostile("any", "/", b"GET / HTTP/1.1\r\n\r\n")


def test_no_request_brings_the_service_down(baseline: httpx.Client):
    """Each kind of broken request is answered below 500 and in the envelope, and stories after it as ever."""
    url = baseline.base_url
    seen = asyncio.run(fuzz(url.host, url.port or 80, hostile_requests(1, COUNT)))
    after = baseline.post("/test-use-cases/", json={"user_story": STORY})

    assert list[Fault]() == seen.faults
    assert set(KINDS) == {kind for kind, _ in seen.answers}
    assert COUNT == seen.answers.total()
    assert 201 == after.status_code


def test_the_same_seed_gives_the_same_requests():
    """What was found once can be sent again."""
    assert [*hostile_requests(5, 40)] == [*hostile_requests(5, 40)]
    assert [*hostile_requests(5, 40)] != [*hostile_requests(6, 40)]


def answered(status: int, body: bytes, content_type: bytes = b"application/json") -> bytes:
    """An answer as it comes over the wire."""
    head = b"HTTP/1.1 %d Any\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n"
    return head % (status, content_type, len(body)) + body


def test_an_answer_that_is_no_envelope_is_noticed():
    """What the fuzz calls right is right: it would see each of these."""
    problems = {
        judge(REQUEST, answer)[1]
        for answer in (
            b"",
            answered(500, ENVELOPE),
            answered(422, b"{}"),
            answered(422, b"no JSON"),
            answered(413, ENVELOPE),
            answered(422, b"no envelope", b"text/plain"),
        )
    }

    assert {
        "no answer to whole HTTP",
        "answered b'HTTP/1.1 500 Any\\r\\nContent-Type: application/json\\r\\nContent-Length: 71'",
        "422 with a body that is no envelope",
        "422 with a body that is no JSON",
        "413 with an envelope that says 422",
        "422 is not in the envelope",
    } == problems
    assert ("422", "") == judge(REQUEST, answered(422, ENVELOPE))
