"""The page in a real browser; skipped with a word where no browser is found."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, chdir
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
from aiohttp import web

from service.configuration import load_configuration
from service.keys import entry_of
from tests.browser import Browser, Tab, browser, chromium
from tests.conftest import eventually
from tests.fake_models import MODELS, Call
from tests.fake_ollama import FakeOllama
from tests.service.conftest import Project, serving

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on PATH or in CASEWRIGHT_CHROMIUM"),
]

AXE = os.environ.get("CASEWRIGHT_AXE")
"""Where axe.min.js is, for the test of accessibility."""
MODEL = "llama3.2:1b"
STORY = "As a shopper, I want to save my basket and tell ann.lee@gmail.com, so that I can order tomorrow."
MARKUP = '<img src=x onerror="window.stolen=1"><script>window.stolen=2</script>'
CLIPBOARD = ["clipboardReadWrite", "clipboardSanitizedWrite"]
DONE = "document.getElementById('progress').textContent.startsWith('Done')"
FORMATS = "document.getElementById('format').options.length"
FOCUS = "document.activeElement.id"


def hostile(call: Call) -> None:
    """A suite full of markup, after an attempt that is nothing else."""
    if call.nth % 2:
        call.say(MARKUP)
        call.done()
    case = {"id": "TC-001", "type": "positive", "priority": "high", "quality_score": 8}
    case |= {"title": MARKUP, "preconditions": [MARKUP], "steps": [MARKUP], "expected_result": MARKUP}
    call.say(json.dumps({"test_cases": [case]}))
    call.done()


class World:
    """A browser, and services for it to look at, each opened when it is first asked for."""

    def __init__(self, project: Project, ollama: FakeOllama, opened: Browser, stack: ExitStack) -> None:
        self.ollama = ollama
        self._project, self._opened, self._stack = project, opened, stack
        self._clients: dict[str, httpx.Client] = {}

    def client(self, model: str, **settings: Any) -> httpx.Client:
        """A client of the service of a model, with its settings."""
        name = f"{model} {settings}"
        if name not in self._clients:
            self._clients[name] = self._stack.enter_context(self._serving(model, settings))
        return self._clients[name]

    def visit(self, see: Callable[[Tab], Awaitable[Any]], model: str = MODEL, **settings: Any) -> Any:
        """What `see` makes of the page, whose stories `model` writes."""
        return self._opened.browse(f"{self.client(model, **settings).base_url}/ui", see)

    def _serving(self, model: str, settings: dict[str, Any]) -> AbstractContextManager[httpx.Client]:
        if model == "baseline":
            self._project.choose_baseline()
        else:
            self._project.choose_model(model, self.ollama)
        with chdir(self._project.folder):
            configuration = load_configuration()
        records = self._project.folder / f"{len(self._clients)}.sqlite"
        return serving(lambda: configuration, **{"service_records": records} | settings)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for all tests here."""
    project = Project(tmp_path_factory.mktemp("page"))
    models = {**MODELS, "hostile": hostile}
    with FakeOllama(slots=8, delay_s=0.1, models=models) as ollama, browser() as opened, ExitStack() as stack:
        yield World(project, ollama, opened, stack)


async def fill(tab: Tab, name: str, text: str) -> None:
    """Put a text into a field, as a person does."""
    await tab.run(f"document.getElementById('{name}').focus()")
    await tab.write(text)


async def ask(tab: Tab, until: str = DONE, story: str = STORY) -> None:
    """Send a story, and wait."""
    await fill(tab, "story", story)
    await click(tab, "#write")
    await tab.until(until)


async def click(tab: Tab, selector: str) -> None:
    """Click what a selector finds first."""
    await tab.run(f"document.querySelector({json.dumps(selector)}).click()")


async def text(tab: Tab, name: str) -> str:
    """What an element says."""
    return str(await tab.run(f"document.getElementById('{name}').innerText"))


