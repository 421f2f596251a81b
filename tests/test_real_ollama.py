"""The project against a real Ollama server with a tiny random model: what the fake server cannot prove.

Runs where an `ollama` is on PATH or CASEWRIGHT_OLLAMA names one; nothing is downloaded.
"""

import asyncio
import hashlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import psutil
import pytest

from casewright.conversation import model_options
from casewright.documents import Document
from casewright.embeddings import EmbeddingLikeness
from casewright.errors import ServerError
from casewright.files import read_json, read_jsonl, write_json
from casewright.ollama import ChatRequest, LoadedModel, ModelInfo, OllamaServer, Reply, server_settings
from casewright.params import Params, load_params
from casewright.parsing import response_schema
from casewright.progress import Progress
from casewright.prompts import Message, load_prompt
from casewright.records import CellConditions, Generation, Outcome, ReferenceSuite, Timing, UserStory
from casewright.retrieval import Retriever
from casewright.roster import admit, inspect
from casewright.sources import read_documents
from casewright.store import ResponseStore
from stages import index
from stages.generate import Batch, Folders, Known, run_models
from tests.builders import a_case
from tests.conftest import ROOT
from tests.tiny_model import CONTEXT, build_tiny_model

BINARY = shutil.which(os.environ.get("CASEWRIGHT_OLLAMA") or "ollama")

pytestmark = [
    pytest.mark.ollama,
    pytest.mark.skipif(BINARY is None, reason="no `ollama` on PATH, and CASEWRIGHT_OLLAMA names none"),
    pytest.mark.timeout(300),  # the first test also waits for the server and the run
]

PROMPTS = ("basic", "improved_v1", "rag")
STORIES = 12
REPEATED = 3
START_S = 20.0
BRIEF = {"type": "object", "properties": {"n": {"enum": ["one"]}}, "required": ["n"]}


