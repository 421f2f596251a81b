import asyncio
import os
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from casewright.paths import CHOICE
from service.breaker import Breaker
from service.configuration import load_configuration
from service.reload import Reload, serving_fixed
from service.serving import Role, Serving
from service.settings import ServiceSettings
from tests.fake_models import MODELS, Call
from tests.fake_ollama import FakeOllama
from tests.service.conftest import NOWHERE, STORY, Project, serving

CANARY = CHOICE.with_name("canary.json")


# ---- one look at a time


class Watched(NamedTuple):
    """What is served, and what keeps it at what the file says."""

    serving: Serving
    reload: Reload

    async def problem(self) -> str:
        """What a look comes to; nothing where it works."""
        await self.reload.look()
        return "".join(self.serving.problems.values())

    @property
    def model(self) -> str:
        """What the champion is."""
        return self.serving.champion.configuration.choice.cell.model


@asynccontextmanager
async def watched(role: Role = Role.CHAMPION, **changes: Any) -> AsyncIterator[Watched]:
    """The choice that there is now, served until the block ends; nobody looks at the file unasked."""
    settings = ServiceSettings(**changes)

    def breaker(_: Role) -> Breaker:
        return Breaker(5, 30.0)

    async with serving_fixed(load_configuration(settings), breaker, 1.0) as now:
        yield Watched(now, Reload(now, role, settings, breaker))


def half_written(project: Project) -> None:
    """Leave the beginning of the choice."""
    path = project.folder / CHOICE
    path.write_bytes(path.read_bytes()[:200])


def deleted(project: Project) -> None:
    """Leave no choice."""
    (project.folder / CHOICE).unlink()


def of_another_version(project: Project) -> None:
    """Write a choice that is none to this version."""
    project.edit_choice(cell="llama")


def with_another_prompt(project: Project) -> None:
    """Let the choice be of a prompt that is not what it was."""
    project.edit_choice(prompt_hash="0" * 64)


def of_another_model(project: Project) -> None:
    """Let the choice be of a model that has been pulled anew since."""
    project.edit_choice(model_digest="0" * 64)


def of_an_absent_model(project: Project) -> None:
    """Let the choice be of a model that the server does not have."""
    project.edit_choice(cell={"model": "llama9:1b", "prompt": "basic"})


def of_a_server_that_is_away(project: Project) -> None:
    """Let nobody listen where the server is said to be."""
    project.set_params(ollama={"host": NOWHERE})


def with_broken_settings(project: Project) -> None:
    """Leave params.yaml in pieces."""
    (project.folder / "params.yaml").write_text("[", encoding="utf-8")


@pytest.mark.parametrize(
    ("break_it", "expected"),
    [
        (half_written, "reports/choice.json: not JSON: "),
        (deleted, "reports/choice.json: there is no such file"),
        (of_another_version, "reports/choice.json: cell: "),
        (with_another_prompt, "prompt 'basic': prompts/basic.j2 or one that it builds on"),
        (of_another_model, "model 'llama3.2:1b' on "),
        (of_an_absent_model, "model 'llama9:1b': not on the Ollama server at "),
        (of_a_server_that_is_away, f"Ollama server at {NOWHERE}: no connection"),
        (with_broken_settings, "params.yaml: "),
    ],
)
def test_a_choice_that_cannot_be_served_changes_nothing(
    project: Project, ollama: FakeOllama, caplog: pytest.LogCaptureFixture, break_it, expected
):
    """The last good one stays, one line says why, and mending it is all that it takes."""
    params = (project.folder / "params.yaml").read_bytes()
    project.choose_baseline()

    async def run() -> list[str]:
        async with watched() as now:
            champion = now.serving.champion
            project.choose_model("llama3.2:1b", ollama)
            break_it(project)
            problems = [await now.problem(), await now.problem()]
            assert now.serving.champion is champion
            assert not champion.is_closed
            (project.folder / "params.yaml").write_bytes(params)
            project.choose_model("llama3.2:1b", ollama)
            return [*problems, await now.problem(), now.model]

    first, second, mended, model = asyncio.run(run())

    assert first.startswith(expected)
    assert (first, "", "llama3.2:1b") == (second, mended, model)
    assert [f"champion: no reload, the last good one stays: {first}"] == caplog.messages


