"""The tree keeps its promises: imports, the DAG and the dependencies that it declares."""

import ast
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
STAGES = sorted(path.stem for path in (ROOT / "stages").glob("[!_]*.py"))
DAG = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]


def imported_modules(path: Path) -> set[Path]:
    """The project's own files that a file imports, itself included, through every depth."""
    found: set[Path] = set()
    waiting = [path]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += _direct_imports(current)
    return {file for file in found if file.read_text(encoding="utf-8").strip()}


@cache
def _direct_imports(path: Path) -> tuple[Path, ...]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    own = {name for name in names if name.split(".")[0] in ("casewright", "stages", "service")}
    return tuple(file for name in own if (file := _file_of(name)) is not None)


def _file_of(module: str) -> Path | None:
    base = ROOT.joinpath(*module.split("."))
    for candidate in (base.with_suffix(".py"), base / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def covered(path: Path, deps: list[str]) -> bool:
    """Whether a file, or a folder that it lies in, is declared."""
    return any(path == ROOT / dep or ROOT / dep in path.parents for dep in deps)


def test_every_stage_module_is_a_stage_of_the_dag():
    """The folder `stages` and dvc.yaml name the same stages."""
    assert sorted(DAG) == STAGES


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_declares_every_module_it_imports(stage):
    """A change in any imported module makes DVC run the stage again."""
    declared = [dep for dep in DAG[stage].get("deps", []) if dep.endswith(".py") or "/" in dep]
    modules = {
        path for path in imported_modules(ROOT / "stages" / f"{stage}.py") if path.name != "__init__.py"
    }
    missing = sorted(path.relative_to(ROOT).as_posix() for path in modules if not covered(path, declared))

    assert missing == []


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_declares_no_module_that_it_does_without(stage):
    """A change in an unrelated module runs nothing again."""
    modules = imported_modules(ROOT / "stages" / f"{stage}.py")
    declared = [dep for dep in DAG[stage].get("deps", []) if dep.startswith(("casewright/", "stages/"))]
    needless = [dep for dep in declared if not any(covered(path, [dep]) for path in modules)]

    assert needless == []


@pytest.mark.parametrize("folder", ["stages", "casewright", "service"])
def test_imports_run_from_stages_and_service_to_the_domain_only(folder):
    """`stages → casewright ← service`; a stage imports no stage, and the domain neither of the others."""
    forbidden = {"stages": {"stages", "service"}, "casewright": {"stages", "service"}, "service": {"stages"}}
    wrong = [
        (path.relative_to(ROOT).as_posix(), imported.relative_to(ROOT).as_posix())
        for path in (ROOT / folder).rglob("*.py")
        for imported in _direct_imports(path)
        if imported.relative_to(ROOT).parts[0] in forbidden[folder]
    ]

    assert wrong == []


def test_outputs_survive_a_stage_that_fails():
    """Every output persists: DVC removes none before the stage has something to put in its place."""
    outputs = [
        (stage, output)
        for stage, body in DAG.items()
        for kind in ("outs", "metrics", "plots")
        for output in body.get(kind, [])
    ]
    removed = [
        (stage, output)
        for stage, output in outputs
        if isinstance(output, str) or not all(options.get("persist") for options in output.values())
    ]

    assert outputs
    assert removed == []