# ---- the server


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of our own that knows `tiny`, `tiny` by another name, the helpless `raw` and `embedder`."""
    folder = tmp_path_factory.mktemp("ollama")
    with serving(folder) as address:
        create(address, "tiny:latest", folder / "tiny.gguf")
        create(address, "raw:latest", folder / "raw.gguf", raw=True)
        create(address, "embedder:latest", folder / "embedder.gguf", embeds=True)
        post(address, "/api/copy", json={"source": "tiny:latest", "destination": "twin:latest"})
        yield address


@contextmanager
def serving(folder: Path, parallel: int = 1) -> Iterator[str]:
    """`ollama serve` with a home in `folder`; its address. Nothing of it is left running."""
    address, log = f"127.0.0.1:{free_port()}", folder / "serve.log"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "OLLAMA_HOST": address,
        "OLLAMA_MODELS": str(folder / "models"),
        "OLLAMA_NO_CLOUD": "1",
        "OLLAMA_NUM_PARALLEL": str(parallel),
        "OLLAMA_FLASH_ATTENTION": "0",  # on a processor, and with heads this small, it takes twice the time
    }
    with log.open("wb") as output:
        command = [str(BINARY), "serve"]
        process = psutil.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_until_it_answers(f"http://{address}", process, log)
            yield f"http://{address}"
        finally:
            stop(process)


def wait_until_it_answers(host: str, process: psutil.Popen, log: Path) -> None:
    """Wait for a bounded time, and no longer than the process lives."""
    for _ in range(int(START_S / 0.05)):
        try:
            if httpx.get(f"{host}/api/version", trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        if process.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail(f"`ollama serve` does not answer at {host}; its log:\n{log.read_text(errors='replace')}")


def stop(process: psutil.Popen) -> None:
    """End the server and what it started, by force where asking is not enough."""
    if process.poll() is not None:
        return
    family = [*process.children(recursive=True), process]
    process.terminate()
    _, alive = psutil.wait_procs(family, timeout=10)
    for one in alive:
        one.kill()
    psutil.wait_procs(alive, timeout=10)


def create(host: str, name: str, path: Path, *, raw: bool = False, embeds: bool = False) -> None:
    """Build a model and hand it to the server."""
    build_tiny_model(path, raw=raw, embeds=embeds)
    content = path.read_bytes()
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    post(host, f"/api/blobs/{digest}", content=content)
    model = {
        "model": name,
        "files": {"model.gguf": digest},
        "template": "{{ .System }}\n{{ .Prompt }}",
        # How many threads share a sum decides its last bits, and so the text. Two would also wait for each
        # other at every step, which on a busy machine costs more than it gains.
        "parameters": {"num_thread": 1},
        "stream": False,
    }
    post(host, "/api/create", json=model)


def post(host: str, path: str, **body: Any) -> None:
    """What the project itself never asks of a server: to make a model."""
    httpx.post(f"{host}{path}", timeout=60, trust_env=False, **body).raise_for_status()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


# ---- what is asked of it


def settings(host: str, **generate: Any) -> Params:
    """The settings as shipped, one call at a time, with changes."""
    shipped = load_params(ROOT / "params.yaml")
    return shipped.model_copy(
        update={
            "generate": shipped.generate.model_copy(update={"concurrency": 1} | generate),
            "ollama": shipped.ollama.model_copy(update={"host": host}),
        }
    )


class Cell(NamedTuple):
    """What the stage wrote of a cell."""

    generations: list[Generation]
    timings: list[Timing]
    conditions: CellConditions


def run(
    host: str, folder: Path, prompts: Sequence[str], count: int, *, model: str = "tiny", **generate: Any
) -> list[Cell]:
    """What the stage makes of the first stories, one cell a prompt; nothing comes from a store."""
    stories = [UserStory.model_validate(row) for row in read_json(ROOT / "data/raw/stories.json")]
    suites = [ReferenceSuite.model_validate(row) for row in read_json(ROOT / "data/raw/references.json")]
    documents = [Document(file=name, text=text) for name, text in read_documents(ROOT / "data/raw/documents")]
    retriever = Retriever.build(index.run(stories, suites, documents))
    loaded = [load_prompt(name, ROOT / "prompts") for name in prompts]
    folders = Folders(folder / "generations", folder / "timings")
    for path in (folders.generations, folders.timings):
        path.mkdir(parents=True)
    with ResponseStore(folder / "store.db") as store:
        known = Known(store, folders.timings)
        batch = Batch(stories[:count], loaded, retriever, settings(host, **generate), Progress(), known)
        finished = asyncio.run(run_models(batch, [model], folders))
    return [read_cell(folders, cell.conditions) for cell in finished]


def read_cell(folders: Folders, conditions: CellConditions) -> Cell:
    """The files of a cell."""
    name = f"{conditions.cell.slug}.jsonl"
    return Cell(
        read_jsonl(folders.generations / name, Generation),
        read_jsonl(folders.timings / name, Timing),
        conditions,
    )


@pytest.fixture(scope="module")
def cells(host: str, tmp_path_factory: pytest.TempPathFactory) -> list[Cell]:
    """Twelve stories by three prompts, on a freshly loaded model."""
    return run(host, tmp_path_factory.mktemp("cells"), PROMPTS, STORIES)


@contextmanager
def refused() -> Iterator[pytest.ExceptionInfo[ServerError]]:
    """Expect an error of one line."""
    with pytest.raises(ServerError) as error:
        yield error
    assert "\n" not in str(error.value)


def describe(host: str, model: str) -> ModelInfo:
    """What the server says of a model, by our own code."""

    async def once() -> ModelInfo:
        async with OllamaServer(settings(host).ollama) as server:
            return await server.describe(model)

    return asyncio.run(once())


def chatting(
    server: OllamaServer, schema: dict[str, Any], *, model: str = "tiny", **options: Any
) -> Coroutine[Any, Any, Reply]:
    """A chat that goes on for as long as `schema` and `options` let it."""
    usual = model_options(settings(server.host).generate)
    return server.chat(ChatRequest(model, [Message("user", "List words.")], usual | options, schema))


# ---- what is on the server


def test_describe_reads_a_real_listing(host):
    """Digest, version and quantization come from where a real server puts them."""
    info = describe(host, "tiny")

    assert len(bytes.fromhex(info.digest)) == 32
    assert info.quantization == "F16"
    assert info.server_version == httpx.get(f"{host}/api/version", trust_env=False).json()["version"]


def test_a_missing_model_is_named_with_the_fix(host):
    """The message names the model, those that are there, and the command that fetches it."""
    with refused() as error:
        describe(host, "llama9:1b")

    for part in ("'llama9:1b'", "raw:latest, tiny:latest", "`ollama pull llama9:1b`"):
        assert part in str(error.value)


def test_no_server_is_named_with_the_fix():
    """The message names the address that was tried and how to start a server."""
    nowhere = f"http://127.0.0.1:{free_port()}"
    with refused() as error:
        describe(nowhere, "tiny")

    for part in (nowhere, "`ollama serve`"):
        assert part in str(error.value)


def test_a_model_is_loaded_with_the_options_of_the_batch(host):
    """The context is the one that was asked for, under each name of the model, until it is unloaded."""

    async def through() -> tuple[list[LoadedModel | None], LoadedModel | None]:
        async with OllamaServer(settings(host).ollama) as server:
            names = [await server.describe(name) for name in ("tiny", "twin")]
            await server.load("twin", model_options(settings(host, num_ctx=2048).generate))
            during = [await server.loaded(name) for name in names]
            await server.unload("tiny")
            return during, await server.loaded(names[1])

    during, after = asyncio.run(through())

    assert [one.context_tokens if one else None for one in during] == [2048, 2048]
    assert during[0] == during[1]
    assert after is None


def test_a_sweep_is_refused_what_the_server_lists_and_memory_does_not_hold(tmp_path):
    """The server adds up what a manifest says of its layers, and nothing of it has to be on the disk."""
    with serving(tmp_path) as address:
        create(address, "tiny:latest", tmp_path / "tiny.gguf")
        (manifest,) = tmp_path.glob("models/manifests/**/tiny/latest")
        huge = read_json(manifest)
        huge["layers"][0]["size"] = 10**15
        write_json(manifest.parents[1] / "huge/latest", huge)
        found = asyncio.run(inspect(settings(address).ollama))

    with refused() as error:
        admit(["tiny", "huge"], found)
    assert "too large for the memory at http://127.0.0.1:" in str(error.value)
    assert "'huge' (1000000.0 GB of weights); " in str(error.value)
    assert "'tiny'" not in str(error.value)
    assert ": tiny 1.1 MB of weights; " in admit(["tiny"], found)[0]


def test_memory_that_the_server_would_free_counts_as_free(host):
    """A model that is loaded is listed with what it takes, and is let go of for another one."""

    async def through() -> tuple[int, int]:
        async with OllamaServer(settings(host).ollama) as server:
            await server.load("tiny", model_options(settings(host).generate))
            (during,) = await inspect(settings(host).ollama)
            await server.unload("tiny")
        (after,) = await inspect(settings(host).ollama)
        return during.held_bytes, after.held_bytes

    during, after = asyncio.run(through())

    assert during > 1_000_000
    assert 0 == after


# ---- a whole run


def test_every_story_has_a_generation(cells):
    """Twelve stories by three prompts run to the end, in the stories' order."""
    expected = [f"US-{number:03d}" for number in range(1, STORIES + 1)]

    assert [cell.conditions.cell.prompt for cell in cells] == list(PROMPTS)
    for cell in cells:
        assert [generation.story_id for generation in cell.generations] == expected
        assert [timing.story_id for timing in cell.timings] == expected