def test_a_story_becomes_cases_with_what_is_wrong_beside_them(world):
    """Cases with their smells, the smells of the suite, the issues of the story, and what was replaced."""

    async def see(tab):
        await fill(tab, "criteria", "The basket is kept for 30 days\n\n  At most 20 products")
        await ask(tab)
        cases = await tab.run(
            "[...document.querySelectorAll('.case')].map(one => [one.querySelector('h3').innerText, "
            "one.querySelector('.remarks').innerText])"
        )
        names = ("summary", "told", "story-issues", "suite-smells", "chosen")
        said = [await text(tab, name) for name in names]
        return cases, said, tab

    cases, (summary, told, story_issues, suite_smells, chosen), tab = world.visit(see)

    assert "TC-001 Test save my basket and tell <EMAIL_1>" == cases[0][0]
    assert 'step 2: "valid data" without a value. Better: name the value' in cases[0][1]
    assert cases[0][1].startswith("error expected result")
    assert f"{len(cases)} test cases by the language model llama3.2:1b with the prompt basic" in summary
    assert "Personal data was replaced before the story was used: 1 × email." == told
    assert "two things" in story_issues
    assert "no case of type boundary" in suite_smells
    assert "Test cases are written by the language model llama3.2:1b with the prompt basic." == chosen
    assert [
        {
            "user_story": STORY,
            "acceptance_criteria": ["The basket is kept for 30 days", "At most 20 products"],
            "stream": True,
        }
    ] == [json.loads(body) for _, body in tab.posted]
    assert [] == tab.messages
    assert all(request.startswith((str(world.client(MODEL).base_url), "data:")) for request in tab.requests)


def test_cases_appear_while_the_model_writes(world):
    """What is whole is shown at once as a preview, and the answer takes its place."""
    world.ollama.delay_s = 1.0

    async def see(tab):
        await ask(tab, "document.querySelectorAll('.preview').length >= 2")
        during = await tab.run("[!!document.querySelector('#after').hidden, document.activeElement.id]")
        await tab.until(DONE)
        return during, await tab.run("document.querySelectorAll('.preview').length"), await tab.run(FOCUS)

    seen = world.visit(see)
    world.ollama.delay_s = 0.1

    assert ([True, "stop"], 0, "result-title") == seen


def test_a_failed_attempt_is_told_and_so_is_a_failure(world):
    """Each attempt with why it failed, then the service's own words; no case is left standing."""

    async def see(tab):
        await ask(tab, "document.getElementById('error').textContent")
        return await text(tab, "problems"), await text(tab, "error"), await tab.run(FOCUS)

    problems, error, focus = world.visit(see, "violation")

    assert 3 == problems.count("the answer did not have the form of a suite")
    assert error.startswith("No valid test cases after 3 attempts: schema_violation")
    assert "write" == focus


def test_stopping_stops_the_model(world):
    """The button closes the connection, and the model's server sees it."""

    async def see(tab):
        await ask(tab, "document.getElementById('progress').textContent.includes('is writing')")
        await click(tab, "#stop")
        await tab.until("document.getElementById('progress').textContent.startsWith('Stopped')")
        return await eventually(lambda: world.ollama.hung_up == ["slow-body"]), await tab.run(FOCUS)

    assert (True, "write") == world.visit(see, "slow-body")


def test_a_suite_is_edited_downloaded_and_rated(world, tmp_path):
    """What was corrected is in the file, and goes with the rating."""

    async def see(tab):
        await tab.keep_downloads(tmp_path)
        await ask(tab)
        await click(tab, ".case button")
        await tab.run("document.getElementById('TC-001-title').select()")
        await tab.write("The basket is there the day after")
        await click(tab, ".case form button")
        await tab.until(FORMATS)
        await tab.run("document.getElementById('format').value = 'xray-json'")
        await tab.run("document.getElementById('format').dispatchEvent(new Event('change'))")
        asked = await tab.run("!document.getElementById('project-field').hidden")
        await fill(tab, "project", "SHOP")
        await click(tab, "#take button")
        await tab.until("document.getElementById('taken').textContent")
        await click(tab, "input[value='4']")
        await fill(tab, "comment", "Good but for the title")
        await click(tab, "#rate button")
        await tab.until("document.getElementById('rated').textContent")
        there = await eventually(lambda: any(tmp_path.glob("US-1*.json")))
        return asked, there, await text(tab, "taken"), await text(tab, "rated"), tab

    asked, there, taken, told, tab = world.visit(see)
    files = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()]
    rated = json.loads(tab.posted[-1][1])

    assert (True, True, "Thank you, the rating was kept.", []) == (asked, there, told, tab.messages)
    assert "US-1.json was downloaded." == taken
    assert "The basket is there the day after" in files[0]
    assert (4, "edited", "Good but for the title") == (rated["rating"], rated["action"], rated["comment"])
    assert "The basket is there the day after" == rated["corrected"][0]["title"]


