import asyncio

from casewright.ollama import ChatRequest, OllamaServer, calls_carry
from tests.casewright.ollama.asking import ASKED, OPTIONS, SCHEMA
from tests.conftest import server_params
from tests.fake_ollama import FakeOllama

NAME = "X-Correlation-ID"


def chat_carrying(ollama: FakeOllama, *identities: str | None) -> list[str | None]:
    """What arrived in the header with chats at once, each made in a block of its own."""

    async def one(server: OllamaServer, identity: str | None) -> None:
        request = ChatRequest("llama3.2:1b", ASKED, OPTIONS, SCHEMA)
        if identity is None:
            await server.chat(request)
            return
        with calls_carry({NAME: identity}):
            await asyncio.create_task(server.chat(request))

    async def run() -> None:
        async with OllamaServer(server_params(ollama.host), concurrency=len(identities)) as server:
            await asyncio.gather(*(one(server, identity) for identity in identities))

    asyncio.run(run())
    return [request.headers.get(NAME.lower()) for request in ollama.requests]


def test_calls_carry_the_headers_of_their_block(ollama: FakeOllama):
    """Calls at once carry each its own, also those of tasks that were started in the block."""
    arrived = chat_carrying(ollama, "one", "two", None)

    assert sorted(map(str, arrived)) == ["None", "one", "two"]


def test_calls_after_the_block_carry_nothing(ollama: FakeOllama):
    """What one request is called is not told of the next."""

    async def run() -> None:
        async with OllamaServer(server_params(ollama.host)) as server:
            with calls_carry({NAME: "one"}):
                await server.chat(ChatRequest("llama3.2:1b", ASKED, OPTIONS, SCHEMA))
            await server.chat(ChatRequest("llama3.2:1b", ASKED, OPTIONS, SCHEMA))

    asyncio.run(run())

    assert ["one", None] == [request.headers.get(NAME.lower()) for request in ollama.requests]
