"""`python -m bench.generate [--rounds 3] [--quick]`: what the `generate` stage adds to the calls it makes.

The real stage in a process of its own, against a local server with a fixed answer time in another, beside a
bare loop over the official client in the same rounds. The busy span, first request to last answer, is taken
by the server; start-up and memory are the process's. All calls are one cell, so a call is a story; with
several cells, each ends before the next begins. Figures are medians.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results"
KB_PER_MB = 1024
PROMPT = "basic"


class Setting(NamedTuple):
    """One row of the table."""

    calls: int
    delay_ms: int
    concurrency: int

    def __str__(self) -> str:
        return f"{self.calls:,} calls of {self.delay_ms} ms, {self.concurrency} at once"


SETTINGS = (
    Setting(147, 50, 4),
    Setting(147, 50, 16),
    Setting(147, 500, 4),
    Setting(147, 500, 16),
    Setting(2_000, 0, 16),
    Setting(20_000, 0, 16),
)


class Ran(NamedTuple):
    """One process: seconds and MB. The span is None where no call was made."""

    wall_s: float
    memory_mb: float
    span_s: float | None
    startup_s: float | None


@contextmanager
def server(delay_ms: int) -> Iterator[str]:
    """The address of a fixed server in a process of its own."""
    command = [sys.executable, "-m", "bench.fixed_server", "--delay-ms", str(delay_ms)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def ran(command: list[str], folder: Path, host: str, expected: int, **environment: str) -> Ran:
    """Run a process that makes so many calls."""
    _span(host)
    started, clock = time.time(), time.perf_counter()
    with (folder / "output.txt").open("w+") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall_s = time.perf_counter() - clock
        output.seek(0)
        span = _span(host)
        if process.returncode or span["chats"] != expected:
            sys.exit(f"error: {command}: {span['chats']} calls, expected {expected}:\n{output.read()}")
    memory_mb = usage.ru_maxrss / KB_PER_MB
    if not expected:
        return Ran(wall_s, memory_mb, None, None)
    return Ran(wall_s, memory_mb, span["last"] - span["first"], span["first"] - started)


def _span(host: str) -> dict[str, float]:
    with urllib.request.urlopen(f"{host}/bench/span", timeout=30) as answer:
        return dict(json.load(answer))


def workspace(folder: Path, setting: Setting, host: str) -> None:
    """What the stage reads: stories, prompts and settings."""
    clean = folder / "data" / "clean"
    clean.mkdir(parents=True)
    with (clean / "stories.jsonl").open("w") as file:
        for number in range(setting.calls):
            story = f"As a librarian, I want to lend book number {number}, so that readers can take it home."
            file.write(json.dumps({"id": f"US-{number:05d}", "story": story}) + "\n")
    (folder / "prompts").symlink_to(ROOT / "prompts")
    params = yaml.safe_load((ROOT / "params.yaml").read_text())
    params |= {"model": "fixed:1b", "prompt": PROMPT}
    params["ollama"]["host"] = host
    params["generate"]["concurrency"] = setting.concurrency
    (folder / "params.yaml").write_text(yaml.safe_dump(params))


def once(setting: Setting) -> dict[str, Ran]:
    """The bare loop, the stage, and the stage again with every reply stored."""
    with server(setting.delay_ms) as host, tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        workspace(folder, setting, host)
        environment = {"PYTHONPATH": str(ROOT), "CASEWRIGHT_STORE": str(folder / "responses.sqlite")}
        size = [str(setting.calls), str(setting.concurrency)]
        bare = [sys.executable, "-m", "bench.bare_loop", host, *size]
        stage = [sys.executable, "-m", "stages.generate"]
        return {
            "bare": ran(bare, folder, host, setting.calls, **environment),
            "stage": ran(stage, folder, host, setting.calls, **environment),
            "stored": ran(stage, folder, host, 0, **environment),
        }


def medians(rounds: list[dict[str, Ran]]) -> dict[str, dict[str, float | None]]:
    """The median of every figure."""
    return {
        name: {
            field: statistics.median(getattr(one[name], field) for one in rounds)
            if getattr(rounds[0][name], field) is not None
            else None
            for field in Ran._fields
        }
        for name in rounds[0]
    }


def table(figures: dict[str, Any]) -> str:
    """The medians as Markdown."""
    lines = [
        "| | bare loop: busy s | stage: busy s | ratio | bare start-up s | stage start-up s | "
        "bare MB | stage MB | stored re-run, whole s |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for setting, one in figures.items():
        bare, stage, stored = one["bare"], one["stage"], one["stored"]
        lines.append(
            f"| {setting} | {bare['span_s']:.2f} | {stage['span_s']:.2f} | "
            f"{stage['span_s'] / bare['span_s']:.3f} | {bare['startup_s']:.2f} | {stage['startup_s']:.2f} | "
            f"{bare['memory_mb']:.0f} | {stage['memory_mb']:.0f} | {stored['wall_s']:.2f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and keep the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one round of the short rows; nothing is kept")
    asked = parser.parse_args()
    settings = [one for one in SETTINGS if one.calls < 20_000] if asked.quick else list(SETTINGS)
    rounds: dict[str, list[dict[str, Ran]]] = {str(setting): [] for setting in settings}
    for number in range(1 if asked.quick else asked.rounds):
        for setting in settings:
            rounds[str(setting)].append(once(setting))
            print(f"round {number + 1}: {setting}", file=sys.stderr)
    figures = {name: medians(found) for name, found in rounds.items()}
    print(table(figures))
    if asked.quick:
        return
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "system": platform.system()}
    raw = {
        name: [{k: v._asdict() for k, v in one.items()} for one in found] for name, found in rounds.items()
    }
    content = {"machine": machine, "medians": figures, "rounds": raw}
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "generate.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    intro = f"Medians of {asked.rounds} interleaved rounds. {__doc__.split(chr(10), 2)[2].strip()}\n\n"
    (RESULTS / "generate.md").write_text(
        f"# What `generate` adds to its calls\n\n{intro}{table(figures)}\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
