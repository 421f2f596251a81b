"""The chosen configuration at work: the same rules and the same calls that were measured."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from casewright.baseline import RULES_DIGEST
from casewright.generation import ModelWriter, generate_by_rule
from casewright.ollama import ModelInfo, OllamaServer
from casewright.prompts import Prompt
from casewright.records import Generation, Outcome, Timing, UserStory
from service.configuration import Configuration
from service.probe import Connectivity, ModelProbe


class Writer(Protocol):
    """Writes suites."""

    async def connectivity(self) -> Connectivity:
        """Whether it could write one now."""
        ...

    async def write(self, story: UserStory) -> tuple[Generation, Timing]:
        """The suite of one story, or a failure with a name."""
        ...


@asynccontextmanager
async def open_writer(configuration: Configuration) -> AsyncIterator[Writer]:
    """The writer of a configuration, with its connections open until the block ends."""
    if configuration.prompt is None:
        yield RuleWriter()
        return
    concurrency = configuration.generate.concurrency
    async with (
        OllamaServer(configuration.ollama, concurrency=concurrency) as server,
        OllamaServer(configuration.ollama) as probed,
    ):
        yield ServedModelWriter(configuration, configuration.prompt, server, probed)


class RuleWriter:
    """The baseline: rules in this process, no language model."""

    async def connectivity(self) -> Connectivity:
        """There is nothing that could be away."""
        return Connectivity(where="in process", model_digest=RULES_DIGEST)

    async def write(self, story: UserStory) -> tuple[Generation, Timing]:
        """The suite that the rules give; milliseconds."""
        return generate_by_rule(story, time.perf_counter())


class ServedModelWriter:
    """A model on an Ollama server, with the prompt and the settings that it was measured with."""

    def __init__(
        self, configuration: Configuration, prompt: Prompt, server: OllamaServer, probed: OllamaServer
    ) -> None:
        choice = configuration.choice
        # The probe refuses every other digest before a call is made.
        model = ModelInfo(choice.cell.model, choice.model_digest, server_version=None, quantization=None)
        self._writer = ModelWriter(server, model, prompt, configuration.generate)
        self._probe = ModelProbe(probed, choice.cell.model, choice.model_digest)
        self._retriever = configuration.retriever
        self._passages = choice.passages_per_story
        self._examples = configuration.examples
        self._budget = configuration.generate.examples.model_dump()
        self._slots = asyncio.Semaphore(configuration.generate.concurrency)

    async def connectivity(self) -> Connectivity:
        """What the server says of the model."""
        return await self._probe.connectivity()

    async def write(self, story: UserStory) -> tuple[Generation, Timing]:
        """The suite that the model writes.

        Raises:
            ServerError: the server or the model is not there, or is not the one that was measured.

        """
        (await self._probe.connectivity()).require()
        passages = self._retriever.nearest(story, self._passages) if self._retriever else []
        examples = self._examples.pick(story, **self._budget) if self._examples else []
        async with self._slots:
            generation, timing = await self._writer.generate(story, passages, time.perf_counter(), examples)
        if generation.failure is Outcome.SERVER_ERROR:
            (await self._probe.connectivity(fresh=True)).require()
        return generation, timing
