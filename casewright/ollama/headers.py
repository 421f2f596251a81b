"""Headers that calls to a server carry beside their own, such as the id of the request that they serve."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

_NONE: Mapping[str, str] = MappingProxyType({})
_carried: ContextVar[Mapping[str, str]] = ContextVar("carried", default=_NONE)


@contextmanager
def calls_carry(headers: Mapping[str, str]) -> Iterator[None]:
    """Have every call that is made in the block, by whatever it awaits or starts, carry `headers`."""
    token = _carried.set(headers)
    try:
        yield
    finally:
        _carried.reset(token)


def carried() -> Mapping[str, str]:
    """What calls carry here and now."""
    return _carried.get()
