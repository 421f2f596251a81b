"""The record by which a run can be repeated: digests, settings, seeds, versions and the commit."""

import json
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

import yaml

from casewright.params import Params
from casewright.report.findings import Findings
from casewright.report.html.tables import Table

_PACKAGES = (
    *("ollama", "pydantic", "numpy", "scipy", "snowballstemmer", "json-repair", "jinja2", "dvc", "mlflow"),
    *("matplotlib", "markdown-it-py", "great-expectations", "pandas"),
)


class Record(NamedTuple):
    """What the run rests on."""

    facts: Table
    versions: Table
    settings: str
    """All of params.yaml as it was read."""


def record(findings: Findings, params: Params) -> Record:
    """Collect it; what a machine does not know is said."""
    choice = findings.choice
    facts = [
        ("commit", _commit()),
        ("chosen cell", choice.name),
        ("model digest", choice.model_digest),
        ("prompt hash", choice.prompt_hash or "none: the baseline takes no prompt"),
        ("SHA-256 of stories and references", findings.data_digest),
        ("SHA-256 of the settings", choice.params_digest or "not kept"),
        ("seed of generation", str(params.generate.seed)),
        ("seed of the split", str(params.data.split_seed)),
        ("seed of the judge", str(params.judge.seed) if params.judge.model else "nothing was judged"),
        ("repeats of each story", str(params.generate.repeats)),
        ("error rate of the choice", f"{params.choice.alpha:g}"),
    ]
    options = [
        (f"generate.{name}", json.dumps(value, ensure_ascii=False)) for name, value in choice.generate.items()
    ]
    return Record(
        Table("What the run rests on", ("fact", "value"), [*facts, *options]),
        Table("Versions", ("software", "version"), _versions()),
        yaml.safe_dump(params.model_dump(mode="json", by_alias=True), sort_keys=False, allow_unicode=True),
    )


def _versions() -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("Python", platform.python_version()),
        ("system", f"{platform.system()} on {platform.machine()}"),
    ]
    for package in _PACKAGES:
        try:
            rows.append((package, version(package)))
        except PackageNotFoundError:
            rows.append((package, "not installed"))
    return rows


def _commit() -> str:
    head = _git("rev-parse", "HEAD")
    if head is None:
        return "not a Git checkout"
    changed = _git("status", "--porcelain", "--", ":!reports", ":!dvc.lock")
    return f"{head}, with changes that are not committed" if changed else head


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
