"""What the tests share: a story, a suite, and a fake Ollama server with limits that suit it."""

import asyncio
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from casewright.params import OllamaParams, Params, load_params
from casewright.records import Suite, UserStory
from tests.fake_ollama import FakeOllama

ROOT = Path(__file__).parents[1]

settings.register_profile("casewright", deadline=None, database=None, max_examples=60)
settings.load_profile("casewright")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files that take long first, so that no worker is left with one of them at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True)
def _no_ollama_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OLLAMA_HOST", "OLLAMA_SERVICE_HOST", "OLLAMA_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def _stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stores")


@pytest.fixture(autouse=True)
def _a_store_of_its_own(monkeypatch: pytest.MonkeyPatch, _stores: Path) -> None:
    """No test sees what another one stored, and none touches the user's store."""
    monkeypatch.setenv("CASEWRIGHT_STORE", str(_stores / f"{uuid.uuid4().hex}.sqlite"))


@pytest.fixture
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture
def params() -> Params:
    """The settings as shipped."""
    return load_params(ROOT / "params.yaml")


@pytest.fixture
def story() -> UserStory:
    """A story."""
    return UserStory(
        id="US-001",
        story="As a shopper, I want to filter the product list by price, so that I find what I can pay.",
    )


@pytest.fixture
def suite() -> Suite:
    """A valid suite of two cases."""
    case = {
        "id": "TC-001",
        "type": "positive",
        "title": "List shows only products within the price range",
        "priority": "high",
        "preconditions": ["The list holds products at €10.00, €20.00 and €30.00"],
        "steps": ['Enter "15" in "From"', 'Press "Filter"'],
        "expected_result": "The list shows the products at €20.00 and €30.00",
        "quality_score": 8,
    }
    return Suite.model_validate({"test_cases": [case, case | {"id": "TC-002", "type": "negative"}]})


@pytest.fixture
def ollama() -> Iterator[FakeOllama]:
    """A fake Ollama server that answers up to eight chats at once."""
    with FakeOllama(slots=8) as server:
        yield server


def server_params(host: str | None, **limits: Any) -> OllamaParams:
    """How to reach a fake server; limits are short, because loopback is fast."""
    usual: dict[str, Any] = {
        "connect_timeout_s": 2,
        "load_timeout_s": 5,
        "token_timeout_s": 5,
        "attempt_timeout_s": 10,
    }
    return OllamaParams(host=host, **usual | limits)


async def eventually(holds: Callable[[], bool], within_s: float = 5.0) -> bool:
    """Whether something comes true in time; for what a server's thread sees a moment later."""
    for _ in range(int(within_s / 0.01)):
        if holds():
            return True
        await asyncio.sleep(0.01)
    return False
