import asyncio
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from casewright.ollama import ChatRequest, OllamaServer, Reply
from casewright.prompts import Message
from casewright.records import Outcome
from tests.casewright.ollama.asking import ASKED, OPTIONS, SCHEMA, chat, chats
from tests.conftest import eventually, server_params
from tests.fake_models import Behaviour, Call, refusing
from tests.fake_ollama import FakeOllama

FAILURES = {
    "truncated": (Outcome.TRUNCATED, "tokens (generate.num_predict)"),
    "blank-loop": (Outcome.ABORTED, "characters of white space in a row"),
    "ten-megabytes": (Outcome.ABORTED, "characters of white space in a row"),
    "babbling": (Outcome.ABORTED, "the same 10 characters over and over: 'and so on'"),
    "aborted": (Outcome.ABORTED, "the stream ended without `done`"),
    "no-done": (Outcome.ABORTED, "the stream ended without `done`"),
    "always-500": (Outcome.SERVER_ERROR, "HTTP 500: an error was encountered while running the model"),
    "flaky-500": (Outcome.SERVER_ERROR, "HTTP 500: an error was encountered while running the model"),
    "load-failure": (Outcome.SERVER_ERROR, "HTTP 500: llama runner process has terminated"),
    "busy": (Outcome.SERVER_ERROR, "HTTP 503: server busy, please try again."),
    "html-error": (Outcome.SERVER_ERROR, "HTTP 502: <html> <h1>Bad gateway</h1>"),
    "list-error": (Outcome.SERVER_ERROR, "the answer is none that Ollama gives"),
    "midstream-error": (Outcome.SERVER_ERROR, "an error was encountered while running the model"),
    "bad-line": (Outcome.SERVER_ERROR, "the answer is none that Ollama gives"),
    "reset": (Outcome.SERVER_ERROR, "the connection broke: Response payload is not completed"),
    "not-there": (Outcome.SERVER_ERROR, "HTTP 404: model 'not-there' not found"),
    "slow-headers": (Outcome.TIMEOUT, "no token for 0.2 s (ollama.token_timeout_s)"),
    "slow-body": (Outcome.TIMEOUT, "no token for 0.2 s (ollama.token_timeout_s)"),
    "dripping": (Outcome.TIMEOUT, "no end within 0.6 s (ollama.attempt_timeout_s)"),
}
"""Models whose chat does not come to the model's own end: the outcome and what the detail says."""


# ---- how a chat ends


@pytest.mark.parametrize("model", FAILURES)
def test_each_way_to_fail_is_an_outcome_with_a_reason(ollama, model):
    """A chat that goes wrong raises nothing: it ends in a named outcome with a one-line detail."""
    outcome, detail = FAILURES[model]
    short = {"token_timeout_s": 0.2} if model.startswith("slow") else {}
    reply = chat(ollama, model, **short, **({"attempt_timeout_s": 0.6} if model == "dripping" else {}))

    assert reply.failure is outcome
    assert detail in reply.detail
    assert "\n" not in reply.detail
    assert len(reply.detail) <= 300


def test_a_finished_chat_is_no_failure(ollama):
    """A model that stops by itself gives its text, its done_reason and no failure."""
    reply = chat(ollama, "llama3.2:3b")

    assert reply.failure is None
    assert reply.detail == ""
    assert reply.done_reason == "stop"
    assert reply.text.startswith('{"test_cases": [{"id": "TC-001"')


def test_the_text_so_far_survives_a_failure(ollama):
    """What arrived before a chat broke is kept for the record."""
    assert [reply.text for reply in chats(ollama, ["reset", "midstream-error", "no-done"])] == [
        '{"test_cases": ['
    ] * 3


def test_thinking_is_told_from_the_answer(ollama):
    """Text in `thinking` is kept apart and never taken for the answer."""
    reply = chat(ollama, "thinking-only")

    assert reply.text == ""
    assert reply.thinking.startswith('{"test_cases"')


