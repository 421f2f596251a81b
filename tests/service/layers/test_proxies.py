import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from service.layers.proxies import Proxies, address_in
from tests.service.wire import on_a_port

TRUSTED = ("10.0.0.0/8", "2001:db8:ffff::/48", "192.0.2.1")


def seen(headers: list[tuple[bytes, bytes]], peer: Any = ("10.0.0.1", 5000), trusted=TRUSTED) -> Scope:
    """The scope as it is after the layer."""

    async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
        pass

    scope: Scope = {"type": "http", "client": peer, "scheme": "http", "headers": headers}
    asyncio.run(Proxies(nothing, trusted)(scope, None, None))  # type: ignore[arg-type]
    return scope


def client_of(*hops: str, peer: str = "10.0.0.1", trusted=TRUSTED) -> str:
    """The client's address behind these `X-Forwarded-For` headers."""
    headers = [(b"x-forwarded-for", hop.encode("latin-1")) for hop in hops]
    host: str = seen(headers, (peer, 5000), trusted)["client"][0]
    return host


@pytest.mark.parametrize(
    ("hops", "expected"),
    [
        (["198.51.100.7"], "198.51.100.7"),
        (["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        (["203.0.113.9, 198.51.100.7, 10.1.2.3, 192.0.2.1"], "198.51.100.7"),
        (["203.0.113.9", "198.51.100.7", "10.1.2.3"], "198.51.100.7"),
        (["10.1.2.3, 10.1.2.4"], "10.1.2.3"),
        (["198.51.100.7:4711"], "198.51.100.7"),
        (["2001:db8::7"], "2001:db8::7"),
        (["[2001:db8::7]:4711"], "2001:db8::7"),
        (["2001:db8::7, 2001:db8:ffff::1"], "2001:db8::7"),
        (["198.51.100.7, ::ffff:10.0.0.9"], "198.51.100.7"),
        ([' 198.51.100.7 ,"10.0.0.9"'], "198.51.100.7"),
    ],
)
def test_the_client_is_the_nearest_hop_that_is_not_trusted(hops: list[str], expected: str):
    """What stands before it may be invented by the client itself."""
    assert expected == client_of(*hops)


@pytest.mark.parametrize(
    "garbage", ["", "unknown", "_hidden", "999.1.1.1", "a" * 9000, "198.51.100.7;x", "é", ",,"]
)
def test_garbage_ends_the_chain(garbage: str):
    """The client is then the last hop that is known, never what stands there."""
    assert "10.0.0.1" == client_of(garbage)
    assert "10.0.0.2" == client_of(f"198.51.100.7, {garbage}, 10.0.0.2")
    assert "198.51.100.7" == client_of(f"{garbage}, 198.51.100.7")


@pytest.mark.parametrize(
    ("peer", "trusted"), [("198.51.100.1", TRUSTED), ("127.0.0.1", TRUSTED), ("10.0.0.1", ())]
)
def test_without_trust_the_headers_are_worth_nothing(peer: str, trusted: tuple[str, ...]):
    """Nor is this machine trusted unless it is configured."""
    headers = [(b"x-forwarded-for", b"203.0.113.9"), (b"x-forwarded-proto", b"https")]
    scope = seen(headers, (peer, 5000), trusted)

    assert ((peer, 5000), "http") == (scope["client"], scope["scheme"])


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([b"https"], "https"),
        ([b" HTTPS "], "https"),
        ([b"http"], "http"),
        ([b"https, http"], "http"),
        ([b"https", b"http"], "http"),
        ([b"javascript"], "http"),
        ([b""], "http"),
    ],
)
def test_the_scheme_is_believed_where_it_is_one(sent: list[bytes], expected: str):
    """Several are not: it is not known who wrote which."""
    assert expected == seen([(b"x-forwarded-proto", one) for one in sent])["scheme"]


def test_a_connection_without_an_address_stays_without():
    """A Unix socket has none."""
    assert seen([(b"x-forwarded-for", b"198.51.100.7")], None)["client"] is None


def test_more_hops_than_anybody_has_are_not_walked():
    """The nearest 32 are."""
    assert "10.0.0.9" == client_of(", ".join(["198.51.100.7", *["10.0.0.9"] * 1000]))


@given(st.lists(st.text(st.characters(max_codepoint=255), max_size=60), max_size=8))
def test_whatever_is_sent_the_client_is_an_address(hops: list[str]):
    """No header makes it anything else."""
    assert address_in(client_of(*hops)) is not None


def test_uvicorn_does_not_speak_for_proxies_of_its_own():
    """Over the wire, from this machine: only the layer decides, and only by its setting."""

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["client"][0].encode()})

    for trusted, expected in (((), "127.0.0.1"), (("127.0.0.0/8",), "198.51.100.7")):
        with on_a_port(Proxies(told, trusted)) as client:
            answer = client.get("/", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})

        assert expected == answer.text