def test_the_same_content_is_no_reload(project: Project, ollama: FakeOllama):
    """A file that is written anew with what it held asks no server for anything."""
    project.choose_model("llama3.2:1b", ollama)

    async def run() -> tuple[bool, int, int]:
        async with watched() as now:
            champion = now.serving.champion
            await now.reload.look()
            asked = len(ollama.requests)
            project.choose_model("llama3.2:1b", ollama)
            await now.reload.look()
            return now.serving.champion is champion, asked, len(ollama.requests)

    same, before, after = asyncio.run(run())

    assert same
    assert before == after > 0


def test_a_model_is_loaded_as_its_calls_will_ask_for_it(project: Project, ollama: FakeOllama):
    """Before it is served, with the context of the calls, so that no story waits for it."""
    project.choose_baseline()

    async def run() -> None:
        async with watched() as now:
            project.choose_model("llama3.2:1b", ollama, num_ctx=2048)
            assert "" == await now.problem()
            assert now.model == "llama3.2:1b"

    asyncio.run(run())

    assert ollama.loaded == {"llama3.2:1b": 2048}
    assert ollama.chats == []


def test_warming_up_can_be_switched_off(project: Project, ollama: FakeOllama):
    """The digest is checked all the same."""
    project.choose_baseline()

    async def run() -> None:
        async with watched(service_warm_up=False) as now:
            project.choose_model("llama3.2:1b", ollama)
            assert "" == await now.problem()

    asyncio.run(run())

    assert (ollama.loaded, ollama.counts["/api/tags"]) == ({}, 1)


def test_what_failed_is_only_tried_again_when_it_is_time(project: Project, ollama: FakeOllama):
    """Other files of the folder may change all the time; the server is not asked each time."""
    project.choose_baseline()

    async def run() -> list[int]:
        asked = []
        async with watched() as now:
            project.choose_model("llama3.2:1b", ollama)
            project.edit_choice(model_digest="0" * 64)
            for again in (False, False, True):
                await now.reload.look(again=again)
                asked.append(ollama.counts["/api/tags"])
        return asked

    assert asyncio.run(run()) == [1, 1, 2]


def test_a_fault_of_ours_keeps_the_last_good_one(project: Project, monkeypatch: pytest.MonkeyPatch, caplog):
    """Whatever goes wrong while a choice is loaded, the service goes on with the one that it has."""
    project.choose_baseline()

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    async def run() -> str:
        async with watched() as now:
            project.edit_choice(reason="It is another one.")
            monkeypatch.setattr("service.reload.configuration_of", fail)
            return await now.problem()

    assert asyncio.run(run()) == (
        "reports/choice.json: ZeroDivisionError while it was loaded; the log has more"
    )
    assert caplog.records[-1].exc_info


def test_a_canary_comes_and_goes_with_its_file(project: Project, ollama: FakeOllama):
    """Whoever takes the file away ends the comparison; that is no failure. The champion stays throughout."""
    project.choose_model("llama3.2:1b", ollama)
    project.folder.joinpath(CHOICE).rename(project.folder / CANARY)
    project.choose_baseline()

    async def run() -> list[str | None]:
        seen: list[str | None] = []
        async with watched(Role.CANARY) as now:
            champion = now.serving.champion
            problem = await now.problem()
            canary = now.serving.canary
            seen += [problem, canary.configuration.choice.cell.model if canary else None]
            (project.folder / CANARY).write_text("{")
            seen.append((await now.problem())[:30])
            assert now.serving.canary is canary
            (project.folder / CANARY).unlink()
            seen += [await now.problem(), str(now.serving.canary)]
            assert now.serving.champion is champion
        return seen

    assert asyncio.run(run()) == ["", "llama3.2:1b", "reports/canary.json: not JSON:", "", "None"]


# ---- the whole service


@contextmanager
def reloading(monkeypatch: pytest.MonkeyPatch, every_s: float = 0.05, **more: Any) -> Iterator[httpx.Client]:
    """A client of a service that looks at its choice so often."""
    monkeypatch.setenv("SERVICE_RELOAD_S", str(every_s))
    for name, value in more.items():
        monkeypatch.setenv(name.upper(), str(value))
    with serving() as client:
        yield client


