"""A configuration at work: the same rules and the same calls that were measured."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from casewright.baseline import RULES_DIGEST
from casewright.conversation import Watcher, model_options
from casewright.generation import ModelWriter, generate_by_rule
from casewright.ollama import ModelInfo, OllamaServer
from casewright.prompts import Prompt
from casewright.records import Generation, Outcome, Timing, UserStory
from service.configuration import Configuration
from service.probe import Connectivity, ModelProbe

_CONNECTIONS = 1024
"""More than any gate lets in: champion and canary share one, so none of them knows how many it gets, and
waiting for a connection would be taken for time of the model.
"""


class Writer(Protocol):
    """Writes suites."""

    async def connectivity(self) -> Connectivity:
        """Whether it could write one now."""
        ...

    async def prepare(self, *, warm_up: bool) -> None:
        """Make sure that it could write one now, and with `warm_up` that none has to wait for the model.

        Raises:
            ServerError: the server or the model is not there, is another one, or does not load.

        """
        ...

    async def write(self, story: UserStory, watcher: Watcher | None = None) -> tuple[Generation, Timing]:
        """The suite of one story, or a failure with a name. Any number may be under way."""
        ...


@asynccontextmanager
async def open_writer(configuration: Configuration) -> AsyncIterator[Writer]:
    """The writer of a configuration, with its connections open until the block ends."""
    if configuration.prompt is None:
        yield RuleWriter()
        return
    async with (
        OllamaServer(configuration.ollama, concurrency=_CONNECTIONS) as server,
        OllamaServer(configuration.ollama) as probed,
    ):
        probe = ModelProbe(probed, configuration.served_as, configuration.choice.model_digest)
        try:
            yield ServedModelWriter(configuration, configuration.prompt, server, probe)
        finally:
            await probe.close()


class RuleWriter:
    """The baseline: rules in this process, no language model."""

    async def connectivity(self) -> Connectivity:
        """There is nothing that could be away."""
        return Connectivity(where="in process", model_digest=RULES_DIGEST)

    async def prepare(self, *, warm_up: bool) -> None:
        """There is nothing to load."""

    async def write(self, story: UserStory, watcher: Watcher | None = None) -> tuple[Generation, Timing]:
        """The suite that the rules give; milliseconds, so that there is nothing to watch before its end."""
        generation, timing = generate_by_rule(story, time.perf_counter())
        if watcher:
            watcher.begun(1)
            watcher.text(generation.attempts[0].raw_text)
            watcher.ended(generation.attempts[0], timing.attempts[0])
        return generation, timing


class ServedModelWriter:
    """A model on an Ollama server, with the prompt and the settings that it was measured with."""

    def __init__(
        self, configuration: Configuration, prompt: Prompt, server: OllamaServer, probe: ModelProbe
    ) -> None:
        choice = configuration.choice
        # The probe refuses every other digest before a call is made.
        model = ModelInfo(
            configuration.served_as, choice.model_digest, server_version=None, quantization=None
        )
        self._cell = choice.cell
        self._server = server
        self._writer = ModelWriter(server, model, prompt, configuration.generate)
        self._probe = probe
        self._retriever = configuration.retriever
        self._passages = choice.passages_per_story
        self._examples = configuration.examples
        self._budget = configuration.generate.examples.model_dump()

    async def connectivity(self) -> Connectivity:
        """What the server says of the model."""
        return await self._probe.connectivity()

    async def prepare(self, *, warm_up: bool) -> None:
        """Ask the server for the measured digest, and have it load the model as the calls ask for it."""
        await self._probe.require(fresh=True)
        if warm_up:
            await self._server.load(self._writer.model.name, model_options(self._writer.settings))

    async def write(self, story: UserStory, watcher: Watcher | None = None) -> tuple[Generation, Timing]:
        """The suite that the model writes.

        Raises:
            ServerError: the server or the model is not there, or is not the one that was measured.

        """
        await self._probe.require()
        passages = self._retriever.nearest(story, self._passages) if self._retriever else []
        examples = self._examples.pick(story, **self._budget) if self._examples else []
        epoch = time.perf_counter()
        generation, timing = await self._writer.generate(story, passages, epoch, examples, watcher)
        if generation.failure is Outcome.SERVER_ERROR:
            await self._probe.require(fresh=True)
        return self._as_measured(generation, timing)

    def _as_measured(self, generation: Generation, timing: Timing) -> tuple[Generation, Timing]:
        """Both under the name that was measured, whatever the server calls the model."""
        if generation.cell == self._cell:
            return generation, timing
        named = {"cell": self._cell}
        return generation.model_copy(update=named), timing.model_copy(update=named)
