"""A headless Chromium for tests, over its own protocol: what a page says, asks for and looks like."""

import asyncio
import base64
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp

T = TypeVar("T")
_STARTS_WITHIN_S = 60
_ANSWERS_WITHIN_S = 60


def chromium() -> str | None:
    """Where a browser is: named by CASEWRIGHT_CHROMIUM, or on PATH; None where there is none."""
    named = os.environ.get("CASEWRIGHT_CHROMIUM")
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return named or next(filter(None, found), None)


def browse(page: Path | str, visit: Callable[["Tab"], Awaitable[T]]) -> T:
    """Open a file from disk or an address in a new browser, and give what `visit` makes of it."""
    with browser() as one:
        return one.browse(page, visit)


class Browser:
    """A browser for several pages, each in a tab of its own."""

    def __init__(self, runner: asyncio.Runner, session: aiohttp.ClientSession, port: int) -> None:
        self._runner, self._session, self._port = runner, session, port

    def browse(self, page: Path | str, visit: Callable[["Tab"], Awaitable[T]]) -> T:
        """What `visit` makes of a page."""
        return self._runner.run(self._browse(page, visit))

    async def _browse(self, page: Path | str, visit: Callable[["Tab"], Awaitable[T]]) -> T:
        async with self._session.put(f"http://127.0.0.1:{self._port}/json/new?about:blank") as answer:
            address = (await answer.json())["webSocketDebuggerUrl"]
        async with self._session.ws_connect(address, max_msg_size=0) as socket:
            tab = Tab(socket)
            try:
                await tab.open(page)
                return await visit(tab)
            finally:
                await tab.call("Page.close")


@contextmanager
def browser() -> Iterator[Browser]:
    """A new browser with nothing in it, until the block ends."""
    with asyncio.Runner() as runner:
        started = _started()
        session, port = runner.run(started.__aenter__())
        try:
            yield Browser(runner, session, port)
        finally:
            runner.run(started.__aexit__(None, None, None))


class Tab:
    """One page of the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket, self._number = socket, 0
        self.messages: list[str] = []
        """What came to the console, errors that nothing caught among it."""
        self.requests: list[str] = []
        """What the page asked for, itself first."""
        self.posted: list[tuple[str, str]] = []
        """Path and body of what the page posted."""

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command; events that come meanwhile are taken down."""
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": params})
        while True:
            message = json.loads((await self._socket.receive(_ANSWERS_WITHIN_S)).data)
            if message.get("id") == self._number:
                assert "error" not in message, message
                return dict(message["result"])
            self._take_down(message)

    def _take_down(self, message: dict[str, Any]) -> None:
        params = message.get("params", {})
        match message.get("method"):
            case "Network.requestWillBeSent":
                request = params["request"]
                self.requests.append(request["url"])
                if "postData" in request:
                    self.posted.append((urlsplit(request["url"]).path, request["postData"]))
            case "Runtime.exceptionThrown":
                self.messages.append(json.dumps(params["exceptionDetails"]))
            case "Runtime.consoleAPICalled":
                self.messages.append(json.dumps(params["args"]))
            case "Log.entryAdded":
                self.messages.append(params["entry"]["text"])

    async def open(self, page: Path | str) -> None:
        """Load the page and wait until it is there."""
        for domain in ("Page", "Runtime", "Network", "Log"):
            await self.call(f"{domain}.enable")
        address = page if isinstance(page, str) else page.absolute().as_uri()
        await self.call("Page.navigate", url=address)
        await self.run(
            "new Promise(done => location.protocol !== 'about:' && document.readyState === 'complete' "
            "? done() : addEventListener('load', () => done()))"
        )

    async def until(self, condition: str, within_s: float = 20.0) -> None:
        """Wait until an expression in the page is true.

        Raises:
            TimeoutError: it never was.

        """
        async with asyncio.timeout(within_s):
            while not await self.run(f"Boolean({condition})"):
                await asyncio.sleep(0.02)

    async def press(self, key: str, *, shift: bool = False, control: bool = False) -> None:
        """Press and release one key, by its name such as `Tab`, `Enter` or ` `."""
        text = {"Enter": "\r", " ": " "}.get(key, "")
        code = {"Tab": 9, "Enter": 13, " ": 32, "ArrowDown": 40, "ArrowRight": 39}[key]
        pressed = {"key": key, "modifiers": 8 * shift + 2 * control, "windowsVirtualKeyCode": code}
        await self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **pressed)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **pressed)

    async def write(self, text: str) -> None:
        """Type a text into what has the focus."""
        await self.call("Input.insertText", text=text)

    async def keep_downloads(self, folder: Path) -> None:
        """Let what the page downloads lie in `folder`."""
        await self.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder.absolute()))

    async def run(self, script: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        answer = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def size(self, width: int, height: int = 900) -> None:
        """Give the page so many CSS pixels."""
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    async def scheme(self, name: str) -> None:
        """Make the system `light` or `dark`."""
        features = [{"name": "prefers-color-scheme", "value": name}]
        await self.call("Emulation.setEmulatedMedia", features=features)

    async def picture(self, path: Path, *, top: int = 0, height: int = 1600) -> None:
        """A PNG of a part of the page."""
        width = await self.run("document.documentElement.clientWidth")
        clip = {"x": 0, "y": top, "width": width, "height": height, "scale": 1}
        shot = await self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))


@asynccontextmanager
async def _started() -> AsyncIterator[tuple[aiohttp.ClientSession, int]]:
    found = chromium()
    assert found, "there is no browser"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [
                found,
                *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
                *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
                *("--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            port = await _port(Path(profile) / "DevToolsActivePort")
            async with aiohttp.ClientSession() as session:
                yield session, port
        finally:
            process.terminate()
            process.wait(10)


async def _port(file: Path) -> int:
    for _ in range(_STARTS_WITHIN_S * 10):
        if file.is_file() and (text := file.read_text(encoding="utf-8")):
            return int(text.splitlines()[0])
        await asyncio.sleep(0.1)
    raise TimeoutError("the browser did not start")
