import socket

import pytest

from casewright.errors import ParamsError
from service.binding import is_loopback, require_safe_binding

OWN = ["127.0.0.1", "127.8.9.10", "localhost", "::1", "::ffff:127.0.0.1"]
OTHERS = ["0.0.0.0", "::", "10.1.2.3", "192.168.0.1", "8.8.8.8", "2001:db8::1", "::ffff:10.1.2.3", ""]


@pytest.mark.parametrize("host", OWN)
def test_this_machine_alone_needs_no_keys(host: str):
    """Whoever is on it can read the stories anyway."""
    require_safe_binding(host, has_keys=False, may_be_public=False)

    assert is_loopback(host)


@pytest.mark.parametrize("host", OTHERS)
def test_beyond_this_machine_keys_are_needed(host: str):
    """One line names the address and both ways out."""
    with pytest.raises(ParamsError) as caught:
        require_safe_binding(host, has_keys=False, may_be_public=False)

    assert str(caught.value) == (
        f"environment: SERVICE_HOST is {host!r}, which is reached from beyond this machine, and "
        "SERVICE_API_KEYS is empty; make a key with `python -m service.keys NAME`, or set "
        "SERVICE_ALLOW_PUBLIC_WITHOUT_KEYS=true where something else keeps others out"
    )


@pytest.mark.parametrize(("has_keys", "may_be_public"), [(True, False), (False, True)])
@pytest.mark.parametrize("host", OTHERS)
def test_with_keys_or_on_request_it_may_listen_anywhere(host: str, has_keys, may_be_public):
    """Either is enough."""
    require_safe_binding(host, has_keys=has_keys, may_be_public=may_be_public)


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [(["127.0.0.1"], True), (["127.0.1.1", "::1"], True), (["127.0.0.1", "10.1.2.3"], False)],
)
def test_a_name_is_what_all_of_its_addresses_are(monkeypatch: pytest.MonkeyPatch, addresses, expected):
    """A machine's own name may stand for loopback here and for the network there."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    assert expected is is_loopback("build-machine")


def test_a_name_that_nobody_knows_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch):
    """Before a port is opened."""

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ParamsError, match="'no-such-host', which stands for no address; expected"):
        require_safe_binding("no-such-host", has_keys=False, may_be_public=False)
