"""How many requests a key or an address may make: `10/second;600/minute`, in sliding windows."""

import asyncio
import ipaddress
import logging
import math
import re
import time
from collections.abc import Callable
from typing import Any

from limits import RateLimitItem, parse_many
from limits.aio.storage import Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import ConfigurationError
from limits.storage import storage_from_string

from casewright.errors import ParamsError
from service.envelope import RefusedError

STORE_WITHIN_S = 0.5
"""A store that takes longer to answer is away."""
LEFT_ALONE_S = 5.0
"""So long a store that is away is not asked again."""
WARN_EVERY_S = 60.0

_OFF = "off"
_REDIS = re.compile(r"async\+rediss?(\+\w+)?://")
_log = logging.getLogger(__name__)


class Limiter:
    """Counts requests by who makes them, here or in a store that replicas share."""

    def __init__(self, rate: str, store: str, clock: Callable[[], float] = time.monotonic) -> None:
        """`rate` as in SERVICE_RATE, `store` as in SERVICE_RATE_STORE.

        Raises:
            ParamsError: one of them cannot be used.

        """
        self._items = _items(rate)
        self._window = SlidingWindowCounterRateLimiter(_storage(store)) if self._items else None
        self._clock = clock
        self._away_until_s = self._silent_until_s = -math.inf

    async def require(self, who: str) -> None:
        """Count one request of `who`; while the store is away, it passes uncounted.

        Raises:
            RefusedError: 429: it is one too many.

        """
        if self._window is None or self._clock() < self._away_until_s:
            return
        try:
            async with asyncio.timeout(STORE_WITHIN_S):
                over = await self._over(self._window, who)
        except Exception as error:  # whatever a store's client raises
            self._is_away(error)
            return
        if over is not None:
            item, left_s = over
            message = f"too many requests: {item} are allowed (SERVICE_RATE)"
            raise RefusedError(429, message, retry_after_s=left_s, reason="rate")

    async def _over(
        self, window: SlidingWindowCounterRateLimiter, who: str
    ) -> tuple[RateLimitItem, float] | None:
        """The limit that is reached, and for how long it will be."""
        for item in self._items:
            if not await window.hit(item, who):
                stats = await window.get_window_stats(item, who)
                return item, stats.reset_time - time.time()
        return None

    def _is_away(self, error: Exception) -> None:
        now_s = self._clock()
        self._away_until_s = now_s + LEFT_ALONE_S
        if now_s >= self._silent_until_s:
            self._silent_until_s = now_s + WARN_EVERY_S
            # The error's text may hold the store's address, and a password with it.
            _log.warning(
                "the store of SERVICE_RATE_STORE is away (%s); requests pass uncounted", type(error).__name__
            )


def address_of(host: str | None) -> str:
    """What an address is counted as: an IPv6 client has a whole network of 64 bits to itself."""
    try:
        address = ipaddress.ip_address((host or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _items(rate: str) -> list[RateLimitItem]:
    """Shortest window first: what a long one refuses costs the client little of the short one."""
    if rate.strip().lower() == _OFF:
        return []
    try:
        items = parse_many(rate)
    except ValueError:
        items = []
    if not items or any(item.amount < 1 for item in items):
        raise ParamsError(
            f"environment: SERVICE_RATE is {rate!r}; expected e.g. '10/second;600/minute', or 'off'"
        )
    return sorted(items, key=lambda item: item.get_expiry())


def _storage(store: str) -> Storage:
    """The store; its address stays out of errors, because it may hold a password."""
    # redis-py is what most have installed; `limits` would ask for another client.
    options: dict[str, Any] = {"implementation": "redispy"} if _REDIS.match(store) else {}
    try:
        found = storage_from_string(store, **options)
    except ConfigurationError as error:
        if "prerequisite" in str(error):
            package = "redis" if options else "the client of that store"
            fix = f"needs a package that is not installed: {package}; install it beside the service"
            raise ParamsError(f"environment: SERVICE_RATE_STORE {fix}") from None
        found = None
    except Exception:  # whatever a store's client makes of the address
        found = None
    if not isinstance(found, Storage):
        raise ParamsError(
            "environment: SERVICE_RATE_STORE is no store that can be asked; expected async+memory:// or, "
            "e.g., async+redis://host:6379/0"
        )
    return found
