"""`python -m bench.pipeline [--rounds 3]`: where the time of a full run on the default goes.

Works in a copy of the tree, so the outputs here stay as they are. The floor is a Python that does nothing,
and the two slowest imports, measured in the same rounds. Figures are medians, in seconds.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results" / "pipeline.json"
STAGES = ("check", "clean", "validate", "index", "generate", "judge", "score", "report")
FLOOR = {
    "python -c pass": "pass",
    "import great_expectations": "import great_expectations",
    "import mlflow": "import mlflow",
}


def copy_of_the_tree(folder: Path) -> Path:
    """The files that Git knows or would take, committed anew."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    return folder


def seconds(command: list[str], folder: Path) -> float:
    """Wall time of a command that has to succeed."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "DVC_NO_ANALYTICS": "true",
    }
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"error: {' '.join(command)} exited with {done.returncode}:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - started


def measure(rounds: int) -> dict[str, list[float]]:
    """Every figure of every round; the rounds are interleaved, so that noise falls on all alike."""
    figures: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = copy_of_the_tree(Path(temporary) / "casewright")
        figures["first run (makes mlflow.db)"] = [seconds(["dvc", "repro", "--force"], folder)]
        for _ in range(rounds):
            for name, code in FLOOR.items():
                figures.setdefault(name, []).append(seconds([sys.executable, "-c", code], folder))
            for stage in STAGES:
                command = [sys.executable, "-m", f"stages.{stage}"]
                figures.setdefault(f"stages.{stage}", []).append(seconds(command, folder))
            figures.setdefault("dvc repro --force", []).append(seconds(["dvc", "repro", "--force"], folder))
            figures.setdefault("dvc repro (nothing to do)", []).append(seconds(["dvc", "repro"], folder))
    return figures


def main() -> None:
    """Measure, print, and keep the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    figures = measure(parser.parse_args().rounds)
    medians = {name: statistics.median(values) for name, values in figures.items()}
    print(f"{'':32} {'median s':>9} {'spread s':>16}")
    for name, values in figures.items():
        print(f"{name:32} {medians[name]:9.2f} {min(values):7.2f} to {max(values):5.2f}")
    stages = sum(medians[f"stages.{stage}"] for stage in STAGES)
    print(f"\nDVC's own share of a forced run: {medians['dvc repro --force'] - stages:.2f} s")
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "system": platform.platform()}
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    content = {"machine": machine, "medians_s": medians, "rounds_s": figures}
    RESULTS.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
