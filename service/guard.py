"""Who may have work done, and how often: the dependency of every route that does some."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from service.envelope import Envelope, RefusedError
from service.keys import Keys
from service.layers.access_log import note
from service.limiter import Limiter, address_of

API_KEY = "X-API-Key"

REFUSALS: Mapping[int | str, Any] = {
    401: {"model": Envelope[None], "description": "No API key that is known here"},
    429: {"model": Envelope[None], "description": "Too many requests, or too many stories at once"},
}
"""What a guarded route may answer, for its description."""

_API_KEY = APIKeyHeader(
    name=API_KEY,
    scheme_name="ApiKey",
    auto_error=False,
    description="Asked for where keys are configured. `python -m service.keys NAME` makes one.",
)
_BEARER = HTTPBearer(scheme_name="Bearer", auto_error=False, description="The same key, sent the other way.")


class Guard:
    """The keys that are let in, and the limit of each; of each address where no key is asked for."""

    def __init__(self, keys: Keys, limiter: Limiter) -> None:
        self._keys, self._limiter = keys, limiter

    async def admit(self, host: str | None, key: str | None) -> str | None:
        """The name of the request's key; None where no key is asked for.

        Raises:
            RefusedError: 401: it has no key that is known; 429: it is one too many.

        """
        name = self._keys.name_of(key) if self._keys and key is not None else None
        # Whoever tries keys is counted as well.
        await self._limiter.require(f"key:{name}" if name else f"address:{address_of(host)}")
        if self._keys and name is None:
            raise RefusedError(
                401,
                f"no API key that is known here; send it as {API_KEY}: KEY or Authorization: Bearer KEY",
                headers={"WWW-Authenticate": 'Bearer realm="casewright"'},
                reason="key",
            )
        return name


async def guarded(
    request: Request,
    api_key: Annotated[str | None, Security(_API_KEY)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
) -> None:
    """Refuse whoever may not; the log has the name of the key of whoever may, and never the key."""
    guard: Guard = request.app.state.guard
    sent = api_key if api_key is not None else bearer.credentials if bearer else None
    host = request.client.host if request.client else None
    name = await guard.admit(host, sent)
    if name is not None:
        note(request.scope, {"request.key": name})


def make_keys_optional(schema: dict[str, Any]) -> None:
    """Say in an OpenAPI document that a key need not be sent: for a service with none configured."""
    operations = (operation for path in schema["paths"].values() for operation in path.values())
    for operation in operations:
        if "security" in operation:
            operation["security"].append({})
