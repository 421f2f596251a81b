"""`python -m bench.scoring [--stories 16000]`: how fast suites are scored, and what it takes in memory.

Scoring alone, without files, by processor time: all smells and heuristic scorers together, and matching with
references, medians of several rounds. Then the stage `score` on one process and on two, at two sizes, beside
the floor: reading the same records and writing them again. With `--large` the second has a million cases.
Writes `bench/results/scoring.json` and `scoring.md`.
"""

import argparse
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.child import ROOT, in_child
from bench.scoring_work import rows, write_work
from casewright.params import load_params
from casewright.records import Generation, UserStory

RESULTS = Path("bench/results")
ROUNDS = 5
ALONE = 600
"""Stories that are scored without files."""
LARGE = 160_000
"""Stories with about a million test cases."""
LONGEST_S = 3600

Figures = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.scoring", description=__doc__)
    parser.add_argument("--stories", type=int, default=16_000)
    parser.add_argument("--large", action="store_true", help=f"the second size is {LARGE:,} stories")
    parser.add_argument("--only", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.only:
        print(json.dumps(_measure(_TASKS[options.only[0]], Path(options.only[1]))))
        return
    sizes = (options.stories, LARGE if options.large else options.stories * 2)
    figures: Figures = {"alone": _child("alone", ROOT), "runs": [_run(size) for size in sizes]}
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "scoring.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    (RESULTS / "scoring.md").write_text(_page(figures), encoding="utf-8")
    print(_page(figures))


def _run(stories: int) -> Figures:
    """Floor and stage on one batch, each in a fresh process so that its peak memory is its own."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_work(folder, stories)
        found = {what: _child(what, folder) for what in ("floor", "one process", "two processes")}
        return {"stories": stories, **found}


def _child(what: str, folder: Path) -> Figures:
    return in_child("bench.scoring", what, str(folder), longest_s=LONGEST_S)


def _measure(task: Callable[[Path], Figures], folder: Path) -> Figures:
    wall = time.perf_counter()
    outcome = task(folder)
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "wall_s": round(time.perf_counter() - wall, 2),
        "peak_memory_mb": round(own),
        "largest_child_mb": round(children),
        **outcome,
    }


def alone(_: Path) -> Figures:
    """Cases a second of processor time for smells and scorers, for all that is said, and with references."""
    from casewright.matching import matcher
    from casewright.records.judgements import JudgeStatus
    from casewright.scoring import Yardstick, score_generation

    params, judge = load_params(), JudgeStatus(reason="nothing is judged")
    found: dict[str, list[float]] = {}
    for seed in range(ROUNDS):
        work = list(rows(ALONE, seed))
        yardstick = Yardstick(
            matcher(params, [row[0] for row in work], [row[1] for row in work]), params.score, judge
        )
        cases = sum(len(generation.test_cases) for _, _, generation, _ in work)
        tasks: dict[str, tuple[int, Callable[[Any], object]]] = {
            "floor": (cases, lambda row: row[2].model_dump_json()),
            "smells_and_scorers_cases_per_s": (cases, lambda row: _smells_and_scorers(row[0], row[2])),
            "everything_cases_per_s": (
                cases, lambda row, by=yardstick: score_generation(row[0], row[2], None, by)
            ),
            "with_references_stories_per_s": (
                ALONE,
                lambda row, by=yardstick: score_generation(row[0], row[2], row[1], by),
            ),
        }  # fmt: skip
        for name, (count, task) in tasks.items():
            _forget()
            started = time.process_time()
            for row in work:
                task(row)
            found.setdefault(name, []).append(count / (time.process_time() - started))
    return {name: round(statistics.median(rates)) for name, rates in found.items()}


def _smells_and_scorers(story: UserStory, generation: Generation) -> None:
    """All smell rules and all heuristic scorers, and nothing else."""
    from casewright.analysis import StoryText, SuiteText
    from casewright.scorers import SCORERS
    from casewright.smells import find_smells

    text, suite = StoryText(story), SuiteText(generation.test_cases)
    suite.smells = find_smells(text, suite)
    suite.computed = [1.0] * len(suite.cases)
    for scorer in SCORERS.values():
        scorer(text, suite, None)


def _forget() -> None:
    """No text remembered from one task helps the next."""
    from casewright.analysis import sentence

    sentence.cache_clear()


def floor(folder: Path) -> Figures:
    """Read every record that the stage reads, and write as many lines."""
    from casewright.jsonl import Records
    from casewright.records import Generation, ReferenceSuite, Timing, UserStory

    kinds = (("stories.jsonl", UserStory), ("references.jsonl", ReferenceSuite))
    kinds += (("generations/made-up__bench.jsonl", Generation), ("timings/made-up__bench.jsonl", Timing))
    with (folder / "floor.jsonl").open("w", encoding="utf-8") as file:
        for name, kind in kinds:
            for record in Records(folder / name, kind):
                file.write(f"{record.model_dump_json()}\n")
    return {}


def _stage(processes: int) -> Callable[[Path], Figures]:
    def score(folder: Path) -> Figures:
        from stages.score import Inputs, run

        inputs = Inputs(
            folder / "stories.jsonl",
            folder / "references.jsonl",
            folder / "generations",
            folder / "timings",
            folder / "judgements",
        )
        params = load_params()
        settings = params.score.model_copy(update={"processes": processes})
        out = folder / f"scores-{processes}"
        out.mkdir()
        tables = run(inputs, params.model_copy(update={"score": settings}), out)
        return {"cases": tables.cases}

    return score


_TASKS: dict[str, Callable[[Path], Figures]] = {
    "alone": alone,
    "floor": floor,
    "one process": _stage(1),
    "two processes": _stage(2),
}


def _page(figures: Figures) -> str:
    by_itself = figures["alone"]
    lines = [
        f"Scoring alone, no files, by processor time, median of {ROUNDS} rounds of {ALONE} stories:",
        "",
        "- all smells and heuristic scorers: "
        f"{by_itself['smells_and_scorers_cases_per_s']:,} test cases a second",
        "- all that is said of a suite, with assumptions, counts and records: "
        f"{by_itself['everything_cases_per_s']:,} test cases a second",
        f"- with reference matching as well: {by_itself['with_references_stories_per_s']:,} stories a second",
        f"- the floor, writing the same suites as JSON: {by_itself['floor']:,} test cases a second",
        "",
        "| stories | test cases | how | wall s | cases/s | of the floor's time | peak MB | child MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for run in figures["runs"]:
        cases = run["one process"]["cases"]
        for what in ("floor", "one process", "two processes"):
            one = run[what]
            cells = (
                f"{run['stories']:,}",
                f"{cases:,}",
                what,
                one["wall_s"],
                f"{cases / one['wall_s']:,.0f}",
                f"{one['wall_s'] / run['floor']['wall_s']:.1f}",
                one["peak_memory_mb"],
                one["largest_child_mb"] if what == "two processes" else "",
            )
            lines.append(f"| {' | '.join(map(str, cells))} |")
    small, large = figures["runs"]
    more = large["one process"]["cases"] / small["one process"]["cases"]
    longer = {
        what: large[what]["wall_s"] / small[what]["wall_s"]
        for what in ("floor", "one process", "two processes")
    }
    said = ", ".join(f"{what} {times:.2f}" for what, times in longer.items())
    lines.append(f"\n{more:.2f} times the test cases take so many times as long: {said}.\n")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
