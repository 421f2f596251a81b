"""`python -m stages.score`: generations and timings in; tables by test case, story and cell out."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from casewright.errors import DataError, run_stage
from casewright.files import read_json, read_jsonl, replaced_folder, write_jsonl
from casewright.params import Params, load_params
from casewright.paths import GENERATIONS, REFERENCES, SCORES, STORIES, TIMINGS
from casewright.records import CellConditions, CellRun, Generation, ReferenceSuite, Timing, UserStory
from casewright.scoring import Scored, Yardstick, score_cell


def read_runs(generations: Path, timings: Path) -> Iterator[CellRun]:
    """Every cell that `generate` left, in the order of their names."""
    files = sorted(generations.glob("*.jsonl"))
    if not files:
        raise DataError(f"{generations}: no generations in it; run `dvc repro generate`")
    for file in files:
        yield CellRun(
            read_jsonl(file, Generation),
            read_jsonl(timings / file.name, Timing),
            CellConditions.model_validate(read_json(timings / f"{file.stem}.conditions.json")),
        )


def run(
    runs: Iterator[CellRun],
    stories: Sequence[UserStory],
    references: Sequence[ReferenceSuite],
    params: Params,
) -> list[Scored]:
    """The three tables of every cell."""
    yardstick = Yardstick.build(stories, references)
    return [score_cell(one, yardstick, params.score, params.cost) for one in runs]


def main() -> None:
    """Write the tables."""
    params = load_params()
    scored = run(
        read_runs(GENERATIONS, TIMINGS),
        read_jsonl(STORIES, UserStory),
        read_jsonl(REFERENCES, ReferenceSuite),
        params,
    )
    with replaced_folder(SCORES) as folder:
        write_jsonl(folder / "cases.jsonl", [row for one in scored for row in one.cases])
        write_jsonl(folder / "stories.jsonl", [row for one in scored for row in one.stories])
        write_jsonl(folder / "cells.jsonl", [row for one in scored for row in one.cells])
    cases = sum(len(one.cases) for one in scored)
    print(f"score: {cases} test cases by {len(scored)} cell(s) in {SCORES}")


if __name__ == "__main__":
    run_stage(main)
