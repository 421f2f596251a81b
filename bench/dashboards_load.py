"""What `bench.dashboards` looks at: a service with a champion and a canary, and people who use it."""

import json
import shutil
import sys
import threading
import time
import urllib.error
import urllib.request
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from bench import service_world as world
from casewright.paths import CHOICE
from casewright.prompts import load_prompt

CHAMPION, CANARY, PROMPT = "llama3.2:3b", "flaky-500:latest", "improved_v1"
"""Models of the fake server: the canary's first answer to a story is an error."""
PEOPLE = 4
ACTIONS = ("accepted", "edited", "rejected", "exported")
VAGUE = "As a user, I want to manage everything quickly and easily, etc., so that it is good."


def model_server(core: int, folder: Path) -> world.Started:
    """The fake Ollama of the tests, which takes 50 ms for an answer."""
    command = [sys.executable, "-m", "tests.fake_ollama", "--delay-ms", "50", "--slots", "4", "--port"]
    return world.answering(command, core, folder, "/api/version")


def service(core: int, folder: Path, model_host: str) -> world.Started:
    """The service, with a canary that gets a third of the stories."""
    shutil.copytree(world.ROOT / "prompts", folder / "prompts")
    params = yaml.safe_load((world.ROOT / "params.yaml").read_text(encoding="utf-8"))
    params["ollama"]["host"] = model_host
    (folder / "params.yaml").write_text(yaml.safe_dump(params), encoding="utf-8")
    (folder / CHOICE).parent.mkdir()
    digests = _digests(model_host)
    for path, model in ((CHOICE, CHAMPION), (CHOICE.with_name("canary.json"), CANARY)):
        (folder / path).write_text(json.dumps(_choice(model, digests[model])), encoding="utf-8")
    command = [sys.executable, "-m", "service", "--host", "127.0.0.1", "--port"]
    settings = {"SERVICE_RATE": "off", "SERVICE_CANARY": "0.3", "SERVICE_RECORDS": "records.sqlite"}
    return world.answering(command, core, folder, "/health", **settings)


def send(url: str, seconds: float) -> None:
    """Send stories, mistakes and ratings for so long."""
    ends_s = time.monotonic() + seconds
    people = [threading.Thread(target=_person, args=(url, number, ends_s)) for number in range(PEOPLE)]
    for person in people:
        person.start()
    for person in people:
        person.join()


def _choice(model: str, digest: str) -> dict[str, Any]:
    """The project's own choice, with its figures, of another model."""
    choice: dict[str, Any] = json.loads((world.ROOT / CHOICE).read_text(encoding="utf-8"))
    hashed = load_prompt(PROMPT, world.ROOT / "prompts").hash
    return choice | {
        "cell": {"model": model, "prompt": PROMPT},
        "name": f"{model} × {PROMPT}",
        "is_language_model": True,
        "model_digest": digest,
        "prompt_hash": hashed,
    }


def _digests(model_host: str) -> dict[str, str]:
    with urllib.request.urlopen(f"{model_host}/api/tags", timeout=5) as answer:
        return {model["name"]: model["digest"] for model in json.load(answer)["models"]}


def _person(url: str, number: int, ends_s: float) -> None:
    stories = json.loads((world.ROOT / "data" / "raw" / "stories.json").read_text(encoding="utf-8"))
    for turn in count(number, PEOPLE):
        if time.monotonic() > ends_s:
            return
        story = VAGUE if turn % 5 == 0 else stories[turn % len(stories)]["story"]
        identity = f"dashboards-{turn}"
        _post(f"{url}/test-use-cases/", {"user_story": story}, identity)
        _post(f"{url}/test-use-cases/", {"user_story": "too short"}, f"{identity}-refused")
        rating = {"correlation_id": identity, "rating": 1 + turn % 5, "action": ACTIONS[turn % 4]}
        _post(f"{url}/feedback", rating, f"{identity}-rated")


def _post(url: str, body: dict[str, Any], identity: str) -> None:
    """Post; a status that is no success is as good as any here."""
    headers = {"Content-Type": "application/json", "X-Correlation-ID": identity}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        urllib.request.urlopen(request, timeout=60).close()
    except urllib.error.HTTPError as error:
        error.close()