@pytest.mark.parametrize(
    "before", ["0", "navigator.clipboard.writeText = () => Promise.reject(new Error('no TLS'))"]
)
def test_it_is_copied_as_markdown(world, before):
    """The clipboard holds what the export gives, also where a page may not write to it by itself."""

    async def see(tab):
        await tab.call(
            "Browser.grantPermissions", permissions=CLIPBOARD, origin=str(world.client(MODEL).base_url)
        )
        await ask(tab)
        await tab.run(f"{before}, document.getElementById('copy').focus()")
        await tab.press("Enter")
        await tab.until("document.getElementById('taken').textContent")
        return await text(tab, "taken"), await tab.run("navigator.clipboard.readText()")

    told, copied = world.visit(see)

    assert "Copied as Markdown." == told
    assert "TC-001" in copied
    assert STORY.split(",")[0] in copied


def test_the_keyboard_is_enough(world):
    """Tab reaches everything in the order in which it is needed, and Enter and arrows do the rest."""

    async def see(tab):
        reached = []
        for _ in range(5):
            await tab.press("Tab")
            reached.append(await tab.run("document.activeElement.id || document.activeElement.innerText"))
            if reached[-1] == "story":
                await tab.write(STORY)
        await tab.press("Enter")
        await tab.until(DONE)
        after = await tab.run(FOCUS)
        for _ in range(40):
            await tab.press("Tab")
            if await tab.run("document.activeElement.name === 'rating'"):
                break
        await tab.press("ArrowDown")
        for _ in range(3):
            await tab.press("Tab")
        await tab.press("Enter")
        await tab.until("document.getElementById('rated').textContent")
        return reached, after, json.loads(tab.posted[-1][1])

    reached, after, rated = world.visit(see)

    assert ["Skip to the test cases", "API", "story", "criteria", "write"] == reached
    assert "result-title" == after
    assert 2 == rated["rating"]


def test_a_story_of_the_wrong_length_is_not_sent(world):
    """Characters are counted as the service counts them, and the problem is said in words."""

    async def see(tab):
        await ask(tab, "document.getElementById('error').textContent", "  too \n\n short 😀  ")
        return await text(tab, "count"), await text(tab, "error"), await tab.run(FOCUS), tab.posted

    assert (
        "11 characters; 20–500 are needed",
        "The story has 11 characters; it needs 20 to 500.",
        "story",
        [],
    ) == world.visit(see)


def test_a_key_is_asked_for_only_where_one_is_needed(world):
    """The field appears after a 401, and what is typed is used from then on, in this tab."""
    key = "cw_of-the-tests"

    async def see(tab):
        hidden = await tab.run("document.getElementById('key-field').hidden")
        await ask(tab, "document.getElementById('error').textContent")
        focus, error = await tab.run(FOCUS), await text(tab, "error")
        await tab.write(key)
        await click(tab, "#write")
        await tab.until(DONE)
        return hidden, focus, error, await tab.run("sessionStorage.length + localStorage.length")

    hidden, focus, error, kept = world.visit(see, service_api_keys=entry_of("tests", key))

    assert (True, "key", 1) == (hidden, focus, kept)
    assert error.startswith("This service asks for an API key.")


def test_when_to_come_back_is_honoured(world):
    """After a 429 the button waits for as long as the service asked for."""
    client = world.client("slow-body", service_concurrency=1, service_queue=0)
    sent = {"user_story": STORY, "stream": True}

    async def see(tab):
        with client.stream("POST", "/test-use-cases/", json=sent) as response:
            pieces = response.iter_text()  # once it is let go, the connection is closed
            next(pieces)
            await ask(tab, "document.getElementById('error').textContent")
            resting = await tab.run("document.getElementById('write').getAttribute('aria-disabled')")
            error = await text(tab, "error")
        await tab.until("!document.getElementById('write').hasAttribute('aria-disabled')")
        await click(tab, "#write")
        await tab.until("document.getElementById('progress').textContent.includes('is writing')")
        return resting, error

    resting, error = world.visit(see, "slow-body", service_concurrency=1, service_queue=0)

    assert "true" == resting
    assert error.startswith("Too busy: ")


