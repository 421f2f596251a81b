"""`python -m bench.report`: what the page of the report takes to build, and how large it becomes.

Runs of made-up suites (`bench.report_work`): three models by three prompts beside the baseline over the 49
stories, and over 2,000, which are 20,000 generations. Each is measured in a process of its own: reading and
deciding, which the page shares with all else that the stage writes, and then the page alone; the floor is the
import of Matplotlib. Writes `bench/results/report.json` and `report.md`.
"""

import argparse
import json
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.child import ROOT, in_child
from bench.report_work import write_work

RESULTS = ROOT / "bench" / "results"
SIZES = (49, 2_000)
LONGEST_S = 3600

Figures = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.report", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.only:
        print(json.dumps(_measure(Path(options.only))))
        return
    figures = {"runs": [_run(stories, options.rounds) for stories in SIZES]}
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "report.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    (RESULTS / "report.md").write_text(_page(figures), encoding="utf-8")
    print(_page(figures))


def _run(stories: int, rounds: int) -> Figures:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_work(folder, stories)
        found = [_child(folder) for _ in range(rounds)]
    return {
        "stories": stories,
        **{name: statistics.median(one[name] for one in found) for name in found[0]},
    }


def _child(folder: Path) -> Figures:
    return in_child("bench.report", str(folder), longest_s=LONGEST_S)


def _measure(folder: Path) -> Figures:
    """One build in this process, in the folder of the run."""
    started = time.perf_counter()
    import matplotlib.figure  # noqa: F401 - the floor

    imported = time.perf_counter()
    from casewright.durations import durations_in
    from casewright.params import load_params
    from casewright.paths import GENERATIONS, TIMINGS
    from casewright.records import Subset
    from casewright.report.html import to_html_report
    from stages.report import find

    os.chdir(folder)
    params = load_params()
    findings = find(params)
    dev = {story.story_id for story in findings.stories if story.subset is Subset.DEV}
    durations = durations_in(TIMINGS, dev)
    decided, memory = time.perf_counter(), _peak_mb()
    page = to_html_report(findings, params, durations)
    return {
        "generations": sum(1 for file in GENERATIONS.glob("*.jsonl") for _ in file.open("rb")),
        "import_matplotlib_s": round(imported - started, 2),
        "decide_s": round(decided - imported, 2),
        "page_s": round(time.perf_counter() - decided, 2),
        "page_mb": round(len(page.encode()) / 1e6, 2),
        "peak_before_page_mb": round(memory),
        "peak_mb": round(_peak_mb()),
    }


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _page(figures: Figures) -> str:
    head = (
        "stories",
        "generations",
        "import of Matplotlib s",
        "read and decide s",
        "page s",
        "page MB",
        "peak before the page MB",
        "peak MB",
    )
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for run in figures["runs"]:
        names = ("stories", "generations", "import_matplotlib_s", "decide_s", "page_s", "page_mb")
        cells = [f"{run[name]:,}" for name in (*names, "peak_before_page_mb", "peak_mb")]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
