"""The images: what is copied, who runs it, and that the lock of the service is all that it imports."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.conftest import ROOT

DOCKERFILE = ROOT / "service" / "Dockerfile"
TEXT = DOCKERFILE.read_text(encoding="utf-8")
LINES = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", TEXT)).splitlines()
LOCK = ROOT / "service" / "requirements.lock"
WHOLE_LOCK = ROOT / "requirements.lock"
HADOLINT = shutil.which(os.environ.get("CASEWRIGHT_HADOLINT") or "hadolint")
_PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; (.+?))? \\$", re.MULTILINE)


def stage(name: str) -> list[str]:
    """The instructions of one stage."""
    begins = [number for number, line in enumerate(LINES) if line.startswith("FROM ")]
    for begin, end in zip(begins, [*begins[1:], len(LINES)], strict=True):
        if LINES[begin].endswith(f" AS {name}"):
            return [line for line in LINES[begin:end] if line]
    raise ValueError(f"{DOCKERFILE}: no stage {name!r}")


def pins(path: Path) -> set[tuple[str, str, str]]:
    """Name, version and marker of every package of a lock."""
    return set(_PIN.findall(path.read_text(encoding="utf-8")))


def imported() -> set[str]:
    """Top-level modules that are there once the service, and what it does on demand, is imported."""
    code = (
        "import sys, importlib, pkgutil, service\n"
        "for one in pkgutil.walk_packages(service.__path__, 'service.'):\n"
        "    if '__main__' not in one.name: importlib.import_module(one.name)\n"
        "import service.__main__\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


@pytest.mark.hadolint
@pytest.mark.skipif(HADOLINT is None, reason="no `hadolint` on PATH or in CASEWRIGHT_HADOLINT")
def test_hadolint_has_nothing_to_say():
    """Neither an error nor a matter of style."""
    done = subprocess.run(
        [str(HADOLINT), DOCKERFILE], capture_output=True, text=True, check=False, timeout=60
    )

    assert ("", 0) == (done.stdout, done.returncode)


def test_the_service_is_the_default_and_the_pipeline_the_other_image():
    """What is built without a target is the last stage."""
    last = [line for line in LINES if line.startswith("FROM ")][-1]

    assert "FROM base AS api" == last
    assert 'CMD ["dvc", "repro"]' in stage("pipeline")
    assert 'CMD ["python", "-m", "service"]' in stage("api")


def test_the_base_is_one_argument_with_an_exact_tag():
    """Whoever has a mirror, or wants a digest, gives another."""
    bases = [line.split()[1] for line in LINES if line.startswith("FROM ")]

    assert re.match(r"ARG PYTHON_IMAGE=docker\.io/library/python:3\.11\.\d+-slim-bookworm$", LINES[0])
    assert {"${PYTHON_IMAGE}", "base"} == set(bases)


@pytest.mark.parametrize(("name", "uid"), [("api", "10001"), ("pipeline", "1000")])
def test_nobody_is_root(name, uid):
    """By number, so that an engine can tell without looking inside; nothing is run or copied after it."""
    lines = stage(name)
    after = lines[lines.index(f"USER {uid}:{uid}") + 1 :]

    assert set() == {line.split()[0] for line in after} - {"EXPOSE", "HEALTHCHECK", "CMD"}


@pytest.mark.parametrize("name", ["api-packages", "pipeline-packages"])
def test_packages_are_locked_and_leave_no_time_of_the_build(name):
    """Hashes are required, nothing is compiled, and files have the date that is given."""
    text = "\n".join(stage(name))

    for part in ("--require-hashes", "--no-compile", "--no-cache-dir", "SOURCE_DATE_EPOCH", "__pycache__"):
        assert part in text
    assert "PYTHONDONTWRITEBYTECODE=1" in "\n".join(stage("base"))


def test_the_service_s_image_has_what_the_service_needs_and_no_more():
    """Code, prompts, settings and a choice; every one is let through to the build."""
    copied = [line.split()[1] for line in stage("api") if line.startswith("COPY ") and "--from" not in line]
    rules = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")

    assert ["casewright", "service", "prompts", "params.yaml", "reports/choice.json"] == copied
    assert "*" in rules
    assert {f"!{one}" for one in [*copied, "requirements.lock"]} == {
        one for one in rules if one.startswith("!")
    }


def test_what_the_service_imports_is_in_its_lock():
    """An image that starts here only because of the pipeline's packages would not start there."""
    locked = {name for name, _, _ in pins(LOCK)}
    by_module = packages_distributions()
    # Each module with all packages that have a part of it, such as those of OpenTelemetry.
    needed = {
        module: {re.sub(r"[-_.]+", "-", one).lower() for one in by_module[module]}
        for module in imported() & by_module.keys()
    }

    # Used where they are installed only: colours of a terminal, a guess at encodings, a hook at every start.
    optional = {"charset_normalizer", "colorama", "pygments", "rich", "_distutils_hack"}
    assert optional >= {module for module, packages in needed.items() if not packages & locked}


def test_what_is_imported_on_demand_is_in_the_lock_too():
    """A function that imports when it is called would fail in the midst of a request."""
    locked = {name.replace("-", "_") for name, _, _ in pins(LOCK)}
    found = set()
    for path in (ROOT / "service").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    other_names = {"yaml": "pyyaml", "stdnum": "python_stdnum"}
    found = {other_names.get(one, one) for one in found - sys.stdlib_module_names - {"casewright", "service"}}

    # The extra `otel`: asked for only where OTEL_EXPORTER_OTLP_ENDPOINT is set.
    assert found <= locked | {"opentelemetry"}
    assert {"redis", "uvloop", "httptools", "fastapi_swagger", "httpx_aiohttp"} <= locked


@pytest.mark.parametrize("name", ["mlflow", "great-expectations", "dvc", "pandas", "matplotlib", "pytest"])
def test_the_service_s_image_has_none_of_the_pipeline(name):
    """It stays small, and what is not there cannot be attacked."""
    assert name not in {one for one, _, _ in pins(LOCK)}
    assert name in {one for one, _, _ in pins(WHOLE_LOCK)}


def test_both_locks_have_the_same_versions():
    """What is measured is what is served; only what Redis needs is in the smaller one alone."""
    whole = {
        name: {version for one, version, _ in pins(WHOLE_LOCK) if one == name}
        for name, _, _ in pins(WHOLE_LOCK)
    }
    other = {name for name, version, _ in pins(LOCK) if version not in whole.get(name, set())}

    assert other <= {"redis", "async-timeout"}


def test_the_group_names_what_the_project_depends_on():
    """The group has no versions of its own: those of the project hold."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    known = [*project["project"]["dependencies"], *extras["otel"], *extras["redis"]]
    bare = {re.split(r"[^a-z0-9-]", one)[0] for one in known}
    group = project["dependency-groups"]["service"]

    assert {re.split(r"[^a-z0-9-]", one)[0] for one in group} <= bare
    assert not any(re.search("[<>=]=|[<>]", one.partition(";")[0]) for one in group)
