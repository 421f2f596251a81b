"""Where the servers are: addresses from params.yaml and the environment, as a client can call them."""

import ipaddress
import os
from urllib.parse import urlsplit

from casewright.errors import ServerError
from casewright.params import OllamaParams

DEFAULT_HOST = "http://127.0.0.1:11434"

_DEFAULT_PORT = 11434
_LISTEN_EVERYWHERE = ("", "0.0.0.0", "::")
"""What a server listens on; not what a client can call everywhere."""


def resolve_host(params: OllamaParams) -> str:
    """The server's address: from params.yaml, else from the environment, else the default.

    Raises:
        ServerError: what is named there is no address.

    """
    named = params.host or os.environ.get("OLLAMA_HOST") or os.environ.get("OLLAMA_SERVICE_HOST")
    return _callable_address(named) if named else DEFAULT_HOST


def hosts(params: OllamaParams) -> tuple[str, ...]:
    """The addresses of all servers, each once: `ollama.hosts`, or the one that `resolve_host` finds.

    Raises:
        ServerError: what is named there is no address.

    """
    if not params.hosts:
        return (resolve_host(params),)
    return tuple(dict.fromkeys(map(_callable_address, params.hosts)))


def is_local(host: str) -> bool:
    """Whether `host` is this machine."""
    name = urlsplit(host).hostname or ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def local_port(host: str) -> int | None:
    """The TCP port that `host` is called at; None where it is not this machine."""
    if not is_local(host):
        return None
    parts = urlsplit(host)
    return parts.port or (443 if parts.scheme == "https" else 80)


def _callable_address(named: str) -> str:
    scheme, _, address = named.strip().rpartition("://")
    try:
        parts = urlsplit(f"//{address}")
        port = parts.port
    except ValueError as error:
        raise ServerError(
            f"{named!r} in ollama.host, ollama.hosts or OLLAMA_HOST is no address: {error}; "
            f"write it like {DEFAULT_HOST}"
        ) from error
    name = parts.hostname or ""
    if name in _LISTEN_EVERYWHERE:
        name = "127.0.0.1"
    if ":" in name:
        name = f"[{name}]"
    if port is None and not scheme:
        port = _DEFAULT_PORT
    return f"{scheme or 'http'}://{name}{f':{port}' if port else ''}{parts.path.rstrip('/')}"
