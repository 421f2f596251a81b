"""How these tests talk to a fake server: one chat, many at once, or one question."""

import asyncio
from typing import Any

from casewright.ollama import ChatRequest, OllamaServer, Reply
from casewright.prompts import Message
from tests.conftest import server_params
from tests.fake_ollama import FakeOllama

ASKED = [
    Message("system", "You write test cases."),
    Message("user", "User story:\nAs a clerk, I want to print a label, so that the parcel arrives."),
]
OPTIONS = {"temperature": 0.0, "seed": 42, "num_ctx": 8192, "num_predict": 4096, "repeat_penalty": 1.0}
SCHEMA = {"type": "object", "properties": {}, "required": []}


def chat(ollama: FakeOllama, model: str, **limits: Any) -> Reply:
    """One chat."""
    return chats(ollama, [model], **limits)[0]


def chats(ollama: FakeOllama, models: list[str], *, concurrency: int = 8, **limits: Any) -> list[Reply]:
    """One chat with each model, all at once."""

    async def all_at_once() -> list[Reply]:
        async with OllamaServer(server_params(ollama.host, **limits), concurrency=concurrency) as server:
            return await asyncio.gather(
                *(server.chat(ChatRequest(model, ASKED, OPTIONS, SCHEMA)) for model in models)
            )

    return asyncio.run(all_at_once())


def ask(host: str | None, question: str, *args: Any, **limits: Any) -> Any:
    """Call one method of a server that is opened for it."""

    async def once() -> Any:
        async with OllamaServer(server_params(host, **limits)) as server:
            return await getattr(server, question)(*args)

    return asyncio.run(once())
