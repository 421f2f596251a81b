import asyncio
import json
import socket
import subprocess
import sys
import urllib.request
from typing import Any

import httpx
import pytest

from casewright.errors import ServerError
from casewright.ollama import LoadedModel, ModelInfo, OllamaServer, Reply, is_local, resolve_host
from casewright.prompts import Message
from casewright.records import Outcome
from tests.conftest import ROOT, eventually, server_params
from tests.fake_models import MODELS, Call
from tests.fake_ollama import FakeOllama

ASKED = [
    Message("system", "You write test cases."),
    Message("user", "User story:\nAs a clerk, I want to print a label, so that the parcel arrives."),
]
OPTIONS = {"temperature": 0.0, "seed": 42, "num_ctx": 8192, "num_predict": 4096, "repeat_penalty": 1.0}
SCHEMA = {"type": "object", "properties": {}, "required": []}

FAILURES = {
    "truncated": (Outcome.TRUNCATED, "tokens (generate.num_predict)"),
    "blank-loop": (Outcome.ABORTED, "characters of white space in a row"),
    "ten-megabytes": (Outcome.ABORTED, "characters of white space in a row"),
    "babbling": (Outcome.ABORTED, "more than 200000 characters"),
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
    "reset": (Outcome.SERVER_ERROR, "the connection failed (ReadError)"),
    "not-there": (Outcome.SERVER_ERROR, "HTTP 404: model 'not-there' not found"),
    "slow-headers": (Outcome.TIMEOUT, "no token for 0.2 s (ollama.token_timeout_s)"),
    "slow-body": (Outcome.TIMEOUT, "no token for 0.2 s (ollama.token_timeout_s)"),
    "dripping": (Outcome.TIMEOUT, "no end within 0.6 s (ollama.attempt_timeout_s)"),
}
"""Models whose chat does not come to the model's own end: the outcome and what the detail says."""


def chat(ollama: FakeOllama, model: str, **limits: Any) -> Reply:
    """One chat."""
    return chats(ollama, [model], **limits)[0]


def chats(ollama: FakeOllama, models: list[str], *, concurrency: int = 8, **limits: Any) -> list[Reply]:
    """One chat with each model, all at once."""

    async def all_at_once() -> list[Reply]:
        async with OllamaServer(server_params(ollama.host, **limits), concurrency=concurrency) as server:
            return await asyncio.gather(
                *(server.chat(model, ASKED, options=OPTIONS, format=SCHEMA) for model in models)
            )

    return asyncio.run(all_at_once())


def ask(host: str | None, question: str, *args: Any, **limits: Any) -> Any:
    """Call one method of a server that is opened for it."""

    async def once() -> Any:
        async with OllamaServer(server_params(host, **limits)) as server:
            return await getattr(server, question)(*args)

    return asyncio.run(once())


@pytest.fixture
def nowhere() -> str:
    """An address where nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


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
            return await server.chat("llama3.2:1b", ASKED, options=OPTIONS, format=SCHEMA)

    reply = asyncio.run(once())

    assert reply.failure is Outcome.SERVER_ERROR
    assert "connection" in reply.detail.lower()


@pytest.mark.parametrize("model", ["ten-megabytes", "blank-loop", "babbling"])
def test_a_runaway_answer_is_cut_early(ollama, model):
    """Closing the connection is what stops a model that loops, long before its end and the batch's."""

    async def while_others_go_on() -> None:
        async with OllamaServer(server_params(ollama.host)) as server:
            await server.chat(model, ASKED, options=OPTIONS, format=SCHEMA)
            assert await eventually(lambda: ollama.hung_up == [model])

    asyncio.run(while_others_go_on())
    assert ollama.sent[model] < 2_000_000


