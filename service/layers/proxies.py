"""Who the client is, where proxies stand between: their word counts only if they are trusted.

Uvicorn's own layer is off (`proxy_headers=False`): it trusts 127.0.0.1 unasked, and takes for the client
whatever stands before the last trusted hop, be it an address or not.
"""

import ipaddress
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_SCHEMES = ("http", "https")
_MOST_HOPS = 32


class Proxies:
    """A layer that puts the client's address and scheme into the scope itself, where outer layers see it."""

    def __init__(self, app: ASGIApp, trusted: Iterable[str]) -> None:
        """`trusted`: addresses and networks, as in SERVICE_TRUSTED_PROXIES."""
        self._app = app
        self._trusted = tuple(ipaddress.ip_network(one, strict=False) for one in trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if self._trusted and scope["type"] == "http" and scope.get("client"):
            peer = address_in(scope["client"][0])
            if peer is not None and self._is_trusted(peer):
                self._believe(scope, peer)
        await self._app(scope, receive, send)

    def _believe(self, scope: Scope, peer: _Address) -> None:
        headers = Headers(scope=scope)
        client = self._client(peer, ",".join(headers.getlist("X-Forwarded-For")))
        if client != peer:
            scope["client"] = (str(client), 0)
        schemes = headers.getlist("X-Forwarded-Proto")
        if len(schemes) == 1 and schemes[0].strip().lower() in _SCHEMES:
            scope["scheme"] = schemes[0].strip().lower()

    def _client(self, peer: _Address, hops: str) -> _Address:
        """The nearest hop that is no trusted proxy, each named by the one after it.

        What is no address ends the chain: it is not known who stands behind the last one that is.
        """
        client = peer
        for hop in reversed(hops.rsplit(",", _MOST_HOPS)[-_MOST_HOPS:]):
            address = address_in(hop)
            if address is None:
                break
            client = address
            if not self._is_trusted(address):
                break
        return client

    def _is_trusted(self, address: _Address) -> bool:
        return any(address in network for network in self._trusted)


def address_in(text: str) -> _Address | None:
    """The address of `192.0.2.7`, `192.0.2.7:443`, `2001:db8::7` or `[2001:db8::7]:443`; None of all else."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
