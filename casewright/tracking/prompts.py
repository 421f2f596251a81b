"""Templates in MLflow's prompt registry: a version for each content, `champion` on the chosen one.

MLflow's own alias `latest` is the version that was registered last.
"""

import hashlib
import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, meta

from casewright.choice import Choice
from casewright.errors import PromptError
from casewright.judge.prompt import load_judge_prompt
from casewright.prompts import JUDGE, PROMPTS, load_prompt

CHAMPION = "champion"
HASH_TAG = "casewright.hash"
_IS_PROMPT = "tags.`mlflow.prompt.is_prompt` = 'true'"
_LONGEST_NAME = 100
_LINKING_THREAD = "link_prompt_to_experiment_thread"
_LINKED_WITHIN_S = 10


@dataclass(frozen=True)
class Registered:
    """A version of a prompt in the registry."""

    name: str
    version: int

    @property
    def uri(self) -> str:
        """What MLflow loads it by."""
        return f"prompts:/{self.name}/{self.version}"


def registry_name(*parts: str) -> str:
    """A name that MLflow takes: what it refuses is replaced, and a hash keeps it apart from other names."""
    plain = ".".join(parts)
    safe = re.sub(r"[^A-Za-z0-9_.-]+", "-", plain)[:_LONGEST_NAME]
    return safe if safe == plain else f"{safe}-{hashlib.sha256(plain.encode()).hexdigest()[:8]}"


def register_prompts(mlflow: Any, experiment: str) -> dict[str, Registered]:
    """Register every usable template in `prompts/` whose content the registry does not have; all by name."""
    client = mlflow.MlflowClient()
    found = {}
    for path in sorted(PROMPTS.glob("*.j2")):
        try:
            template = load_judge_prompt() if path.stem == JUDGE else load_prompt(path.stem)
        except PromptError:
            continue  # a draft; the stages refuse it where a run asks for it
        name = registry_name(experiment, path.stem)
        found[path.stem] = _find(client, name, template.hash) or _register(mlflow, name, path, template.hash)
    _wait_for_links()
    return found


def crown_prompt(client: Any, experiment: str, choice: Choice) -> None:
    """Put the alias on the chosen version of the chosen prompt, and take it from every other prompt."""
    chosen = None
    if choice.cell.prompt is not None:
        chosen = _find(client, registry_name(experiment, choice.cell.prompt), choice.prompt_hash)
    for prompt in client.search_prompts(filter_string=f"name LIKE '{registry_name(experiment)}.%'"):
        version = _crowned(client, prompt.name)
        if chosen and prompt.name == chosen.name:
            if version != chosen.version:
                client.set_prompt_alias(chosen.name, CHAMPION, chosen.version)
        elif version is not None:
            client.delete_prompt_alias(prompt.name, CHAMPION)


def _find(client: Any, name: str, content: str) -> Registered | None:
    """The version with this content; the newest, should there be several."""
    versions = client.search_model_versions(
        f"name = '{name}' and {_IS_PROMPT} and tags.`{HASH_TAG}` = '{content}'"
    )
    numbers = [int(version.version) for version in versions]
    return Registered(name, max(numbers)) if numbers else None


def _register(mlflow: Any, name: str, path: Path, content: str) -> Registered:
    version = mlflow.genai.register_prompt(
        name=name,
        template=_text(path),
        commit_message=f"{path.as_posix()}, hash {content[:12]}",
        tags={HASH_TAG: content, "casewright.file": path.as_posix()},
    )
    return Registered(name, int(version.version))


def _text(path: Path) -> str:
    """The source of a template and of those that it builds on, each under its name if there are several."""
    waiting, sources = [path.name], dict[str, str]()
    while waiting:
        current = waiting.pop()
        sources[current] = (path.parent / current).read_text(encoding="utf-8")
        named = meta.find_referenced_templates(Environment().parse(sources[current]))
        waiting += [name for name in named if name and name not in sources]
    if len(sources) == 1:
        return sources[path.name]
    return "\n".join(f"{{# {name} #}}\n{source}" for name, source in sources.items())


def _crowned(client: Any, name: str) -> int | None:
    from mlflow.exceptions import MlflowException

    try:
        version = client.get_prompt_version_by_alias(name, CHAMPION)
    except MlflowException:  # that is how it says that no version has the alias
        return None
    return int(version.version) if version else None


def _wait_for_links() -> None:
    """MLflow ties prompts to the experiment in threads of its own, which would meet our writes in SQLite."""
    for thread in threading.enumerate():
        if thread.name.startswith(_LINKING_THREAD):
            thread.join(_LINKED_WITHIN_S)
