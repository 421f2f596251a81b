import asyncio
import contextlib
import importlib.util
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from casewright.conversation import model_options
from casewright.dispatch import Fleet
from casewright.engines import CellJob, Produced
from casewright.engines import cluster as clusters
from casewright.engines.cluster import cluster
from casewright.engines.ray import RayEngine
from casewright.errors import CasewrightError, ParamsError
from casewright.jsonl import Records
from casewright.params import GenerateParams, OllamaParams, Params, load_params
from casewright.progress import Progress
from casewright.prompts import load_prompt
from casewright.records import Outcome, Timing, UserStory
from casewright.store import ResponseStore, StoringChat, Where
from stages import generate
from tests.builders import a_story
from tests.conftest import ROOT, eventually, server_params
from tests.fake_models import Call
from tests.fake_ollama import FakeOllama

pytestmark = pytest.mark.filterwarnings("ignore")  # of Ray's own code

MODEL = "bad-then-good"
STORIES = [
    a_story(id=f"US-{n:03d}", story=f"As a librarian, I want to lend book {n}, so that it is read.")
    for n in range(10)
]


@pytest.fixture(scope="module")
def started_ray() -> Iterator[Params]:
    """The settings as shipped, but with Ray, started once for all tests: it takes seconds."""
    if importlib.util.find_spec("ray") is None:
        pytest.skip("the extra `ray` is not installed")
    params = load_params(ROOT / "params.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clusters, "OBJECT_STORE_BYTES", 100_000_000)
        for name in ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN", *clusters._ENVIRONMENT):
            patch.setenv(name, "")
            patch.delenv(name)  # and so again after the tests
        with cluster(with_ray(params.generate)):
            yield params


def with_ray(settings: GenerateParams, address: str | None = None) -> GenerateParams:
    """The same, with Ray."""
    return settings.model_copy(update={"engine": "ray", "ray_address": address})


class Runs:
    """Runs the stage, with a folder and a store for each name."""

    def __init__(self, folder: Path, params: Params) -> None:
        self._folder, self._params = folder, params

    def __call__(
        self, name: str, servers: list[FakeOllama], stories: list[UserStory] = STORIES, **changes: Any
    ) -> tuple[bytes, list[Timing]]:
        """What a run wrote, and how long it took."""
        folder, file = self._folder / name, f"{MODEL}__basic.jsonl"
        changes |= {"store": str(folder / "store.sqlite"), "concurrency": 2}
        params = self._params.model_copy(
            update={
                "model": MODEL,
                "prompt": "basic",
                "generate": self._params.generate.model_copy(update=changes),
                "ollama": reached(*servers),
            }
        )
        generate.run(stories, params, Progress(), folder / "generations", folder / "timings")
        timings = list(Records(folder / "timings" / file, Timing))
        return (folder / "generations" / file).read_bytes(), timings


def reached(*servers: FakeOllama) -> OllamaParams:
    """How to reach some servers, of which a run does not wait long for one that is gone."""
    return server_params(None, hosts=tuple(server.host for server in servers), outage_timeout_s=1)


@pytest.fixture
def runs(tmp_path, params, monkeypatch) -> Runs:
    """A way to run the stage."""
    monkeypatch.chdir(ROOT)
    return Runs(tmp_path, params)


@contextlib.asynccontextmanager
async def engine_with(
    params: Params, folder: Path, *servers: FakeOllama
) -> AsyncIterator[tuple[RayEngine, CellJob]]:
    """An engine, and a cell for it."""
    reach, prompt = reached(*servers), load_prompt("basic", ROOT / "prompts")
    async with Fleet(reach, 2) as fleet:
        model = await fleet.describe(MODEL)
        async with fleet.loading(model, model_options(params.generate)):
            with ResponseStore(folder / "store.sqlite") as store:
                chats = StoringChat(fleet, store, model, Where(fleet.hosts, 2))
                yield RayEngine(chats, reach), CellJob(model, prompt, params.generate, None, 3)


def test_ray_and_this_process_write_the_same(runs, started_ray):
    """Two workers write what one process writes, and neither pays for an attempt that is stored."""
    with FakeOllama() as one, FakeOllama() as other:
        here, _ = runs("here", [one, other])
        runs("there", [one, other], STORIES[:4], max_attempts=1)
        before = len(one.chats), len(other.chats)
        there, timings = runs("there", [one, other], engine="ray")
        asked = [len(one.chats) - before[0], len(other.chats) - before[1]]
        again, _ = runs("there", [one, other], engine="ray")
        asked_again = len(one.chats) + len(other.chats) - sum(before) - sum(asked)

    assert here == there == again
    assert 2 * len(STORIES) - 4 == sum(asked)
    assert min(asked) > 0
    assert 0 == asked_again
    assert {one.host, other.host} == {a.host for t in timings for a in t.attempts if a.source == "measured"}
    assert all(0 <= timing.started_s < timing.finished_s for timing in timings)


def test_the_work_of_a_server_that_dies_goes_to_the_others(params, tmp_path, started_ray):
    """No attempt is used up by it, and the one that is left writes every story."""
    gone: dict[str, tuple[int, str]] = {}

    def dying(call: Call) -> None:
        gone["/api/tags"] = gone["/api/ps"] = (503, "out of order")
        call.reset()

    async def through(*servers: FakeOllama) -> list[Produced]:
        async with engine_with(params, tmp_path, *servers) as (engine, job):
            return [one async for one in engine.produce(job, STORIES, time.perf_counter())]

    with FakeOllama(delay_s=0.1) as one, FakeOllama(models={MODEL: dying}, canned=gone) as other:
        found = asyncio.run(through(one, other))

    assert list(range(len(STORIES))) == sorted(produced.position for produced in found)
    assert {(Outcome.SCHEMA_VIOLATION, Outcome.OK)} == {
        tuple(attempt.outcome for attempt in produced.generation.attempts) for produced in found
    }
    assert 1 <= len(other.chats) <= 6


def test_closing_the_engine_hangs_up_on_every_server(params, tmp_path, started_ray):
    """What is under way on other machines is cancelled, too, and what had come is stored."""

    async def through(*servers: FakeOllama) -> int:
        async with (
            engine_with(params, tmp_path, *servers) as (engine, job),
            contextlib.aclosing(engine.produce(job, STORIES, time.perf_counter())) as produced,
        ):
            async for one in produced:
                return one.position
        return -1

    with FakeOllama(delay_s=0.3) as one, FakeOllama(delay_s=60) as other:
        position = asyncio.run(through(one, other))
        hung_up = asyncio.run(eventually(lambda: [MODEL, MODEL] == other.hung_up))
        with ResponseStore(tmp_path / "store.sqlite") as store:
            (usage,) = store.usage()

    assert position >= 0
    assert hung_up
    assert 2 == len(other.chats)
    assert 2 <= usage.replies < 2 * len(STORIES)


def test_without_ray_there_is_one_line_that_names_the_extra(params, monkeypatch):
    """It comes before any server is asked, and says what else would do."""
    monkeypatch.setitem(sys.modules, "ray", None)

    with (
        pytest.raises(ParamsError, match=r"install the extra 'ray' .* or set generate\.engine to local"),
        cluster(with_ray(params.generate)),
    ):
        pass


def test_the_local_engine_needs_no_ray(params, monkeypatch):
    """Nothing is imported for it, and nothing started."""
    monkeypatch.setitem(sys.modules, "ray", None)

    with cluster(params.generate):
        pass


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.1:1", "no way into a Ray cluster at 127.0.0.1:1: .*refused; start it with"),
        ("head-node", "'head-node' is no address; write it like 10.0.0.1:6379"),
    ],
)
def test_no_cluster_at_an_address_is_one_line(params, monkeypatch, address, words):
    """It comes at once, and names the address and the command that starts a cluster."""
    ray = pytest.importorskip("ray", reason="the extra `ray` is not installed")
    monkeypatch.setattr(ray, "is_initialized", lambda: False)  # the other tests' is no matter here

    with (
        pytest.raises(CasewrightError, match=words) as caught,
        cluster(with_ray(params.generate, address)),
    ):
        pass
    assert "\n" not in str(caught.value)
