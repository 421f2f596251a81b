"""compose.yaml as Compose reads it: anchors, variables, profiles and the file for GPUs over it."""

import re
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import ROOT

BASE = ROOT / "compose.yaml"
GPU = ROOT / "compose.gpu.yaml"
EXAMPLE = ROOT / "deploy" / "compose.env.example"
PROFILES = ("pipeline", "label-studio", "gpu-metrics", "load", "postgres", "replicas")
ONCE = ("model-pull", "pipeline", "locust")
"""Services that end."""
_VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>[A-Z][A-Z0-9_]*)(?::-(?P<default>[^{}]*))?\}|(?P<other>.?))")

Json = dict[str, Any]


def variables(value: Any) -> set[tuple[str, str | None]]:
    """Names and defaults of all variables in `value`, keys too."""
    if isinstance(value, dict):
        return set().union(*(variables(key) | variables(one) for key, one in value.items()))
    if isinstance(value, list):
        return set().union(*map(variables, value))
    found = _VARIABLE.finditer(value) if isinstance(value, str) else ()
    return {(one["name"], one["default"]) for one in found if one["name"]}


def interpolated(value: Any, environment: dict[str, str]) -> Any:
    """`value` with every variable in its place.

    Raises:
        ValueError: a `$` is neither `$$` nor `${NAME}` or `${NAME:-default}`.

    """
    if isinstance(value, dict):
        return {key: interpolated(one, environment) for key, one in value.items()}
    if isinstance(value, list):
        return [interpolated(one, environment) for one in value]
    return _VARIABLE.sub(lambda found: _put(found, environment), value) if isinstance(value, str) else value


def _put(found: re.Match[str], environment: dict[str, str]) -> str:
    if found[0] == "$$":
        return "$"
    if found["name"] is None:
        raise ValueError(f"{found[0]!r} in {found.string!r} is no variable as these files write them")
    return environment.get(found["name"]) or found["default"] or ""


def merged(base: Any, over: Any) -> Any:
    """`over` laid over `base`: maps by key, lists after each other, anything else replaced."""
    if isinstance(base, dict) and isinstance(over, dict):
        return base | {key: merged(base[key], one) if key in base else one for key, one in over.items()}
    return base + over if isinstance(base, list) and isinstance(over, list) else over


def read(path: Path) -> Json:
    """A file with its anchors resolved, its variables not."""
    found: Json = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def stack(*profiles: str, gpu: bool = False, **environment: str) -> Json:
    """What Compose starts: the services of no profile and of `profiles`, and all that is named at the top."""
    whole = merged(read(BASE), read(GPU)) if gpu else read(BASE)
    whole = interpolated(whole, environment)
    on = {
        name: one
        for name, one in whole["services"].items()
        if not one.get("profiles") or set(one["profiles"]) & set(profiles)
    }
    return whole | {"services": on}
