import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from casewright.engines import CellJob, LocalEngine, Produced
from casewright.errors import ServerError
from casewright.ollama import ModelInfo, Reply
from casewright.params import Params
from casewright.prompts import load_prompt
from casewright.records import AttemptTiming, UserStory
from tests.builders import a_story
from tests.conftest import ROOT


class Chats:
    """Answers after a while, longer for earlier stories; `fails_at` is the call that finds no server."""

    def __init__(self, fails_at: int = -1) -> None:
        self.under_way = self.peak = self.calls = 0
        self.fails_at = fails_at

    async def chat(self, *_: Any, number: int = 1, **__: Any) -> Reply:
        """One chat."""
        self.calls += 1
        mine = self.calls
        self.under_way += 1
        self.peak = max(self.peak, self.under_way)
        try:
            await asyncio.sleep(0.03 if mine % 3 == 1 else 0.001)
            if mine == self.fails_at:
                raise ServerError("no server is left")
        finally:
            self.under_way -= 1
        timing = AttemptTiming(number=number, wall_s=0.001)
        return Reply(None, "", "{}", "", "stop", timing)


@pytest.fixture
def job(params: Params) -> CellJob:
    """A cell with one attempt a story."""
    settings = params.generate.model_copy(update={"max_attempts": 1})
    model = ModelInfo("m:1b", "digest", "0.34.0", None)
    return CellJob(model, load_prompt("basic", ROOT / "prompts"), settings, None, 3)


def stories(count: int, read: list[int]) -> Iterator[UserStory]:
    """So many stories; `read` has the positions of those that were taken."""
    for number in range(count):
        read.append(number)
        yield a_story(id=f"US-{number:03d}")


async def collected(engine: LocalEngine, job: CellJob, count: int, read: list[int]) -> list[Produced]:
    """All that an engine yields."""
    async with contextlib.aclosing(engine.produce(job, stories(count, read), 0.0)) as produced:
        return [one async for one in produced]


def test_each_story_is_yielded_once_as_soon_as_it_is_there(job):
    """Every position comes once; a slow story holds none of the others up."""
    chats = Chats()
    found = asyncio.run(collected(LocalEngine(chats, 3), job, 20, []))

    assert list(range(20)) == sorted(one.position for one in found)
    assert list(range(20)) != [one.position for one in found]
    assert all(one.generation.story_id == f"US-{one.position:03d}" for one in found)
    assert 3 == chats.peak


def test_stories_are_read_as_they_are_needed(job):
    """Of an endless file no more is read than workers are at, and one more for each that has just ended."""
    read: list[int] = []

    async def through() -> int:
        engine = LocalEngine(Chats(), 4)
        async with contextlib.aclosing(engine.produce(job, stories(10_000, read), 0.0)) as produced:
            async for _ in produced:
                return len(read)
        return 0

    assert asyncio.run(through()) <= 8


def test_closing_an_engine_cancels_what_is_under_way(job):
    """Nobody is left calling a server for an answer that nobody takes."""
    chats = Chats()

    async def through() -> None:
        engine = LocalEngine(chats, 4)
        async with contextlib.aclosing(engine.produce(job, stories(50, []), 0.0)) as produced:
            async for _ in produced:
                break
        assert 1 == len(asyncio.all_tasks())

    asyncio.run(through())

    assert 0 == chats.under_way
    assert chats.calls <= 8


def test_no_server_left_ends_the_engine(job):
    """The error comes out as it is, and all other calls are cancelled."""
    chats = Chats(fails_at=5)

    with pytest.raises(ServerError, match="no server is left"):
        asyncio.run(collected(LocalEngine(chats, 4), job, 50, []))
    assert 0 == chats.under_way
