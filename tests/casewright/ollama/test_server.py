import asyncio
import hashlib

import pytest

from casewright.errors import ServerError
from casewright.ollama import LoadedModel, ModelInfo, OllamaServer
from tests.casewright.ollama.asking import OPTIONS, ask, chats
from tests.conftest import server_params
from tests.fake_models import MODELS
from tests.fake_ollama import FakeOllama

# ---- what is on the server


def test_describe_says_what_the_model_is(ollama):
    """Name, digest, quantization and the server's version of a model that is there."""
    assert ask(ollama.host, "describe", "llama3.2:1b") == ModelInfo(
        name="llama3.2:1b",
        digest=ollama.digest("llama3.2:1b"),
        server_version="0.34.0",
        quantization="Q4_K_M",
        template_hash=hashlib.sha256(b"{{ .Prompt }}").hexdigest(),
        parameters_hash=hashlib.sha256(b"").hexdigest(),
        modelfile_hash=hashlib.sha256(b"").hexdigest(),
        capabilities=("completion",),
        trained_context_tokens=131072,
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
    load, unload = (request.body for request in ollama.requests if request.path == "/api/generate")
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


def test_a_server_that_never_ends_its_answer_is_named():
    """Questions beside chats have an end, too."""
    with (
        FakeOllama(canned={"/api/tags": (200, " " * 9_000_000)}) as other,
        pytest.raises(ServerError) as error,
    ):
        ask(other.host, "describe", "llama3.2:1b")

    assert "a line of more than 8388608 bytes" in str(error.value)


def test_a_host_name_that_the_server_does_not_know_is_explained():
    """HTTP 403 without a body is how a server on loopback refuses a name that is not its own."""
    with FakeOllama(canned={"/api/tags": (403, "")}) as other, pytest.raises(ServerError) as error:
        ask(other.host, "describe", "llama3.2:1b")

    for part in (other.host, "HTTP 403", "does not answer to this host name", "OLLAMA_HOST=0.0.0.0"):
        assert part in str(error.value)