def test_text_can_always_be_written_as_utf8(ollama):
    """Half a surrogate pair, which JSON can carry, does not reach the files."""
    assert chat(ollama, "lone-surrogate").text.encode("utf-8") == b"?"


def test_a_refused_connection_ends_a_chat_as_a_server_error(ollama, nowhere):
    """A server that goes away while a batch runs is an outcome too."""

    async def once() -> Reply:
        async with OllamaServer(server_params(nowhere)) as server:
            return await server.chat(ChatRequest("llama3.2:1b", ASKED, OPTIONS, SCHEMA))

    reply = asyncio.run(once())

    assert reply.failure is Outcome.SERVER_ERROR
    assert reply.detail.startswith("no connection")


@pytest.mark.parametrize("model", ["ten-megabytes", "blank-loop", "babbling"])
def test_a_runaway_answer_is_cut_early(ollama, model):
    """Closing the connection is what stops a model that loops, long before its end and the batch's."""

    async def while_others_go_on() -> None:
        async with OllamaServer(server_params(ollama.host)) as server:
            await server.chat(ChatRequest(model, ASKED, OPTIONS, SCHEMA))
            assert await eventually(lambda: ollama.hung_up == [model])

    asyncio.run(while_others_go_on())
    assert ollama.sent[model] < 2_000_000


