"""Where the service may listen: beyond this machine only with keys, or when told that it may without."""

import ipaddress
import socket

from casewright.errors import ParamsError


def require_safe_binding(host: str, *, has_keys: bool, may_be_public: bool) -> None:
    """Refuse to listen where others could use the service without a key.

    Raises:
        ParamsError: `host` is reached from beyond this machine, no keys are configured, and nobody said
            that this is meant; or nobody knows `host`.

    """
    if has_keys or may_be_public or is_loopback(host):
        return
    raise ParamsError(
        f"environment: SERVICE_HOST is {host!r}, which is reached from beyond this machine, and "
        "SERVICE_API_KEYS is empty; make a key with `python -m service.keys NAME`, or set "
        "SERVICE_ALLOW_PUBLIC_WITHOUT_KEYS=true where something else keeps others out"
    )


def is_loopback(host: str) -> bool:
    """Whether every address that `host` stands for is this machine's own.

    Raises:
        ParamsError: it is a name that nobody knows.

    """
    if not host:
        return False
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        raise ParamsError(
            f"environment: SERVICE_HOST is {host!r}, which stands for no address; expected e.g. 127.0.0.1"
        ) from None
    addresses = {ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found}
    return all(_is_own(address) for address in addresses)


def _is_own(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