def test_the_baseline_is_no_language_model(world):
    """Where rules write, the page says so before anything else."""

    async def see(tab):
        await tab.until("document.getElementById('chosen').textContent.trim()")
        return await text(tab, "chosen")

    assert world.visit(see, "baseline").startswith("No language model: test cases are written by baseline")


def test_markup_in_an_answer_is_text(world):
    """A story and a model that write script get to read it, and nothing runs."""

    async def see(tab):
        await ask(tab, story=f"As a shopper, I want {MARKUP}, so that I can order tomorrow.")
        await click(tab, ".case button")
        await asyncio.sleep(0.1)
        found = await tab.run("document.querySelectorAll('main img, main script').length")
        shown = await tab.run("document.querySelector('.case textarea').value")
        return found, await tab.run("String(window.stolen)"), shown, await text(tab, "problems"), tab.messages

    found, stolen, shown, problems, messages = world.visit(see, "hostile")

    assert (0, "undefined", MARKUP, []) == (found, stolen, shown, messages)
    assert "did not answer in JSON" in problems
    assert "<img" not in problems


def test_it_works_behind_a_path_prefix(world):
    """A proxy that serves the page beneath a path of its own, which it strips, needs no setting."""

    async def proxied(request: web.Request) -> web.Response:
        target = f"{world.client(MODEL).base_url}/{request.match_info['path']}"
        sent = {"Content-Type": request.headers.get("Content-Type", "application/json")}
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                request.method, target, data=await request.read(), headers=sent, allow_redirects=False
            ) as answer,
        ):
            names = ("Content-Type", "Content-Security-Policy", "Location", "X-Correlation-ID")
            headers = {name: answer.headers[name] for name in names if name in answer.headers}
            return web.Response(body=await answer.read(), status=answer.status, headers=headers)

    async def see(tab):
        proxy = web.Application()
        proxy.router.add_route("*", "/qa/tools/{path:.*}", proxied)
        runner = web.AppRunner(proxy)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        await tab.open(f"http://127.0.0.1:{runner.addresses[0][1]}/qa/tools/ui")
        await tab.until("location.pathname === '/qa/tools/ui/' && document.readyState === 'complete'")
        await ask(tab)
        await tab.until(FORMATS)
        await runner.cleanup()
        return tab.messages

    assert [] == world.visit(see)


def test_nothing_can_become_markup(world):
    """Even a mistake in a script of the page would be refused by the browser."""

    async def see(tab):
        return await tab.run(
            "(() => { try { document.body.innerHTML = 'x'; return 'set' } catch (e) { return e.name } })()"
        )

    assert "TypeError" == world.visit(see)


@pytest.mark.parametrize("width", [390, 1440])
def test_it_fits_a_phone_and_a_desk(world, width):
    """With a whole suite on it, nothing is wider than the window."""

    async def see(tab):
        await tab.size(width)
        await ask(tab)
        await click(tab, ".case button")
        return await tab.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    assert 0 == world.visit(see)


@pytest.mark.skipif(not AXE, reason="CASEWRIGHT_AXE does not name an axe.min.js")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_passes_the_serious_rules_of_accessibility(world, scheme):
    """Empty, with a suite and a case to be edited, and with errors: axe finds nothing serious or critical."""

    async def found(tab):
        return await tab.run(
            "axe.run(document).then(found => found.violations.filter(one => "
            "['serious', 'critical'].includes(one.impact)).map(one => [one.id, one.nodes[0].html]))"
        )

    async def see(tab):
        await tab.scheme(scheme)
        await tab.run(Path(AXE).read_text(encoding="utf-8"))
        empty = await found(tab)
        await ask(tab)
        await click(tab, ".case button")
        whole = await found(tab)
        await tab.run("document.getElementById('story').value = 'short'")
        await click(tab, "#write")
        return empty + whole + await found(tab)

    assert [] == world.visit(see)
