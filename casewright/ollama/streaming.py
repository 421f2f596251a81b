"""The official client's streams without what httpx does for browsers, which takes as long as all else.

A chat needs no cookies, no authentication but a header, and no form of its address worked out anew.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
from ollama import AsyncClient


class OfficialClient(AsyncClient):
    """The official client, over the httpx client below."""

    def __init__(self, host: str, **options: Any) -> None:
        super(AsyncClient, self).__init__(StreamingClient, host, **options)


class StreamingClient(httpx.AsyncClient):
    """httpx as the official client uses it, with a short way for its streams."""

    def __init__(self, *, transport: httpx.AsyncBaseTransport, **options: Any) -> None:
        super().__init__(transport=transport, **options)
        self._direct = transport
        self._addresses: dict[str, httpx.URL] = {}

    @asynccontextmanager
    async def stream(self, method: str, url: Any, **options: Any) -> AsyncIterator[httpx.Response]:
        """An answer whose lines can be read while they come."""
        is_plain = isinstance(url, str) and options.keys() == {"json"}
        response = await self._ask(method, url, options["json"]) if is_plain else None
        if response is None:
            async with super().stream(method, url, **options) as response:
                yield response
            return
        try:
            yield response
        finally:
            await response.aclose()

    async def _ask(self, method: str, url: str, body: Any) -> httpx.Response | None:
        """The answer; None where the server sends the client elsewhere, which is httpx's to follow."""
        address = self._addresses.get(url)
        if address is None:
            address = self._addresses[url] = self.build_request(method, url).url
        request = httpx.Request(
            method,
            address,
            headers=self.headers,
            content=orjson.dumps(body),
            extensions={"timeout": self.timeout.as_dict()},
        )
        response = await self._direct.handle_async_request(request)
        if response.is_redirect:
            await response.aclose()
            return None
        response.request = request
        return response
