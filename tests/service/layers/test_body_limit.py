import json
import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from service.layers.body_limit import BodyLimit
from tests.service.wire import on_a_port

LIMIT = 1000
EXPORT_LIMIT = 100_000
calls: list[str] = []


async def measuring(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that says how long the body was."""
    request = Request(scope, receive)
    calls.append(request.url.path)
    await JSONResponse({"bytes": len(await request.body())})(scope, receive, send)


@contextmanager
def limiting(within_s: float = 20.0) -> Iterator[httpx.Client]:
    """A client of that application behind the layer."""
    calls.clear()
    with on_a_port(BodyLimit(measuring, LIMIT, EXPORT_LIMIT, within_s)) as client:
        yield client


@pytest.fixture(scope="module")
def _limited() -> Iterator[httpx.Client]:
    with limiting() as client:
        yield client


@pytest.fixture
def limited(_limited: httpx.Client) -> httpx.Client:
    """A client of one that lasts; what was called is counted from here."""
    calls.clear()
    return _limited


def in_pieces(length: int) -> Iterator[bytes]:
    """A body without a length."""
    for _ in range(length // 100):
        yield b"x" * 100


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and message of an answer, which has to be a failure in the envelope that ends the connection."""
    body = answer.json()

    assert {"message", "is_success", "data", "status_code"} == set(body)
    assert (False, answer.status_code) == (body["is_success"], body["status_code"])
    assert "close" == answer.headers["Connection"]
    return answer.status_code, body["message"]


@pytest.mark.parametrize("content", [b"", b"x", b"x" * LIMIT])
def test_what_is_within_the_limit_goes_on(limited: httpx.Client, content: bytes):
    """With a length, and in pieces."""
    known = limited.post("/", content=content).json()
    pieces = limited.post("/", content=iter([content])).json()

    assert [{"bytes": len(content)}] * 2 == [known, pieces]


def test_a_body_that_says_it_is_too_long_is_refused(limited: httpx.Client):
    """413 names both lengths and the setting; the application never hears of it."""
    answer = limited.post("/", content=b"x" * (LIMIT + 1))

    assert (413, "body: 1001 bytes; expected at most 1000 (SERVICE_BODY_BYTES)") == refused(answer)
    assert [] == calls


@pytest.mark.parametrize("length", [LIMIT + 100, 2_000_000])
def test_a_body_that_turns_out_too_long_is_refused(limited: httpx.Client, length: int):
    """Sent in pieces, without a word on how many there will be; a client that sends all first hears of it."""
    answer = limited.post("/", content=in_pieces(length))

    assert (413, "body: more than 1000 bytes; expected at most 1000 (SERVICE_BODY_BYTES)") == refused(answer)
    assert [] == calls


@pytest.mark.parametrize(
    ("path", "status"),
    [("/export", 200), ("/export/csv", 200), ("/exported", 413), ("/a/export/", 413), ("/", 413)],
)
def test_exports_may_be_longer(limited: httpx.Client, path: str, status: int):
    """By their path, and no other path that looks like it."""
    assert status == limited.post(path, content=b"x" * 2000).status_code


def test_exports_have_a_limit_too(limited: httpx.Client):
    """It is named by its own setting."""
    status, message = refused(limited.post("/export/csv", content=b"x" * (EXPORT_LIMIT + 1)))

    assert 413 == status
    assert "expected at most 100000 (SERVICE_EXPORT_BODY_BYTES)" in message


def test_after_a_refusal_the_next_request_is_served(limited: httpx.Client):
    """On another connection: on this one nobody knows where the body ends."""
    limited.post("/", content=b"x" * 5000)

    assert 200 == limited.post("/", content=b"x").status_code


def raw(client: httpx.Client, *pieces: bytes, pause_s: float = 0.0) -> bytes:
    """All that comes back until the connection is closed; bytes are sent for as long as nothing does."""
    address = (client.base_url.host, client.base_url.port)
    with socket.create_connection(address, timeout=20) as connection:
        for piece in pieces:
            if select.select([connection], [], [], pause_s)[0]:
                break
            connection.sendall(piece)
        received = b""
        while more := connection.recv(65536):
            received += more
    return received


def test_whoever_asks_before_sending_sends_nothing(limited: httpx.Client):
    """`Expect: 100-continue` is answered 413 at once, and never by 100."""
    received = raw(
        limited, b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n"
    )

    assert received.startswith(b"HTTP/1.1 413 ")
    assert b"100 Continue" not in received


def test_a_length_beyond_reason_is_refused_without_reading(limited: httpx.Client):
    """Ten gigabytes cost nothing."""
    received = raw(limited, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10737418240\r\n\r\n" + b"x" * 100)

    assert received.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("header", [b"Content-Length: 500", b"Transfer-Encoding: chunked"])
def test_a_body_that_drips_is_not_waited_for(header: bytes):
    """408 after the setting's seconds, however regularly something comes."""
    with limiting(within_s=0.2) as client:
        start = b"POST / HTTP/1.1\r\nHost: x\r\n" + header + b"\r\n\r\n"
        drop = b"x" if b"Length" in header else b"1\r\nx\r\n"
        received = raw(client, start, *[drop] * 400, pause_s=0.02)
    head, _, body = received.partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in head.lower()
    assert "body: not whole after 0.2 s (SERVICE_BODY_S); send it faster" == json.loads(body)["message"]
    assert [] == calls


def test_a_client_that_leaves_amid_its_body_gets_no_answer_and_breaks_nothing(limited: httpx.Client, caplog):
    """The application never hears of it, and the log has no error."""
    with socket.create_connection((limited.base_url.host, limited.base_url.port)) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nx")
    answer = limited.get("/after")

    assert 200 == answer.status_code
    assert ["/after"] == calls
    assert [] == [record for record in caplog.records if record.levelname == "ERROR"]