def until(client: httpx.Client, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """What `GET /choice` says as soon as something holds of it."""
    for _ in range(2000):
        data: dict[str, Any] = client.get("/choice").json()["data"]
        if holds(data):
            return data
        threading.Event().wait(0.005)
    raise AssertionError(data)


def runs(model: str) -> Callable[[dict[str, Any]], bool]:
    """Whether a model is what is served."""
    return lambda data: bool(data["model"] == model)


def replace(path: Path, content: bytes) -> None:
    """Put a new file in the place of another."""
    fresh = path.with_name("fresh")
    fresh.write_bytes(content)
    os.replace(fresh, path)


@pytest.fixture
def choices(project: Project, ollama: FakeOllama) -> dict[str, bytes]:
    """The contents of three choices by model; the baseline's is in place."""
    contents = {}
    for model in ("llama3.2:1b", "llama3.2:3b"):
        project.choose_model(model, ollama)
        contents[model] = (project.folder / CHOICE).read_bytes()
    project.choose_baseline()
    return contents | {"baseline": (project.folder / CHOICE).read_bytes()}


def test_a_file_that_is_replaced_twice_is_followed(project: Project, choices, monkeypatch):
    """The watch alone sees it: nobody looks at the file for the next hour."""
    with reloading(monkeypatch, every_s=3600) as client:
        until(client, runs("baseline"))
        for model in ("llama3.2:1b", "llama3.2:3b", "baseline"):
            replace(project.folder / CHOICE, choices[model])

            assert until(client, runs(model))["last_reload_problem"] is None


def test_a_mounted_folder_that_is_swapped_as_a_whole_is_followed(project: Project, choices, monkeypatch):
    """As container platforms mount configuration: the file is a link into a folder behind another link."""
    mount = project.folder / "mount"
    for version, model in (("..1", "baseline"), ("..2", "llama3.2:1b")):
        (mount / version).mkdir(parents=True)
        (mount / version / "choice.json").write_bytes(choices[model])
    (mount / "..data").symlink_to("..1")
    (mount / "choice.json").symlink_to("..data/choice.json")
    with reloading(monkeypatch, every_s=3600, service_choice=mount / "choice.json") as client:
        until(client, runs("baseline"))
        (mount / "..new").symlink_to("..2")
        os.replace(mount / "..new", mount / "..data")

        assert until(client, runs("llama3.2:1b"))["role"] == "champion"


def test_a_change_that_no_watch_is_told_of_is_seen_in_time(project: Project, choices, monkeypatch):
    """As in a file that is mounted alone, here one that is a link to elsewhere: it is looked at."""
    elsewhere = project.folder / "elsewhere.json"
    elsewhere.write_bytes(choices["baseline"])
    (project.folder / CHOICE).unlink()
    (project.folder / CHOICE).symlink_to(elsewhere)
    with reloading(monkeypatch) as client:
        until(client, runs("baseline"))
        replace(elsewhere, choices["llama3.2:1b"])

        assert until(client, runs("llama3.2:1b"))


def test_a_model_that_appears_is_served_without_another_word(project: Project, ollama, choices, monkeypatch):
    """A choice that waits for its model is tried until the model is there."""
    gone = ollama.models.pop("llama3.2:1b")
    with reloading(monkeypatch) as client:
        replace(project.folder / CHOICE, choices["llama3.2:1b"])
        waiting = until(client, lambda data: data["last_reload_problem"] is not None)
        health = client.get("/health").json()["data"]
        ollama.models["llama3.2:1b"] = gone
        served = until(client, runs("llama3.2:1b"))

    assert waiting["model"] == "baseline"
    assert waiting["last_reload_problem"].endswith("run `ollama pull llama3.2:1b`")
    assert health["status"] == "healthy"
    assert health["last_reload_problem"] == waiting["last_reload_problem"]
    assert served["last_reload_problem"] is None


def test_the_service_starts_while_its_server_is_away(project: Project, ollama, choices, monkeypatch):
    """It says so and answers stories as soon as the server is there; the model is loaded by then."""
    gone = ollama.models.pop("llama3.2:1b")
    replace(project.folder / CHOICE, choices["llama3.2:1b"])
    with reloading(monkeypatch) as client:
        until(client, lambda data: data["last_reload_problem"] is not None)
        statuses = [client.get(path).status_code for path in ("/live", "/choice", "/health")]
        ollama.models["llama3.2:1b"] = gone
        until(client, lambda data: data["last_reload_problem"] is None)
        loaded = dict(ollama.loaded)
        statuses.append(client.post("/generate-tests", json={"story": STORY}).status_code)

    assert statuses == [200, 200, 503, 201]
    assert "llama3.2:1b" in loaded


def test_a_choice_is_swapped_under_load_without_one_failed_request(project: Project, choices, monkeypatch):
    """Fifty times back and forth between two models and the baseline, with three clients at work."""
    answers: Counter[tuple[int, str]] = Counter()
    stop = threading.Event()

    def ask(url: httpx.URL) -> None:
        with httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
            while not stop.is_set():
                answer = client.post("/generate-tests", json={"story": STORY})
                answers[answer.status_code, (answer.json()["data"] or {}).get("model", "")] += 1

    with reloading(monkeypatch, every_s=0.02, service_queue=100) as client:
        clients = [threading.Thread(target=ask, args=(client.base_url,)) for _ in range(3)]
        for one in clients:
            one.start()
        for number in range(50):
            model = list(choices)[number % 3]
            replace(project.folder / CHOICE, choices[model])
            until(client, runs(model))
        stop.set()
        for one in clients:
            one.join(20)

    assert {201} == {status for status, _ in answers}
    assert set(choices) == {model for _, model in answers}


def test_a_story_ends_with_the_configuration_it_began_with(project: Project, monkeypatch):
    """A swap under way takes no connection from it, and leaves none open after it."""
    asked, go_on = threading.Event(), threading.Event()

    def slow(call: Call) -> None:
        asked.set()
        go_on.wait(20)
        MODELS["llama3.2:1b"](call)

    answers: list[httpx.Response] = []
    with FakeOllama(models={"slow": slow}) as ollama:
        project.choose_model("slow", ollama)
        with reloading(monkeypatch) as client:
            body = {"story": STORY}
            story = threading.Thread(target=lambda: answers.append(client.post("/generate-tests", json=body)))
            story.start()
            assert asked.wait(10)
            project.choose_baseline()
            until(client, runs("baseline"))
            between = client.post("/generate-tests", json=body).json()["data"]["model"]
            go_on.set()
            story.join(20)
            closed = any(not ollama._connections or threading.Event().wait(0.01) for _ in range(500))

    assert "baseline" == between
    assert (201, "slow") == (answers[0].status_code, answers[0].json()["data"]["model"])
    assert closed


def test_a_canary_that_fails_costs_the_champion_nothing(project: Project, ollama, choices, monkeypatch):
    """Its stories fail, under its own name and every time; the others are answered, and nothing changes."""
    project.choose_model("not-json", ollama, max_attempts=1)
    (project.folder / CHOICE).rename(project.folder / CANARY)
    replace(project.folder / CHOICE, choices["llama3.2:1b"])

    def answers(client: httpx.Client) -> list[tuple[int, str]]:
        found = []
        for number in range(30):
            headers = {"X-Correlation-ID": f"story-{number}"}
            answer = client.post("/generate-tests", json={"story": STORY}, headers=headers)
            found.append((answer.status_code, answer.json()["data"]["model"]))
        return found

    with reloading(monkeypatch, service_canary=0.5) as client:
        before = until(client, lambda data: data["canary"] is not None)
        first, second = answers(client), answers(client)
        after = client.get("/choice").json()["data"]
        health = client.get("/health").json()["data"]

    assert first == second
    assert {(201, "llama3.2:1b"), (502, "not-json")} == set(first)
    assert before == after
    assert (before["canary"]["model"], before["canary"]["role"]) == ("not-json", "canary")
    assert before["canary_share"] == 0.5
    assert health["canary"]["problem"] is None
