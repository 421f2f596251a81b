"""Calls from the machines of a Ray cluster, through Ray Data: one worker for each server (extra `ray`).

This process asks the response store first, and only stories for which a server has to be called travel. What
comes back is stored as it arrives, so a kill at any moment loses what is under way and nothing else. Ray Data
takes what it is given as a whole, so stories are read ahead: a shipment, and no more.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, replace
from typing import NoReturn, cast

from casewright.engines.errand import Answer, Asked, Errand, Rendered
from casewright.engines.job import CellJob, Produced
from casewright.engines.shipment import Shipment
from casewright.engines.worker import Orders
from casewright.generation import ModelWriter
from casewright.params import OllamaParams
from casewright.prompts import Prompt
from casewright.records import UserStory
from casewright.store import ResponseStore, StoringChat

SHIPMENT = 2_000
"""Stories that are handed to Ray at once; between two shipments the servers wait for the slowest story."""
LONGEST_HOLD_S = 5.0


@dataclass(frozen=True)
class RayEngine:
    """All calls from Ray's workers; what a server that is gone left unwritten is called for from here."""

    chats: StoringChat
    """Of this process. Its store is the one that is asked and filled."""
    servers: OllamaParams
    shipment: int = SHIPMENT

    async def produce(
        self, job: CellJob, stories: Iterable[UserStory], epoch: float
    ) -> AsyncGenerator[Produced, None]:
        """What comes of each story, as it comes."""
        waiting = enumerate(stories)
        while True:
            errands: dict[int, Errand] = {}
            for position, story in waiting:
                found = await self._asked(job, position, story, epoch)
                if isinstance(found, Produced):
                    yield found
                else:
                    errands[position] = found
                if len(errands) == self.shipment:
                    break
                await asyncio.sleep(0)  # what shows the progress has its turn
            if not errands:
                return
            async with contextlib.aclosing(self._shipped(job, errands, epoch)) as produced:
                async for one in produced:
                    yield one

    async def _asked(self, job: CellJob, position: int, story: UserStory, epoch: float) -> Produced | Errand:
        """What the store alone makes of a story, or an errand with what it knows of it."""
        messages = job.prompt.messages(story, job.passages_for(story), job.examples_for(story))
        said = tuple((message.role, message.content) for message in messages)
        errand = Errand(position=position, story=story, messages=said)
        asked = Asked(self.chats.store)
        chats = replace(self.chats, chats=_NoServer(), store=cast(ResponseStore, asked))
        try:
            return await _produced(chats, job, errand, epoch)
        except _NotStoredError:
            return errand.model_copy(update={"replies": asked.found})

    async def _shipped(
        self, job: CellJob, errands: dict[int, Errand], epoch: float
    ) -> AsyncGenerator[Produced, None]:
        """What comes of each errand; those that come back unwritten, or not at all, are run from here."""
        shipment = Shipment(self._orders(job), list(errands.values()))
        travelling = asyncio.create_task(asyncio.to_thread(shipment.travel))
        here: dict[int, asyncio.Task[None]] = {}

        async def run_here(errand: Errand) -> None:
            try:
                shipment.inbox.put_nowait(await _produced(self.chats, job, errand, epoch))
            except Exception as error:
                shipment.inbox.put_nowait(error)

        try:
            while errands:
                come = await shipment.inbox.get()
                if isinstance(come, Exception):
                    raise come
                if isinstance(come, Answer):
                    self._store(job, come)
                produced = come if isinstance(come, Produced) else _written(come, epoch)
                if produced is not None:
                    # What Ray did twice, because a worker was lost, counts once.
                    if errands.pop(produced.position, None):
                        yield produced
                    continue
                for position in list(errands) if come is None else [come.position]:
                    if position in errands and position not in here:
                        here[position] = asyncio.create_task(run_here(errands[position]))
        finally:
            shipment.stop()
            for task in here.values():
                task.cancel()
            await asyncio.gather(travelling, *here.values(), return_exceptions=True)

    def _store(self, job: CellJob, answer: Answer) -> None:
        for key, reply in answer.replies.items():
            self.chats.store.keep(key, job.model.name, job.model.digest, reply)

    def _orders(self, job: CellJob) -> Orders:
        return Orders(
            model=job.model,
            prompt_name=job.prompt.name,
            prompt_hash=job.prompt.hash,
            settings=job.settings,
            servers=self.servers,
            where=self.chats.where,
            repeat=self.chats.repeat,
            hold_s=min(LONGEST_HOLD_S, self.servers.outage_timeout_s),
        )


class _NotStoredError(Exception):
    """A server would have to be called."""


class _NoServer:
    async def chat(self, *_: object, **__: object) -> NoReturn:
        raise _NotStoredError


async def _produced(chats: StoringChat, job: CellJob, errand: Errand, epoch: float) -> Produced:
    """What comes of an errand that is run in this process."""
    prompt = cast(Prompt, Rendered(job.prompt.name, job.prompt.hash, errand.messages))
    writer = ModelWriter(chats, job.model, prompt, job.settings)
    return Produced(errand.position, *await writer.generate(errand.story, (), epoch))


def _written(answer: Answer | None, epoch: float) -> Produced | None:
    """What a worker wrote, timed by this process: clocks of other machines may differ by minutes."""
    if answer is None or answer.generation is None or answer.timing is None:
        return None
    timing, now_s = answer.timing, time.perf_counter() - epoch
    took_s = timing.finished_s - timing.started_s
    timing = timing.model_copy(update={"started_s": now_s - took_s, "finished_s": now_s})
    return Produced(answer.position, answer.generation, timing)
