"""The page and what it calls, over the models of a fake server, on a loopback port."""

import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Annotated, Any

import uvicorn
from fastapi import Body, FastAPI, Request
from starlette.responses import Response

from casewright.conversation import Watcher
from casewright.generation import ModelWriter
from casewright.ollama import ModelInfo, OllamaServer
from casewright.params import load_params
from casewright.prompts import load_prompt
from service import docs_page, export, page
from service.answer import failed, written
from service.envelope import Envelope, RefusedError, enveloped
from service.errors import HANDLERS
from service.story import StoryRequest, clean_story
from service.stream import Answerable, streamed
from tests.conftest import ROOT, server_params
from tests.fake_ollama import FakeOllama

PARAMS = load_params(ROOT / "params.yaml")


class PagedService:
    """What a browser sees of the service. Set fields to change how it answers."""

    def __init__(self, ollama: FakeOllama) -> None:
        self.ollama = ollama
        self.model = "llama3.2:1b"
        self.key: str | None = None
        self.rests_s: float | None = None
        self.feedback: list[dict[str, Any]] = []
        self.stories: list[dict[str, Any]] = []
        self.app = FastAPI(docs_url=None, lifespan=self._lifespan, exception_handlers={**HANDLERS})
        self.app.get("/")(self.about)
        self.app.post("/test-use-cases/")(self.generate)
        self.app.post("/feedback")(self.rate)
        for module in (page, docs_page, export):
            self.app.include_router(module.router)

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        async with OllamaServer(server_params(self.ollama.host), concurrency=4) as self._server:
            yield

    async def about(self) -> Envelope[Any]:
        """Who writes."""
        rules = self.model == "baseline"
        told = "test cases are written by baseline, which is rule-based and not a language model"
        if not rules:
            told = f"test cases are written by the language model {self.model} with the prompt basic"
        return enveloped("", {"chosen": {"description": told, "is_language_model": not rules}})

    async def rate(self, body: dict[str, Any]) -> Envelope[Any]:
        """Take feedback."""
        self.feedback.append(body)
        return enveloped("kept", {"kept": True})

    async def generate(self, request: Request, body: Annotated[dict[str, Any], Body()]) -> Response:
        """Stream what the model writes."""
        if self.key and request.headers.get("X-API-Key") != self.key:
            raise RefusedError(401, "no API key that is known here; send it as X-API-Key: KEY")
        if self.rests_s is not None:
            wait_s, self.rests_s = self.rests_s, None
            raise RefusedError(429, "8 stories wait already; try again later", retry_after_s=wait_s)
        assert body.pop("stream") is True
        self.stories.append(body)
        story, replaced = clean_story(StoryRequest.model_validate(body), PARAMS.clean)

        async def work(watcher: Watcher) -> Answerable:
            model = ModelInfo(self.model, "d" * 64, server_version=None, quantization=None)
            writer = ModelWriter(self._server, model, load_prompt("basic"), PARAMS.generate)
            made, timing = await writer.generate(story, [], time.perf_counter(), watcher=watcher)
            if made.failure is not None:
                raise failed(made)
            return enveloped("", written(story, made, timing, is_language_model=True, replaced=replaced), 201)

        response = await streamed(work, request)
        response.headers["X-Correlation-ID"] = "story-1"
        return response


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address of an application, which runs until the block ends."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
    assert not thread.is_alive()
