import asyncio
import logging
import time
from collections.abc import Iterator
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits.aio.storage import MemoryStorage

from casewright.errors import ParamsError
from service.envelope import RefusedError
from service.limiter import Limiter, address_of

MEMORY = "async+memory://"


def made(limiter: Limiter, times: int, who: str = "key:alice") -> list[RefusedError | None]:
    """What became of so many requests."""

    async def one() -> RefusedError | None:
        try:
            return await limiter.require(who)
        except RefusedError as error:
            return error

    async def all_of_them() -> list[RefusedError | None]:
        return [await one() for _ in range(times)]

    return asyncio.run(all_of_them())


def test_a_client_is_refused_what_is_over_its_limit():
    """429 names the limit and the setting, and says when to come back; others are counted apart."""
    limiter = Limiter("3/hour", MEMORY)
    *passed, refused = made(limiter, 4)

    assert [None] * 3 == passed
    assert refused is not None
    assert (429, "too many requests: 3 per 1 hour are allowed (SERVICE_RATE)") == (
        refused.status_code,
        refused.message,
    )
    assert 1 <= int(refused.headers["Retry-After"]) <= 3600
    assert [None] == made(limiter, 1, "key:bob")


def test_every_limit_holds():
    """Of several the strictest refuses, whatever their order."""
    for rate in ("100/second;2/day", "2/day;100/second", "2 per day, 100 per second"):
        *_, refused = made(Limiter(rate, MEMORY), 3)

        assert refused is not None
        assert "2 per 1 day" in refused.message


def test_whoever_waits_as_told_is_let_in_again():
    """Retry-After is true."""
    limiter = Limiter("2/second", MEMORY)
    refused = next(error for error in made(limiter, 5) if error)
    time.sleep(int(refused.headers["Retry-After"]))

    assert [None] == made(limiter, 1)


def test_off_is_no_limit():
    """Nothing is counted, and the store is not even opened."""
    assert [None] * 1000 == made(Limiter(" OFF ", "async+nonsense://"), 1000)


@pytest.mark.parametrize(
    "rate", ["10", "ten/second", "10/sekunde", "0/second", "-1/minute", "10/second; x", ""]
)
def test_a_rate_that_is_none_is_refused_at_start(rate: str):
    """One line with the value and an example."""
    with pytest.raises(ParamsError) as caught:
        Limiter(rate, MEMORY)

    assert str(caught.value) == (
        f"environment: SERVICE_RATE is {rate!r}; expected e.g. '10/second;600/minute', or 'off'"
    )


@given(st.text())
def test_any_text_is_a_rate_or_refused_in_one_line(rate: str):
    """Nothing else can come of it."""
    problem = ""
    try:
        Limiter(rate, MEMORY)
    except ParamsError as error:
        problem = str(error)

    assert "\n" not in problem


@pytest.mark.parametrize(
    "store", ["memory://", "nonsense", "", "async+nonsense://x", "redis://:swordfish@host:6379"]
)
def test_a_store_that_is_none_is_refused_without_being_shown(store: str):
    """Its address may hold a password; one that would block the loop is none either."""
    with pytest.raises(ParamsError) as caught:
        Limiter("1/second", store)

    assert str(caught.value).startswith("environment: SERVICE_RATE_STORE ")
    assert "swordfish" not in str(caught.value)


class ShakyStorage(MemoryStorage):
    """A store on the network, as far as its failures go."""

    STORAGE_SCHEME: ClassVar = ["async+shaky"]
    broken: ClassVar[list[str]] = []
    asked: ClassVar = 0

    async def acquire_sliding_window_entry(self, *arguments: object, **named: object) -> bool:
        """Fail as the test wants."""
        type(self).asked += 1
        if "raises" in self.broken:
            raise ConnectionError("redis://:swordfish@store:6379 is away")
        if "hangs" in self.broken:
            await asyncio.sleep(60)
        return await super().acquire_sliding_window_entry(*arguments, **named)  # type: ignore[arg-type]


@pytest.fixture
def broken() -> Iterator[list[str]]:
    """How the store fails."""
    ShakyStorage.asked = 0
    yield ShakyStorage.broken
    ShakyStorage.broken.clear()


class Clock:
    """Stands still unless it is moved."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now_s


@pytest.mark.parametrize("how", ["raises", "hangs"])
def test_while_a_store_is_away_requests_pass(broken: list[str], caplog, how: str):
    """A warning once a minute tells of it, without the address; the store is asked now and then."""
    broken.append(how)
    clock = Clock()
    limiter = Limiter("1/hour", "async+shaky://", clock)
    with caplog.at_level(logging.WARNING):
        passed = made(limiter, 3)
        asked_at_once = ShakyStorage.asked
        for clock.now_s in (10.0, 20.0, 61.0):
            passed += made(limiter, 1) if how == "raises" else []
    warnings = [record.getMessage() for record in caplog.records]

    assert {None} == set(passed)
    assert asked_at_once == 1
    assert len(warnings) == (2 if how == "raises" else 1)
    assert warnings[0].startswith("the store of SERVICE_RATE_STORE is away (")
    assert "swordfish" not in caplog.text


def test_a_store_that_is_back_counts_again(broken: list[str]):
    """A few seconds later the limit holds."""
    clock = Clock()
    limiter = Limiter("1/hour", "async+shaky://", clock)
    broken.append("raises")
    made(limiter, 2)
    broken.clear()
    clock.now_s += 6
    passed, refused = made(limiter, 2)

    assert passed is None
    assert refused is not None


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, "unknown"),
        ("", "unknown"),
        ("testclient", "unknown"),
    ],
)
def test_an_address_is_counted_by_what_one_client_has(host: str | None, expected: str):
    """One IPv4 address, or a whole /64 of IPv6; what is no address is one client."""
    assert expected == address_of(host)