def test_the_schema_makes_a_random_model_compliant(cells):
    """What the grammar of our schema lets through is valid to our parser, whatever the model writes."""
    generations = [generation for cell in cells for generation in cell.generations]
    failures = [attempt.detail for one in generations for attempt in one.attempts if attempt.detail]

    assert sum(one.first_attempt_ok for one in generations) / len(generations) >= 0.9, failures


def test_fields_keep_the_order_of_the_schema(cells):
    """The order in which a model thinks: title before steps, steps before the result."""
    text = cells[0].generations[0].attempts[0].raw_text
    fields = list(response_schema()["properties"]["test_cases"]["items"]["properties"])
    places = [text.index(f'"{field}"') for field in fields]

    assert places == sorted(places)


def test_the_conditions_are_those_of_the_server(cells):
    """Context and memory are what the server allocated, and the model is one and the same all along."""
    for cell in cells:
        assert cell.conditions.context_tokens == cell.conditions.options["num_ctx"]
        assert cell.conditions.model_memory_mb > 1
        assert cell.conditions.model_digest == cell.conditions.model_digest_after


def test_the_counters_add_up(cells):
    """Every attempt is counted, and the parts make up the time seen from here."""
    attempts = [attempt for cell in cells for timing in cell.timings for attempt in timing.attempts]
    parts = [one.queue_s + one.load_s + one.prompt_s + one.generation_s for one in attempts]

    assert all(min(one.queue_s, one.load_s, one.prompt_s, one.generation_s) >= 0 for one in attempts)
    assert all(min(one.tokens_in, one.tokens_out) > 0 for one in attempts)
    assert all(part <= one.wall_s for part, one in zip(parts, attempts, strict=True))
    assert sum(parts) > 0.8 * sum(one.wall_s for one in attempts)


