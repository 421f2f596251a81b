"""`python -m stages.score`: generations and timings in; tables by test case, story and cell out."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from casewright.cells import CellColumns
from casewright.chunks import processes_for, score_lines
from casewright.errors import DataError, run_stage
from casewright.figures import counted
from casewright.files import read_json, replaced_file, replaced_folder, write_jsonl
from casewright.jsonl import Records
from casewright.lines import CellFiles, ReferenceLines, story_lines
from casewright.matching import matcher
from casewright.params import Params, load_params
from casewright.paths import GENERATIONS, JUDGEMENTS, REFERENCES, SCORES, STORIES, TIMINGS
from casewright.records import CellConditions, CellScore, ReferenceSuite, TypeScore, UserStory
from casewright.records.judgements import JudgeStatus
from casewright.scoring import Yardstick


class Inputs(NamedTuple):
    """Where the stages before left what is scored, and what it is scored against."""

    stories: Path = STORIES
    references: Path = REFERENCES
    generations: Path = GENERATIONS
    timings: Path = TIMINGS
    judgements: Path = JUDGEMENTS

    def cells(self) -> Iterator[CellFiles]:
        """Every cell that `generate` left, in the order of their names.

        Raises:
            DataError: there is none.

        """
        files = sorted(self.generations.glob("*.jsonl"))
        if not files:
            raise DataError(f"{self.generations}: no generations in it; run `dvc repro generate`")
        for file in files:
            conditions = read_json(self.timings / f"{file.stem}.conditions.json")
            judgements = self.judgements / file.name
            yield CellFiles(
                file,
                self.timings / file.name,
                CellConditions.model_validate(conditions),
                judgements if judgements.exists() else None,
            )

    def judge(self) -> JudgeStatus:
        """What the judge stage says of itself."""
        return JudgeStatus.model_validate(read_json(self.judgements / "status.json"))


class Tables(NamedTuple):
    """What was written."""

    cells: list[CellScore]
    types: list[TypeScore]
    cases: int


def run(inputs: Inputs, params: Params, folder: Path) -> Tables:
    """Write the tables of cases and stories to `folder`, and give those of cells."""
    stories = Records(inputs.stories, UserStory)
    suites = Records(inputs.references, ReferenceSuite)
    models = frozenset(cell.conditions.cell.model for cell in inputs.cells())
    yardstick = Yardstick(matcher(params, stories, suites), params.score, inputs.judge(), models)
    processes = processes_for(len(stories), params.score.processes)
    cells: list[CellScore] = []
    types: list[TypeScore] = []
    n_cases = 0
    with ExitStack() as stack:
        references = stack.enter_context(ReferenceLines(inputs.references))
        cases, told = (
            stack.enter_context(replaced_file(folder / name)) for name in ("cases.jsonl", "stories.jsonl")
        )
        for cell in inputs.cells():
            columns = CellColumns(cell.conditions)
            for chunk in score_lines(story_lines(cell, inputs.stories, references), yardstick, processes):
                cases.write(chunk.cases)
                told.write(chunk.stories)
                n_cases += chunk.cases.count("\n")
                for story in chunk.figures:
                    columns.add(story)
            cells += columns.rows(params.score, params.cost)
            types += columns.types()
    return Tables(cells, types, n_cases)


def main() -> None:
    """Write the tables."""
    params = load_params()
    with replaced_folder(SCORES) as folder:
        tables = run(Inputs(), params, folder)
        write_jsonl(folder / "cells.jsonl", tables.cells)
        write_jsonl(folder / "types.jsonl", tables.types)
    cells = counted(len({row.cell for row in tables.cells}), "cell")
    print(f"score: {cells}: {counted(tables.cases, 'test case')} in {SCORES}")


if __name__ == "__main__":
    run_stage(main)
