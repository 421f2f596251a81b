import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from casewright import dispatch
from casewright.dispatch import Fleet
from casewright.errors import ServerError
from casewright.ollama import ChatRequest, Reply
from casewright.prompts import Message
from casewright.records import Outcome
from tests.conftest import eventually, server_params
from tests.fake_models import MODELS, Behaviour, careful
from tests.fake_ollama import FakeOllama

OPTIONS: dict[str, Any] = {"seed": 42, "num_ctx": 4096, "num_predict": 4096}


@pytest.fixture
def two():
    """Two servers."""
    with FakeOllama(delay_s=0.02) as one, FakeOllama(delay_s=0.02) as other:
        yield one, other


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(dispatch, "FIRST_LOOK_S", 0.05)


@contextlib.asynccontextmanager
async def loaded(
    servers: list[FakeOllama], model: str = "llama3.2:3b", concurrency: int = 2, **limits: Any
) -> AsyncIterator[tuple[Fleet, list[str]]]:
    """A fleet with a model loaded, and what it warned of."""
    warnings: list[str] = []
    params = server_params(None, hosts=[server.host for server in servers], **limits)
    async with (
        Fleet(params, concurrency, warnings.append) as fleet,
        fleet.loading(await fleet.describe(model), OPTIONS),
    ):
        yield fleet, warnings


async def asking(fleet: Fleet, number: int = 0, model: str = "llama3.2:3b") -> Reply:
    """One chat."""
    story = f"User story: As a user, I want thing {number}, so that it is there."
    return await fleet.chat(
        ChatRequest(model, [Message("system", ""), Message("user", story)], OPTIONS, None)
    )


def test_work_is_shared_and_no_server_has_more_than_its_share(two):
    """Twelve calls at two a server: both work, and neither is asked for more at once."""

    async def through() -> list[Reply]:
        async with loaded(list(two)) as (fleet, _):
            assert 4 == fleet.workers
            return await asyncio.gather(*(asking(fleet, number) for number in range(12)))

    replies = asyncio.run(through())

    assert {server.host for server in two} == {reply.timing.host for reply in replies}
    assert [None] * 12 == [reply.failure for reply in replies]
    assert [2, 2] == [server.peak for server in two]
    assert all(4 <= len(server.chats) <= 8 for server in two)


def test_a_model_is_loaded_and_freed_on_every_server(two):
    """With the options of the calls to come, before the first one; afterwards the memory is free again."""

    async def through() -> list[dict[str, int]]:
        async with loaded(list(two)):
            return [dict(server.loaded) for server in two]

    assert [{"llama3.2:3b": 4096}] * 2 == asyncio.run(through())
    assert [{}, {}] == [server.loaded for server in two]


def test_servers_with_different_models_by_one_name_are_refused(ollama):
    """Both addresses, both digests and the command are in the one line."""

    async def through() -> None:
        async with loaded([ollama, other]):
            pass

    with FakeOllama(release="newer ") as other, pytest.raises(ServerError) as error:
        asyncio.run(through())

    for part in (ollama.host, other.host, ollama.digest("llama3.2:3b")[:12], "`ollama pull llama3.2:3b`"):
        assert part in str(error.value)


def test_differing_versions_are_both_told(ollama):
    """Answers may come from either, so the version of a run is that of all servers."""

    async def through() -> str | None:
        async with Fleet(server_params(None, hosts=[ollama.host, other.host]), 1) as fleet:
            return (await fleet.describe("llama3.2:3b")).server_version

    with FakeOllama(version="0.33.0") as other:
        assert "0.33.0+0.34.0" == asyncio.run(through())


def test_a_server_that_dies_costs_no_attempt(two):
    """Its calls are made by the other one, those that were under way included."""
    one, other = two

    async def through() -> tuple[list[Reply], list[str]]:
        async with loaded([one, other]) as (fleet, warnings):
            tasks = [asyncio.create_task(asking(fleet, number)) for number in range(20)]
            assert await eventually(lambda: sum(one.finished.values()) >= 3)
            one.die()
            return await asyncio.gather(*tasks), warnings

    replies, warnings = asyncio.run(through())

    assert [None] * 20 == [reply.failure for reply in replies]
    assert 1 == sum("is left out" in warning for warning in warnings)
    assert one.host in warnings[0]


def test_a_server_that_dies_after_its_last_call_does_not_spoil_the_cell(two):
    """What is asked once the calls are made is asked of those that are still there."""
    one, other = two

    async def through() -> tuple[bool, bool, list[str]]:
        async with loaded([one, other]) as (fleet, warnings):
            model = await fleet.describe("llama3.2:3b")
            await asking(fleet)
            one.die()
            kept = await fleet.loaded(model)
            return kept is not None, await fleet.digest_now(model) == model.digest, warnings

    kept, same_model, warnings = asyncio.run(through())

    assert (True, True) == (kept, same_model)
    assert [f"{one.host} is left out: it does not answer any more"] == warnings