def test_a_second_run_writes_the_same(host, cells, tmp_path):
    """One call at a time on a freshly loaded model: the content is the same to the byte."""
    (again,) = run(host, tmp_path, PROMPTS[:1], REPEATED)

    assert [one.model_dump_json() for one in again.generations] == [
        one.model_dump_json() for one in cells[0].generations[:REPEATED]
    ]


# ---- failures


def test_a_truncated_answer_stays_a_failure(host, tmp_path):
    """Twenty tokens are not enough in any attempt, and the story keeps that failure."""
    (cell,) = run(host, tmp_path, ["basic"], 2, num_predict=20)

    for generation in cell.generations:
        assert [attempt.outcome for attempt in generation.attempts] == [Outcome.TRUNCATED] * 3
        assert generation.failure is Outcome.TRUNCATED
        assert generation.attempts[0].raw_text.startswith('{"test_cases"')


@pytest.mark.parametrize("model", ["tiny", "raw"])
def test_a_model_that_loops_is_cut(host, model):
    """The same words over and over, which a grammar may well demand, end long before the grammar's end."""
    endless = {"type": "array", "minItems": 1500, "items": {"enum": ["yes"]}}

    async def once() -> Reply:
        async with OllamaServer(settings(host).ollama) as server:
            return await chatting(server, endless, model=model, num_predict=20_000)

    reply = asyncio.run(once())

    assert reply.failure is Outcome.ABORTED
    assert "characters over and over" in reply.detail
    assert len(reply.text) < 6000


def test_a_loop_that_the_server_gives_up_on_is_no_success(host):
    """Thirty times the same token, and the server ends its answer with HTTP 200 and without `done`."""
    stuck = {
        "type": "object",
        "properties": {"n": {"type": "string", "pattern": "^x{200}$"}},
        "required": ["n"],
    }

    async def once() -> Reply:
        async with OllamaServer(settings(host).ollama) as server:
            return await chatting(server, stuck)

    reply = asyncio.run(once())

    assert (reply.failure, reply.detail) == (Outcome.ABORTED, "the stream ended without `done`")


def test_a_schema_that_the_server_cannot_follow_is_told(host):
    """Its runner's words are passed on without the JSON around them."""
    too_many = {"type": "array", "minItems": 3000, "items": {"enum": ["yes"]}}

    async def once() -> Reply:
        async with OllamaServer(settings(host).ollama) as server:
            return await chatting(server, too_many)

    reply = asyncio.run(once())

    assert reply.failure is Outcome.SERVER_ERROR
    assert reply.detail.startswith("HTTP 400: Failed to initialize samplers")


def test_a_cancelled_chat_frees_the_only_slot(host):
    """A chat that would take minutes is cancelled, and the next one is answered at once."""
    endless = {"type": "array", "minItems": 1500, "items": {"type": "string", "minLength": 40}}

    async def through() -> Reply:
        async with OllamaServer(settings(host).ollama) as server:
            await server.load("tiny", model_options(settings(host).generate))
            task = asyncio.create_task(chatting(server, endless, num_predict=100_000))
            await asyncio.sleep(0.5)
            assert task.cancel(), "it should be under way"
            with pytest.raises(asyncio.CancelledError):
                await task
            async with asyncio.timeout(20):
                return await chatting(server, BRIEF)

    reply = asyncio.run(through())

    assert (reply.failure, reply.text.replace(" ", "")) == (None, '{"n":"one"}')