def test_cancelling_closes_the_connection(ollama):
    """A cancelled chat raises and leaves nothing running on the server."""

    async def cancelled() -> None:
        async with OllamaServer(server_params(ollama.host)) as server:
            task = asyncio.create_task(server.chat("dripping", ASKED, options=OPTIONS, format=SCHEMA))
            assert await eventually(lambda: ollama.sent["dripping"] > 0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await eventually(lambda: ollama.hung_up == ["dripping"])

    asyncio.run(cancelled())


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


# ---- what is on the server


def test_describe_says_what_the_model_is(ollama):
    """Name, digest, quantization and the server's version of a model that is there."""
    assert ask(ollama.host, "describe", "llama3.2:1b") == ModelInfo(
        name="llama3.2:1b",
        digest=ollama.digest("llama3.2:1b"),
        server_version="0.34.0",
        quantization="Q4_K_M",
    )


def test_a_name_without_tag_is_latest(ollama):
    """`llama3.2` is `llama3.2:latest`, as on the server, and keeps the name it was asked by."""
    info = ask(ollama.host, "describe", "llama3.2")

    assert (info.name, info.digest) == ("llama3.2", ollama.digest("llama3.2:latest"))


@pytest.mark.parametrize(
    ("models", "which"),
    [({"b": MODELS["empty"], "a:1b": MODELS["empty"]}, "a:1b, b:latest"), ({}, "no model")],
)
def test_a_missing_model_is_named_with_the_fix(models, which):
    """The message names model, host, the models that are there and the command that fetches it."""
    with FakeOllama(models=models) as ollama, pytest.raises(ServerError) as error:
        ask(ollama.host, "describe", "llama9:1b")

    message = str(error.value)
    for part in ("'llama9:1b'", ollama.host, which, "`ollama pull llama9:1b`"):
        assert part in message
    assert "\n" not in message


def test_no_server_is_named_with_the_fix(nowhere):
    """The message names the address that was tried and how to start a server."""
    with pytest.raises(ServerError) as error:
        ask(nowhere, "describe", "llama3.2:1b")

    for part in (nowhere, "`ollama serve`", "OLLAMA_HOST"):
        assert part in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("answer", [(200, []), (200, "<html>\nhello</html>"), (200, {"models": 3})])
def test_something_else_at_the_address_is_named(answer):
    """A server that is not Ollama is an error in one line with the address and where to change it."""
    with FakeOllama(canned={"/api/tags": answer}) as other, pytest.raises(ServerError) as error:
        ask(other.host, "describe", "llama3.2:1b")

    for part in (other.host, "none that Ollama gives", "ollama.host"):
        assert part in str(error.value)
    assert "\n" not in str(error.value)


def test_a_tag_that_is_pulled_anew_has_another_digest(ollama):
    """The digest seen after a batch tells that the model changed under it."""
    before = ask(ollama.host, "describe", "digest-changes").digest
    chats(ollama, ["digest-changes"] * 2)

    assert ask(ollama.host, "describe", "digest-changes").digest != before


@pytest.mark.parametrize(
    "answer", [(404, "404 page not found"), (200, "not JSON"), (200, {}), (200, ["0.1"]), (200, "null")]
)
def test_a_server_without_version_has_none(answer):
    """The version is good to know, and nothing fails without it."""
    with FakeOllama(canned={"/api/version": answer}) as ollama:
        assert ask(ollama.host, "describe", "llama3.2:1b").server_version is None


def test_no_server_has_no_version(nowhere):
    """Asking nobody for a version raises nothing."""
    assert ask(nowhere, "version") is None


# ---- loading


def test_load_then_unload(ollama):
    """A model is loaded with the batch's own options, seen in memory, and gone after unloading."""

    async def through() -> list[LoadedModel | None]:
        async with OllamaServer(server_params(ollama.host)) as server:
            model = await server.describe("llama3.2:1b")
            seen = [await server.loaded(model)]
            await server.load("llama3.2:1b", OPTIONS)
            seen.append(await server.loaded(model))
            await server.unload("llama3.2:1b")
            return [*seen, await server.loaded(model)]

    assert asyncio.run(through()) == [None, LoadedModel(1_321_098_329, 0, 8192), None]
    load, unload = (request.body for request in ollama.requests)
    assert (load["prompt"], load["options"], load["keep_alive"]) == ("", OPTIONS, -1)
    assert (unload["prompt"], unload["keep_alive"]) == ("", 0)


def test_a_model_loaded_by_another_name_is_seen(ollama):
    """Two names of one model share its memory, and the server lists only the name that loaded it."""

    async def through() -> LoadedModel | None:
        async with OllamaServer(server_params(ollama.host)) as server:
            await server.load("llama3.2", OPTIONS)
            return await server.loaded(await server.describe("llama3.2:3b"))

    assert asyncio.run(through()) == LoadedModel(2_019_393_189, 0, 8192)


def test_loading_may_take_longer_than_a_token():
    """A big model loads in silence: that is measured by the load limit, not by the one between tokens."""
    with FakeOllama(stall_s=0.4) as ollama:
        ask(ollama.host, "load", "slow-load", OPTIONS, token_timeout_s=0.1)

        assert ollama.counts["/api/generate"] == 1


def test_loading_too_long_names_the_limit(ollama):
    """The message says which model, where, how long, and which setting to raise."""
    with pytest.raises(ServerError) as error:
        ask(ollama.host, "load", "slow-load", OPTIONS, load_timeout_s=0.2)

    for part in ("'slow-load'", ollama.host, "0.2 s", "ollama.load_timeout_s"):
        assert part in str(error.value)


def test_a_load_that_fails_names_the_model(ollama):
    """The server's own reason is passed on, and nobody is told to start a server that answers."""
    with pytest.raises(ServerError, match=r"'load-failure'.*HTTP 500: llama runner process") as error:
        ask(ollama.host, "load", "load-failure", OPTIONS)

    assert "ollama serve" not in str(error.value)


def test_unloading_from_nobody_is_done(nowhere):
    """A server that is gone has freed its memory."""
    assert ask(nowhere, "unload", "llama3.2:1b") is None


# ---- addresses


@pytest.mark.parametrize(
    ("in_params", "in_environment", "expected"),
    [
        (None, None, "http://127.0.0.1:11434"),
        ("http://gpu:11434/", None, "http://gpu:11434"),
        ("http://gpu:1", "other:2", "http://gpu:1"),
        (None, "gpu", "http://gpu:11434"),
        (None, "gpu:8080", "http://gpu:8080"),
        (None, "gpu:8080/", "http://gpu:8080"),
        (None, " http://gpu:8080 ", "http://gpu:8080"),
        (None, "http://gpu", "http://gpu"),
        (None, "https://gpu/ollama/", "https://gpu/ollama"),
        (None, ":8080", "http://127.0.0.1:8080"),
        (None, "0.0.0.0", "http://127.0.0.1:11434"),
        (None, "0.0.0.0:8080", "http://127.0.0.1:8080"),
        (None, "http://0.0.0.0:8080", "http://127.0.0.1:8080"),
        (None, "[::]:8080", "http://127.0.0.1:8080"),
        (None, "[::1]", "http://[::1]:11434"),
        (None, "10.0.0.0:8080", "http://10.0.0.0:8080"),
    ],
)
def test_the_address_comes_from_params_then_environment(monkeypatch, in_params, in_environment, expected):
    """params.yaml wins over OLLAMA_HOST; an address to listen on becomes one to call."""
    if in_environment is not None:
        monkeypatch.setenv("OLLAMA_HOST", in_environment)

    assert resolve_host(server_params(in_params)) == expected


def test_an_address_that_is_none_is_refused():
    """A port that is no number is one line with the value and an example."""
    with pytest.raises(ServerError, match=r"'gpu:eleven' in ollama\.host or OLLAMA_HOST.*http://127"):
        resolve_host(server_params("gpu:eleven"))


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("http://127.0.0.1:11434", True),
        ("http://localhost", True),
        ("http://[::1]:1", True),
        ("http://gpu", False),
    ],
)
def test_this_machine_is_told_from_others(host, local):
    """Processor and memory are measured only where the model runs here."""
    assert is_local(host) == local


