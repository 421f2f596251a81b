"""Fetch the models that are asked for onto Ollama's server: those of MODELS, else those of the project.

A model that is there already costs one look. Without a way out it fails for a missing model only.
"""

import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import yaml

BASELINE = "baseline"
"""Runs in process; no server has it."""
_QUIET_S = 600
"""Longest silence of a download."""


def wanted(models: str, folder: Path) -> list[str]:
    """The models of `models`, with commas or blanks between; else what params.yaml and the choice name."""
    named = models.replace(",", " ").split() or _of_project(folder)
    return [name for name in dict.fromkeys(named) if name != BASELINE]


def _of_project(folder: Path) -> list[str]:
    params = yaml.safe_load((folder / "params.yaml").read_text(encoding="utf-8"))
    model = params.get("model") or []
    found = list(model) if isinstance(model, list) else [model]
    found += [params.get(part, {}).get("model") for part in ("judge", "similarity")]
    choice = folder / "reports" / "choice.json"
    if choice.is_file():
        found.append(json.loads(choice.read_text(encoding="utf-8"))["cell"]["model"])
    return [name for name in found if name]


def pull(host: str, model: str) -> None:
    """Have `model` on the server at `host`.

    Raises:
        OSError: the server does not answer, or cannot get the model.

    """
    if _has(host, model):
        print(f"{model}: already there", flush=True)
        return
    with _post(host, "/api/pull", {"model": model}, _QUIET_S) as answer:
        status = ""
        for line in answer:
            record = json.loads(line)
            if "error" in record:
                raise OSError(record["error"])
            if record.get("status", "") != status:
                status = record.get("status", "")
                print(f"{model}: {status}", flush=True)


def _has(host: str, model: str) -> bool:
    try:
        with _post(host, "/api/show", {"model": model}, 30) as answer:
            return bool(answer.read())
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return False
        raise


def _post(host: str, path: str, body: dict[str, Any], timeout_s: float) -> Any:
    request = urllib.request.Request(
        host.rstrip("/") + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    return urllib.request.urlopen(request, timeout=timeout_s)


def main() -> None:
    """Fetch each in turn; the first that cannot be had ends it with 1."""
    host = os.environ.get("OLLAMA_HOST") or "http://127.0.0.1:11434"
    for model in wanted(os.environ.get("MODELS", ""), Path()):
        try:
            pull(host, model)
        except OSError as error:
            sys.exit(
                f"error: {model}: Ollama at {host} cannot fetch it ({error}); expected a model of its "
                "library, or one that is there already; see MODELS and params.yaml"
            )


if __name__ == "__main__":
    main()