def test_a_prompt_that_does_not_fit_is_told(host):
    """The server answers with 200 and `stop`; only its count of the prompt tells that most of it was cut."""
    words = "open the list of orders and press save then wait for the page " * 200

    async def through() -> list[Reply]:
        async with OllamaServer(settings(host).ollama) as server:
            options = model_options(settings(host, num_ctx=1024, num_predict=200).generate)
            await server.load("tiny", options)
            return [
                await server.chat(ChatRequest("tiny", messages, options, BRIEF))
                for messages in ([Message("user", words)], [Message("user", words), Message("user", "Save.")])
            ]

    cut, dropped = asyncio.run(through())

    for reply in (cut, dropped):
        assert (reply.failure, reply.text.replace(" ", "")) == (Outcome.TRUNCATED, '{"n":"one"}')
        assert "of a context of 1024; raise generate.num_ctx" in reply.detail
    assert (cut.timing.tokens_in or 0) < 600
    assert (dropped.timing.tokens_in or 0) < 50


def test_a_context_beyond_what_the_model_was_trained_for_is_cut_down(host):
    """The server says so only in its log: what it allocated is what counts."""

    async def through() -> tuple[ModelInfo, LoadedModel | None]:
        async with OllamaServer(settings(host).ollama) as server:
            model = await server.describe("tiny")
            await server.load("tiny", model_options(settings(host, num_ctx=2 * CONTEXT).generate))
            return model, await server.loaded(model)

    model, loaded = asyncio.run(through())

    assert model.trained_context_tokens == CONTEXT
    assert loaded is not None
    assert loaded.context_tokens == CONTEXT


# ---- embeddings


def test_a_model_that_embeds_tells_texts_apart(host):
    """What a case says again is alike to the last digits, and other words are less; both are kept."""
    case = a_case()
    other = a_case(title="Save the order", steps=["Press the button"], expected_result="Page opens")
    found, again = (
        EmbeddingLikeness.connect(settings(host), "embedder").between([case, other], [case], "")[:, 0]
        for _ in range(2)
    )

    assert found[0] == pytest.approx(1.0, abs=1e-3)
    assert found[1] < 0.99
    assert found.tolist() == again.tolist()


def test_a_text_beyond_the_context_is_cut_and_said(host, capsys):
    """The server refuses it in words by which it is known, and cuts it where it is told to."""
    EmbeddingLikeness.connect(settings(host), "embedder")._vectors(["open the page " * 4000])

    assert "its context is too small for one of 1 texts" in capsys.readouterr().err


def test_a_model_that_only_chats_is_no_embedding_model(host):
    """It is told before the first text is sent."""
    with pytest.raises(ServerError, match="'tiny': makes no embeddings, only completion"):
        EmbeddingLikeness.connect(settings(host), "tiny")


# ---- what is known of it


def test_what_a_model_is_made_of_does_not_change_by_itself(host):
    """Hashes are the same each time, although the server lists a model's options in any order."""
    seen = {describe(host, name) for name in ("tiny",) * 5}

    assert len(seen) == 1
    (model,) = seen
    assert None not in (model.template_hash, model.parameters_hash, model.modelfile_hash)
    assert "completion" in model.capabilities


def test_the_servers_own_settings_are_read(host):
    """Those that it was started with, and nothing else of its environment."""
    settings_seen = server_settings(host)

    assert settings_seen.source == "server process"
    assert settings_seen.values == {
        "OLLAMA_NUM_PARALLEL": "1",
        "OLLAMA_FLASH_ATTENTION": "0",
        "OLLAMA_NO_CLOUD": "1",
    }


def test_what_the_server_took_of_the_machine_is_measured(cells):
    """The model runs in a process that the server starts, and both are counted."""
    for cell in cells:
        taken = cell.conditions.resources
        assert taken is not None
        assert taken.server_cpu_percent.value > 1
        assert taken.server_peak_memory_mb.value >= taken.server_memory_mb.value > 10