def test_cancelling_closes_the_connection(ollama):
    """A cancelled chat raises and leaves nothing running on the server."""

    async def cancelled() -> None:
        async with OllamaServer(server_params(ollama.host)) as server:
            task = asyncio.create_task(server.chat(ChatRequest("dripping", ASKED, OPTIONS, SCHEMA)))
            assert await eventually(lambda: ollama.sent["dripping"] > 0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await eventually(lambda: ollama.hung_up == ["dripping"])

    asyncio.run(cancelled())


# ---- ways to fail that no model of the fake server has


def endless(call: Call) -> None:
    """Words without end that never come in the same order."""
    chance = random.Random(7)
    while True:
        call.say("".join(chance.choice("abcdefgh ") for _ in range(1000)))


def drifting(call: Call) -> None:
    """Thinks in circles, and never says a word."""
    while True:
        call.say("", thinking="Let me think about that again. ")


def counting(call: Call) -> None:
    """The same case over and over, each with a number of its own."""
    number = 0
    while True:
        number += 1
        call.say(
            f'{{"id": "TC-{number:03d}", "title": "Save with value {number * 7}", "steps": ["Press Save"]}}, '
        )


def ending(reason: str | None, **counters: int) -> Behaviour:
    """A model that ends its answer so."""

    def behave(call: Call) -> None:
        message = {"role": "assistant", "content": "{}"}
        call.line({"message": message, "done": True, "done_reason": reason} | counters)

    return behave


FOREIGN = "the answer is none that Ollama gives"
ODD = {
    "endless": (endless, Outcome.ABORTED, "cut: more than 200000 characters"),
    "drifting": (drifting, Outcome.ABORTED, "'Let me think about that again.' in its thinking"),
    "counting": (counting, Outcome.ABORTED, "over and over but for numbers"),
    "load": (ending("load"), Outcome.ABORTED, "done_reason is 'load', not 'stop'"),
    "unload": (ending("unload"), Outcome.ABORTED, "done_reason is 'unload', not 'stop'"),
    "no-reason": (ending(None), Outcome.ABORTED, "done_reason is None, not 'stop'"),
    "a-list": (lambda call: call.line([]), Outcome.SERVER_ERROR, FOREIGN),
    "a-number": (lambda call: call.line("3"), Outcome.SERVER_ERROR, FOREIGN),
    "html": (lambda call: call.line("<html>hello</html>"), Outcome.SERVER_ERROR, FOREIGN),
    "no-message": (lambda call: call.line({"done": True}), Outcome.SERVER_ERROR, FOREIGN),
    "never-a-line": (
        lambda call: call.line("x" * 9_000_000),
        Outcome.SERVER_ERROR,
        "more than 8388608 bytes",
    ),
    "forbidden": (refusing(403, ""), Outcome.SERVER_ERROR, "HTTP 403: the server does not answer to this"),
    "wordless": (refusing(500, ""), Outcome.SERVER_ERROR, "HTTP 500: without a word"),
    "shifted": (
        ending("stop", prompt_eval_count=6000, eval_count=3000),
        Outcome.TRUNCATED,
        "did not fit: 6000 and 3000 tokens in a context of 8192",
    ),
    "no-room": (
        ending("length", prompt_eval_count=7000, eval_count=1192),
        Outcome.TRUNCATED,
        "cut after 1192 tokens (generate.num_ctx, 8192 with the prompt)",
    ),
}


@pytest.mark.parametrize("model", ODD)
def test_odd_answers_are_outcomes_too(model):
    """Loops, endless texts and answers of another kind each have their name and one line of reason."""
    behaviour, outcome, detail = ODD[model]
    with FakeOllama(models={model: behaviour}) as ollama:
        reply = chat(ollama, model)

    assert reply.failure is outcome
    assert detail in reply.detail
    assert "\n" not in reply.detail
    assert len(reply.detail) <= 300


def test_an_empty_answer_is_the_models_own_end(ollama):
    """Nothing failed on the way: that an empty text is no suite is for the parser to say."""
    reply = chat(ollama, "empty")

    assert (reply.failure, reply.text) == (None, "")


def test_a_model_that_vanishes_is_named():
    """A model that is removed while a batch runs gives 404 from then on."""
    with FakeOllama(models={"going": ending("stop")}) as ollama:
        before = chat(ollama, "going")
        ollama.models.clear()
        after = chat(ollama, "going")

    assert before.failure is None
    assert (after.failure, after.detail) == (Outcome.SERVER_ERROR, "HTTP 404: model 'going' not found")


def test_a_prompt_that_was_cut_is_truncated():
    """The server cuts a long prompt to half of its context, and says so only by what it counts."""
    long = [Message("user", "word " * 10_000)]
    cut = ending("stop", prompt_eval_count=4098, eval_count=100)

    async def once(host: str) -> Reply:
        async with OllamaServer(server_params(host)) as server:
            return await server.chat(ChatRequest("cut", long, OPTIONS, SCHEMA))

    with FakeOllama(models={"cut": cut}) as ollama:
        reply = asyncio.run(once(ollama.host))

    assert reply.failure is Outcome.TRUNCATED
    assert "50000 characters became 4098 tokens of a context of 8192; raise generate.num_ctx" in reply.detail


def test_a_context_that_the_server_made_smaller_is_the_one_that_counts():
    """A model gets no more context than it was trained for, whatever is asked."""
    long = [Message("user", "word " * 5_000)]
    cut = ending("stop", prompt_eval_count=1026, eval_count=100)

    async def once(host: str) -> Reply:
        async with OllamaServer(server_params(host)) as server:
            await server.load("cut", OPTIONS | {"num_ctx": 2048})
            await server.loaded(await server.describe("cut"))
            return await server.chat(ChatRequest("cut", long, OPTIONS, SCHEMA))

    with FakeOllama(models={"cut": cut}) as ollama:
        reply = asyncio.run(once(ollama.host))

    assert "1026 tokens of a context of 2048" in reply.detail


# ---- answers that are no HTTP


@contextmanager
def answering(data: bytes) -> Iterator[str]:
    """A server that reads a little, sends `data` and hangs up."""

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(data)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"", "the connection broke: before the answer"),
        (b"+PONG\r\n", "none that Ollama gives: no HTTP: Bad status line"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", "the connection broke"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", FOREIGN),
    ],
)  # fmt: skip
def test_what_is_no_http_is_a_server_error(data, detail):
    """A port where something else listens, or a server that dies, is an outcome with a reason."""
    with answering(data) as host:

        async def once() -> Reply:
            async with OllamaServer(server_params(host)) as server:
                return await server.chat(ChatRequest("any", ASKED, OPTIONS, SCHEMA))

        reply = asyncio.run(once())

    assert reply.failure is Outcome.SERVER_ERROR
    assert detail in reply.detail


