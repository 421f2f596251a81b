"""What `bench.service` runs: the model server and the load on one core, what is measured on the other."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import yaml

from casewright.baseline import RULES_DIGEST
from casewright.choice import Choice
from casewright.generation import BASELINE_CELL
from casewright.params import load_params
from casewright.paths import CHOICE
from casewright.prompts import load_prompt
from casewright.records import Cell

ROOT = Path(__file__).parents[1]
MODEL, DIGEST, PROMPT = "fixed:1b", "f1" * 32, "improved_v1"
GATE = 64
"""Stories that the service writes at once: as many as the load ever has under way, so none is refused."""
SETTINGS = {
    "SERVICE_CONCURRENCY": str(GATE),
    "SERVICE_QUEUE": str(GATE),
    "SERVICE_RATE": "1000000/second",  # counted like any other, and never reached
    "ENVIRONMENT": "production",
}
"""All else of the service is as it comes, its log of requests included."""
_STARTS_S = 90.0


class Running(NamedTuple):
    """A process that answers."""

    url: str
    pid: int


Started = AbstractContextManager[Running]


def cores() -> tuple[int, int]:
    """The core of what is measured, and the one of all else."""
    mine = sorted(os.sched_getaffinity(0))
    if len(mine) < 2:
        sys.exit("error: this process may use 1 core; expected 2, one of them for what is measured alone")
    return mine[0], mine[1]


@contextmanager
def spawned(
    command: list[str], core: int, folder: Path, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A process on one core; what it prints goes to `output.txt` in `folder`, which is its own."""
    with (folder / "output.txt").open("wb") as output:
        child = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment() | {"PYTHONPATH": str(ROOT), "NO_PROXY": "*"} | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=partial(os.sched_setaffinity, 0, {core}),
        )
        try:
            yield child
        finally:
            child.kill()
            child.wait()


def _environment() -> dict[str, str]:
    """The environment without settings that would change what is measured."""
    return {
        name: one for name, one in os.environ.items() if not name.startswith(("SERVICE_", "OLLAMA_", "LOG_"))
    }


@contextmanager
def answering(
    command: list[str], core: int, folder: Path, path: str, **environment: str
) -> Iterator[Running]:
    """A server whose command ends with its port, once it answers 200 on `path`."""
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    with spawned([*command, str(port)], core, folder, **environment) as child:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + _STARTS_S
        while not _answers(url + path):
            if child.poll() is not None or time.monotonic() > deadline:
                last = (folder / "output.txt").read_text().splitlines()[-20:]
                sys.exit("\n".join([f"error: {' '.join(command)} does not start:", *last]))
            time.sleep(0.05)
        yield Running(url, child.pid)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def model_server(core: int, folder: Path, *, delay_ms: float = 0, texts: Path | None = None) -> Started:
    """The fixed model server."""
    command = [sys.executable, "-m", "bench.fixed_server", "--delay-ms", str(delay_ms)]
    command += ["--texts", str(texts)] if texts else []
    return answering([*command, "--port"], core, folder, "/api/version")


def service(core: int, folder: Path, model_host: str | None, **settings: str) -> Started:
    """The service, with a choice of the fixed server's model, or of the rules where there is none."""
    _write_project(folder, model_host)
    command = [sys.executable, "-m", "service", "--host", "127.0.0.1", "--port"]
    return answering(command, core, folder, "/health", **SETTINGS | settings)


def require_story(url: str, story: str, identity: str) -> None:
    """End the bench unless the service answers a story, under this correlation id."""
    headers = {"Content-Type": "application/json", "X-Correlation-ID": identity}
    body = json.dumps({"user_story": story}).encode()
    request = urllib.request.Request(f"{url}/test-use-cases/", body, headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        if answer.status != 201:
            sys.exit(f"error: the service answers a story with {answer.status}; expected 201")


def floor(kind: str, core: int, folder: Path, model_host: str) -> Started:
    """One of the bare servers of `bench.service_floors`."""
    return answering([sys.executable, "-m", "bench.service_floors", kind, model_host], core, folder, "/")


def litellm(binary: str, core: int, folder: Path, model_host: str) -> Started:
    """LiteLLM's proxy with one worker, as it comes."""
    folder.mkdir(parents=True, exist_ok=True)
    model = {"model": f"ollama_chat/{MODEL}", "api_base": model_host}
    config = {"model_list": [{"model_name": MODEL, "litellm_params": model}]}
    (folder / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    command = [binary, "--config", "config.yaml", "--host", "127.0.0.1", "--num_workers", "1", "--port"]
    quiet = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False", "LITELLM_LOG": "ERROR"}
    quiet |= {
        "LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY": "true"
    }  # no key is asked for on loopback by ours
    return answering(command, core, folder, "/health/liveliness", **quiet)


def _write_project(folder: Path, model_host: str | None) -> None:
    """A project's folder with a choice in it, as `make repro` would leave it."""
    (folder / CHOICE).parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "prompts", folder / "prompts", dirs_exist_ok=True)
    params = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    params["ollama"]["host"] = model_host
    (folder / "params.yaml").write_text(yaml.safe_dump(params), encoding="utf-8")
    cell = Cell(model=MODEL, prompt=PROMPT) if model_host else BASELINE_CELL
    generate = load_params(folder / "params.yaml").generate.model_copy(update={"concurrency": GATE})
    choice = Choice(
        cell=cell,
        name=cell.name,
        is_language_model=model_host is not None,
        model_digest=DIGEST if model_host else RULES_DIGEST,
        prompt_hash=load_prompt(PROMPT, ROOT / "prompts").hash if model_host else "",
        generate=generate.model_dump(mode="json"),
        passages_per_story=0,
        meets_limits=True,
        limits=(),
        meets_targets=True,
        targets=(),
        stories=1,
        contenders=(),
        reason="It is the bench's choice.",
    )
    (folder / CHOICE).write_text(choice.model_dump_json(), encoding="utf-8")