# ---- the fake itself


def test_the_fake_runs_as_a_process_of_its_own():
    """Pipeline tests start it beside them, read its address, and ask it what it was asked."""
    command = [sys.executable, "-m", "tests.fake_ollama", "--port", "0", "--slots", "1", "--delay-ms", "10"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        host = process.stdout.readline().strip()
        info = ask(host, "describe", "llama3.2:1b")
        ask(host, "load", "llama3.2:1b", OPTIONS)
        with urllib.request.urlopen(f"{host}/fake/counts", timeout=5) as answer:
            counts = json.load(answer)
        process.terminate()

    assert info.server_version == "0.34.0"
    assert counts["paths"]["/api/generate"] == 1
    assert (counts["chats"], counts["peak"]) == ({}, 0)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"model": "gone"}, 404),
        ({"model": ""}, 400),
        ({"think": True}, 400),
        ({"keep_alive": "-1"}, 400),
        ({"format": "yaml"}, 500),
    ],
)
def test_the_fake_refuses_what_the_real_server_refuses(ollama, wrong, status):
    """A request that a real server would not take does not pass here either."""
    asked = {"model": "llama3.2:1b", "messages": [], "keep_alive": -1} | wrong

    assert httpx.post(f"{ollama.host}/api/chat", json=asked, trust_env=False).status_code == status


@pytest.mark.parametrize(
    ("model", "reason", "start"),
    [("llama3.2:1b", "stop", '{"test_cases'), ("babbling", "length", "and so on"), ("aborted", None, "")],
)
def test_the_fake_answers_in_one_piece_too(ollama, model, reason, start):
    """Without streaming there is one object, and num_predict ends what has no end."""
    asked = {"model": model, "messages": [message.as_dict() for message in ASKED], "stream": False}
    answer = httpx.post(f"{ollama.host}/api/chat", json=asked, trust_env=False).json()

    assert answer["message"]["content"].startswith(start)
    assert (answer["done"], answer.get("done_reason")) == (reason is not None, reason)