def test_a_server_that_comes_back_works_again():
    """It is looked at again, its model is loaded, and it takes its share."""

    async def through() -> list[str]:
        with FakeOllama() as stays, contextlib.ExitStack() as later:
            gone = FakeOllama()
            with gone:
                port = gone.server_address[1]
                async with loaded([gone, stays]) as (fleet, warnings):
                    gone.die()
                    await asyncio.gather(*(asking(fleet, number) for number in range(4)))
                    back = later.enter_context(FakeOllama(port=port))
                    assert await eventually(lambda: any("is back" in text for text in warnings))
                    assert {"llama3.2:3b": 4096} == back.loaded
                    await asyncio.gather(*(asking(fleet, number) for number in range(8)))
                    assert back.chats
                    return warnings

    assert 2 == len(asyncio.run(through()))


def test_a_server_that_comes_back_with_another_model_stays_out():
    """A digest that changed meanwhile would mix two models in one cell."""

    async def through() -> None:
        with FakeOllama() as stays, contextlib.ExitStack() as later:
            gone = FakeOllama()
            with gone:
                port = gone.server_address[1]
                async with loaded([gone, stays]) as (fleet, warnings):
                    gone.die()
                    await asyncio.gather(*(asking(fleet, number) for number in range(4)))
                    back = later.enter_context(FakeOllama(port=port, release="newer "))
                    assert await eventually(lambda: any("stays left out" in text for text in warnings))
                    await asyncio.gather(*(asking(fleet, number) for number in range(8)))
                    assert [] == back.chats

    asyncio.run(through())


def test_with_no_server_left_the_run_stops_with_the_fix():
    """After the time for an outage there is one line with addresses, command, and that nothing is lost."""

    async def through() -> None:
        with FakeOllama() as only:
            async with loaded([only], outage_timeout_s=0.2) as (fleet, _):
                only.die()
                await asking(fleet)

    with pytest.raises(ServerError, match=r"no Ollama server has answered for 0\.2 s .*`dvc repro`"):
        asyncio.run(through())


def test_the_only_server_may_come_back_in_time():
    """A restart of the server is waited for, and costs no attempt."""

    async def through() -> Reply:
        with contextlib.ExitStack() as later:
            only = FakeOllama()
            with only:
                async with loaded([only]) as (fleet, _):
                    only.die()
                    task = asyncio.create_task(asking(fleet))
                    await asyncio.sleep(0.1)
                    later.enter_context(FakeOllama(port=only.server_address[1]))
                    return await task

    assert asyncio.run(through()).failure is None


def test_errors_of_a_living_server_are_the_calls_own(ollama):
    """One server that answers with errors: each is an attempt, as many as there are calls."""

    async def through() -> list[Reply]:
        async with loaded([ollama], "always-500") as (fleet, _):
            return [await asking(fleet, number, "always-500") for number in range(5)]

    replies = asyncio.run(through())

    assert [Outcome.SERVER_ERROR] * 5 == [reply.failure for reply in replies]
    assert 5 == len(ollama.chats)


def test_a_server_that_fails_again_and_again_is_left_out(monkeypatch):
    """The third error in a row sends the call, and all later ones, to a server that does better."""
    broken: dict[str, Behaviour] = {"llama3.2:3b": MODELS["always-500"]}
    healthy: dict[str, Behaviour] = {"llama3.2:3b": careful}
    monkeypatch.setattr(dispatch, "FIRST_LOOK_S", 60)

    async def through(bad: FakeOllama, good: FakeOllama) -> tuple[list[Reply], list[str]]:
        async with loaded([bad, good], concurrency=1) as (fleet, warnings):
            return [await asking(fleet, number) for number in range(8)], warnings

    with FakeOllama(models=broken) as bad, FakeOllama(models=healthy) as good:
        replies, warnings = asyncio.run(through(bad, good))

    assert [Outcome.SERVER_ERROR] * 2 + [None] * 6 == [reply.failure for reply in replies]
    assert 3 == len(bad.chats)
    assert "3 errors in a row" in warnings[0]


def test_cancelled_calls_free_their_slots(ollama):
    """A call that nobody waits for any more leaves room for the next."""

    async def through() -> Reply:
        async with loaded([ollama], "dripping", concurrency=1) as (fleet, _):
            task = asyncio.create_task(asking(fleet, 0, "dripping"))
            assert await eventually(lambda: bool(ollama.chats))
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return await asking(fleet)

    assert asyncio.run(through()).failure is None
