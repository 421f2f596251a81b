import asyncio
from typing import Any

import pytest

from casewright.ollama import ChatRequest, ModelInfo, OllamaServer, Reply
from casewright.prompts import Message
from casewright.records import Outcome
from casewright.store import ResponseStore, StoringChat, Where, store_path
from tests.conftest import server_params
from tests.fake_ollama import FakeOllama

ASKED = [Message("system", "Be brief."), Message("user", "User story: As a user, I want a test.")]
OPTIONS: dict[str, Any] = {"seed": 42, "num_ctx": 8192, "num_predict": 4096}


def ask(ollama: FakeOllama, model: str, times: int = 2, **changes: Any) -> list[Reply]:
    """The replies to one question that is asked several times, at these concurrencies if given."""
    concurrencies = changes.pop("concurrencies", [2] * times)

    async def through() -> list[Reply]:
        replies = []
        async with OllamaServer(server_params(ollama.host, token_timeout_s=0.3)) as server:
            for concurrency in concurrencies:
                with ResponseStore(store_path()) as store:
                    chats = StoringChat(
                        server, store, ModelInfo(model, "digest", "0.34.0", None),
                        Where((ollama.host,), concurrency), **changes,
                    )  # fmt: skip
                    replies.append(await chats.chat(ChatRequest(model, ASKED, OPTIONS, "json")))
        return replies

    return asyncio.run(through())


@pytest.mark.parametrize("model", ["llama3.2:3b", "not-json", "violation", "truncated", "empty"])
def test_what_a_model_finished_is_asked_for_once(ollama, model):
    """Good or bad, the second time it comes from the store, word for word and with its timing."""
    first, second = ask(ollama, model)

    assert 1 == len(ollama.chats)
    assert "measured" == first.timing.source
    assert "stored" == second.timing.source
    assert first.timing.wall_s == second.timing.wall_s
    assert first.timing.generation_s == second.timing.generation_s
    for field in ("failure", "detail", "text", "thinking", "done_reason"):
        assert getattr(first, field) == getattr(second, field)


@pytest.mark.parametrize(
    ("model", "outcome"),
    [
        ("always-500", Outcome.SERVER_ERROR),
        ("reset", Outcome.SERVER_ERROR),
        ("aborted", Outcome.ABORTED),
        ("slow-body", Outcome.TIMEOUT),
    ],
)
def test_what_a_model_did_not_finish_is_asked_for_again(model, outcome):
    """Timeouts, aborts and server errors say nothing for good."""
    with FakeOllama(stall_s=0.5) as ollama:
        replies = ask(ollama, model)

        assert 2 == len(ollama.chats)
        assert [outcome] * 2 == [reply.failure for reply in replies]


def test_seconds_of_other_conditions_are_not_replayed(ollama):
    """At another concurrency the text is reused and the seconds are not; tokens belong to the text."""
    first, second, third = ask(ollama, "llama3.2:3b", concurrencies=[1, 4, 1])

    assert 1 == len(ollama.chats)
    assert first.text == second.text
    assert second.timing.wall_s is None
    assert second.timing.generation_s is None
    assert second.timing.latency_s is None
    assert first.timing.tokens_out == second.timing.tokens_out
    assert first.timing.wall_s == third.timing.wall_s


def test_a_run_that_reuses_nothing_still_stores(ollama):
    """`generate.reuse: false` calls every time, and what it measured is there for the next run."""
    ask(ollama, "llama3.2:3b", reuse=False)
    (reply,) = ask(ollama, "llama3.2:3b", times=1)

    assert 2 == len(ollama.chats)
    assert "stored" == reply.timing.source


def test_a_repeat_is_another_question(ollama):
    """A second answer that is wanted beside the first is called for, and stored beside it."""
    for repeat in (0, 1, 1):
        ask(ollama, "llama3.2:3b", times=1, repeat=repeat)

    assert 2 == len(ollama.chats)


def test_a_local_address_is_that_of_one_machine(monkeypatch):
    """127.0.0.1 on another machine is another server; a name in the network is the same from everywhere."""
    here = Where(("http://127.0.0.1:11434", "http://gpu:11434"), 2)
    local, remote = (here.describe(host) for host in here.hosts)

    monkeypatch.setattr("platform.node", lambda: "another machine")

    assert not here.same(local)
    assert here.same(remote)
    assert not Where(("http://gpu:11434",), 3).same(remote)