def test_a_connection_that_is_never_made_ends_in_time():
    """A full queue at the door is no silence between tokens: the limit of the connection holds."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(8)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)

        async def once() -> Reply:
            params = server_params(f"http://127.0.0.1:{address[1]}", connect_timeout_s=0.2)
            async with OllamaServer(params) as server:
                return await server.chat(ChatRequest("any", ASKED, OPTIONS, SCHEMA))

        reply = asyncio.run(once())
        for one in waiting:
            one.close()

    assert reply.failure is Outcome.SERVER_ERROR
    assert reply.detail.startswith("no connection in time")


# ---- what goes over the wire


def test_the_request_is_complete(ollama):
    """A chat is sent streamed, without thinking, with schema, full options and the model kept loaded."""
    chat(ollama, "llama3.2:1b")

    assert ollama.chats == [
        {
            "model": "llama3.2:1b",
            "messages": [message.as_dict() for message in ASKED],
            "stream": True,
            "think": False,
            "format": SCHEMA,
            "options": OPTIONS,
            "keep_alive": -1,
            "tools": [],
        }
    ]


def test_a_proxy_in_the_environment_is_not_asked(ollama, monkeypatch, nowhere):
    """A proxy has no business between us and a local server."""
    monkeypatch.setenv("HTTP_PROXY", nowhere)
    monkeypatch.setenv("ALL_PROXY", nowhere)

    assert chat(ollama, "llama3.2:1b").failure is None


def test_connections_are_bounded():
    """More chats than connections wait on our side, without limit, and all are answered."""
    with FakeOllama(slots=8, delay_s=0.05) as ollama:
        replies = chats(ollama, ["llama3.2:3b"] * 8, concurrency=2)

        assert [reply.failure for reply in replies] == [None] * 8
        assert ollama.peak <= 3


# ---- counters


def counted(call: Call) -> None:
    """Known counters, in nanoseconds."""
    call.line(
        {
            "message": {"role": "assistant", "content": "{}"},
            "done": True,
            "done_reason": "stop",
            "total_duration": 10_000_000_000,
            "load_duration": 1_000_000_000,
            "prompt_eval_count": 812,
            "prompt_eval_duration": 2_500_000_000,
            "eval_count": 345,
            "eval_duration": 4_000_000_000,
        }
    )


def test_counters_become_seconds_and_the_rest_is_queue():
    """Nanoseconds become seconds; what is in the total and in no part was waiting."""
    with FakeOllama(models={"counted": counted}) as ollama:
        timing = chat(ollama, "counted").timing

    assert (timing.queue_s, timing.load_s, timing.prompt_s, timing.generation_s) == (2.5, 1.0, 2.5, 4.0)
    assert (timing.tokens_in, timing.tokens_out) == (812, 345)
    assert 0 < timing.wall_s < 10


def test_waiting_for_a_slot_shows_as_queue():
    """With one slot, the second of two chats waits about as long as the first one takes."""
    with FakeOllama(slots=1, delay_s=0.4) as ollama:
        first, second = sorted(reply.timing.queue_s or 0 for reply in chats(ollama, ["llama3.2:3b"] * 2))

        assert ollama.peak == 2
    assert first < 0.2 < second < 1


def test_missing_counters_are_not_zero(ollama):
    """A server that sends no counters leaves them unknown; the wall clock still stands."""
    timing = chat(ollama, "no-counters").timing

    assert (timing.queue_s, timing.prompt_s, timing.generation_s, timing.tokens_out) == (None,) * 4
    assert timing.wall_s > 0
