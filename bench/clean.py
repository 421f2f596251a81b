"""`python -m bench.clean [--stories 100000]`: time and memory of the stage `clean` on large backlogs.

Cleans one backlog and one of twice the size, near duplicates included, each in a process of its own on one
core, and beside each the floor: reading the same rows and writing them as JSON. Writes
`bench/results/clean.json` and `clean.md`.
"""

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.child import in_child
from bench.clean_backlog import write_backlog
from casewright.params import load_params

RESULTS = Path("bench/results")
LONGEST_S = 480

Figures = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.clean", description=__doc__)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--only", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.only:
        print(json.dumps(_measure({"floor": floor, "clean": clean}[options.only[0]], Path(options.only[1]))))
        return
    results = [_both(options.stories * times) for times in (1, 2)]
    figures = {"runs": results, "ratio": _ratio(results, "clean"), "floor_ratio": _ratio(results, "floor")}
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "clean.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    (RESULTS / "clean.md").write_text(_table(figures), encoding="utf-8")
    print(_table(figures))


def _both(stories: int) -> Figures:
    """Floor and stage on one backlog, each in a fresh process so that its peak memory is its own."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "backlog").mkdir()
        (folder / "out").mkdir()
        write_backlog(folder / "backlog", stories)
        return {"stories": stories, "floor": _child("floor", folder), "clean": _child("clean", folder)}


def _child(what: str, folder: Path) -> Figures:
    return in_child("bench.clean", what, str(folder), longest_s=LONGEST_S)


def _measure(task: Callable[[Path], Figures], folder: Path) -> Figures:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    wall, cpu = time.perf_counter(), time.process_time()
    outcome = task(folder)
    return {
        "wall_s": round(time.perf_counter() - wall, 2),
        "cpu_s": round(time.process_time() - cpu, 2),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        **outcome,
    }


def floor(folder: Path) -> Figures:
    """Read every row and write it as JSON."""
    from casewright.sources import read_rows

    with (folder / "out" / "rows.jsonl").open("w", encoding="utf-8") as file:
        for row in read_rows(folder / "backlog"):
            file.write(json.dumps(row.fields, ensure_ascii=False) + "\n")
    return {}


def clean(folder: Path) -> Figures:
    """Run the stage with the shipped settings."""
    from stages.clean import run

    params = load_params()
    data = params.data.model_copy(update={"stories": folder / "backlog", "bad_rows": "quarantine"})
    summary = run(params.model_copy(update={"data": data}), folder / "out")
    return {
        "rows": summary["stories"]["rows"],
        "kept": summary["stories"]["kept"],
        "near_duplicates": summary["near_duplicates"]["found"],
        "personal_data_replaced": sum(summary["personal_data_replaced"].values()),
    }


def _ratio(results: list[Figures], what: str) -> float:
    ratio: float = round(results[1][what]["wall_s"] / results[0][what]["wall_s"], 2)
    return ratio


def _table(figures: Figures) -> str:
    lines = [
        "| stories | wall s | CPU s | peak MB | floor s | floor MB | kept | near duplicates | replaced |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for run in figures["runs"]:
        done, least = run["clean"], run["floor"]
        cells = (
            f"{run['stories']:,}",
            done["wall_s"],
            done["cpu_s"],
            done["peak_memory_mb"],
            least["wall_s"],
            least["peak_memory_mb"],
            done["kept"],
            done["near_duplicates"],
            done["personal_data_replaced"],
        )
        lines.append(f"| {' | '.join(map(str, cells))} |")
    lines.append(
        f"\nTwice the stories take {figures['ratio']} times as long (floor: {figures['floor_ratio']}). "
        "One core; the floor reads the same rows and writes them as JSON.\n"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
