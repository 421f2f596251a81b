"""A project's folder with a choice in it, and the service on a loopback port: a real server, a real wire."""

import json
import shutil
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from casewright.baseline import RULES_DIGEST
from casewright.choice import Choice
from casewright.paths import CHOICE
from casewright.prompts import load_prompt
from casewright.records import Cell
from service.app import create_app
from service.configuration import load_configuration
from service.settings import ServiceSettings
from tests.conftest import ROOT
from tests.fake_ollama import FakeOllama, tagged
from tests.service.wire import on_a_port

STORY = "As a shopper, I want to save my basket, so that I can order tomorrow."
NOWHERE = "http://127.0.0.1:9"
"""An address at which nobody listens."""


class Project:
    """A project's folder, which is also the current one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copy(ROOT / "params.yaml", folder)
        shutil.copytree(ROOT / "prompts", folder / "prompts")

    def set_params(self, **sections: dict[str, Any]) -> None:
        """Change keys in params.yaml."""
        path = self.folder / "params.yaml"
        params = yaml.safe_load(path.read_text(encoding="utf-8"))
        for section, values in sections.items():
            params[section].update(values)
        path.write_text(yaml.safe_dump(params), encoding="utf-8")

    def choose(self, cell: Cell, digest: str, prompt_hash: str, **generate: Any) -> None:
        """Write a choice as the stage `report` does."""
        params = yaml.safe_load((self.folder / "params.yaml").read_text(encoding="utf-8"))
        choice = Choice(
            cell=cell,
            name=cell.name,
            is_language_model=cell.prompt is not None,
            model_digest=digest,
            prompt_hash=prompt_hash,
            generate=params["generate"] | generate,
            passages_per_story=2,
            meets_limits=True,
            limits=(),
            meets_targets=True,
            targets=(),
            stories=49,
            contenders=(),
            reason="It is the test's choice.",
        )
        path = self.folder / CHOICE
        path.parent.mkdir(exist_ok=True)
        path.write_text(choice.model_dump_json(), encoding="utf-8")

    def choose_baseline(self) -> None:
        """Choose the embedded rules."""
        self.choose(Cell(model="baseline", prompt=None), RULES_DIGEST, "")

    def choose_model(self, model: str, ollama: FakeOllama, prompt: str = "basic", **generate: Any) -> None:
        """Choose a model of a fake server, as that server has it now, and point params.yaml to the server."""
        self.set_params(ollama={"host": ollama.host})
        digest, prompt_hash = ollama.digest(tagged(model)), load_prompt(prompt).hash
        self.choose(Cell(model=model, prompt=prompt), digest, prompt_hash, **generate)

    def edit_choice(self, **changes: Any) -> None:
        """Change keys of the choice."""
        path = self.folder / CHOICE
        choice = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(choice | changes), encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project without a choice."""
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


@contextmanager
def serving(load: Any = None, **settings: Any) -> Iterator[httpx.Client]:
    """A client of the service, which runs until the block ends; with `settings`, without a rate limit."""
    application = create_app(load, ServiceSettings(**{"service_rate": "off"} | settings))
    with on_a_port(application, lifespan="on") as client:
        yield client


@pytest.fixture(scope="session")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of one service on the baseline, which keeps nothing from request to request."""
    project = Project(tmp_path_factory.mktemp("baseline"))
    project.choose_baseline()
    with chdir(project.folder):
        configuration = load_configuration()
    with serving(lambda: configuration) as client:
        yield client
