import json
import socket

import httpx
import pytest

from service import protocol
from service.layers.security_headers import HEADERS
from service.protocol import HEAD_BYTES
from tests.service.conftest import STORY

BODY = json.dumps({"user_story": STORY}).encode()
POST = b"POST /test-use-cases/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


def said(client: httpx.Client, *pieces: bytes) -> bytes:
    """What is answered until the connection is closed from the other side, or broken."""
    with socket.create_connection((client.base_url.host, client.base_url.port), timeout=20) as wire:
        answer = b""
        try:
            for piece in pieces:
                wire.sendall(piece)
            while read := wire.recv(65536):
                answer += read
        except ConnectionError:
            pass
        return answer


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x00\xff\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: a\nb\r\n\r\n",
        b"GET /%s HTTP/1.1\r\n\r\n" % (b"a" * 70_000),
        b"%bContent-Length: -1\r\n\r\n" % POST,
        b"%bContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % POST,
        b"%bTransfer-Encoding: chunked\r\n\r\nnonsense\r\n" % POST,
    ],
)
def test_what_is_no_request_is_answered_as_all_else_is(baseline: httpx.Client, sent):
    """In the envelope, with an id and the headers of every answer; then the connection is closed."""
    head, _, body = said(baseline, sent).partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = httpx.Headers([tuple(line.split(": ", 1)) for line in lines])

    assert "HTTP/1.1 400 Bad Request" == status
    assert 400 == json.loads(body)["status_code"]
    assert str(len(body)) == headers["Content-Length"]
    assert 36 == len(headers["X-Correlation-ID"])
    assert HEADERS == {name: headers[name] for name in HEADERS}


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"GET /live HTTP/1.1\r\nX-Long: ", b"a" * 1000),
        (b"GET /live HTTP/1.1\r\n", b"X-Many: %b\r\n" % (b"a" * 990)),
    ],
)
def test_a_head_without_end_is_cut_off(baseline: httpx.Client, start, piece):
    """One header or many: no more is kept than a head may have."""
    answer = said(baseline, start, *[piece] * (20 * HEAD_BYTES // 1000))

    assert answer.startswith(b"HTTP/1.1 431 ") or answer == b""  # a client that still sends may not see it
    assert 200 == baseline.get("/live").status_code


def test_trailers_without_end_are_cut_off(baseline: httpx.Client):
    """What follows the last piece of a body is a head as well."""
    start = POST + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n" % (len(BODY), BODY)
    answer = said(baseline, start, *[b"X-Many: %b\r\n" % (b"a" * 990)] * (20 * HEAD_BYTES // 1000))

    assert answer.startswith(b"HTTP/1.1 431 ") or answer == b""


def test_an_answer_is_not_broken_into(baseline: httpx.Client):
    """What follows a request and is none ends the connection, and is not taken for that request's answer."""
    content = b"%bContent-Length: %d\r\n\r\n%b" % (POST, len(BODY), BODY)
    answer = said(baseline, content + b"nonsense\r\n\r\n")

    assert not answer.startswith(b"HTTP/1.1 400 ")


def test_a_body_in_very_small_pieces_is_a_body(baseline: httpx.Client):
    """What frames it may be far more than it is."""
    chunks = b"".join(b"1;%b\r\n%c\r\n" % (b"x" * 2000, byte) for byte in BODY)
    ending = b"0\r\n\r\n"
    answer = said(baseline, POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n", chunks, ending)

    assert answer.startswith(b"HTTP/1.1 201 ")


@pytest.mark.parametrize("sent", [b"", b"GET /live HT", b"GET /live HTTP/1.1\r\n\r\nGET /li"])
def test_who_sends_no_whole_request_is_not_waited_for(baseline: httpx.Client, monkeypatch, sent):
    """Neither at the beginning of a connection nor after an answer."""
    monkeypatch.setattr(protocol, "HEAD_WITHIN_S", 0.05)
    answer = said(baseline, sent)

    assert answer.count(b"HTTP/1.1 200 ") == sent.count(b"\r\n\r\n")
