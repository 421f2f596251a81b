"""All that is logged of one pipeline run: from the report stage, or from the files that it left."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from casewright.choice import Choice
from casewright.errors import DataError
from casewright.files import read_json, read_jsonl
from casewright.judge.tracing import JudgedSuite, judge_files, judge_reports, judged_suites
from casewright.params import Params
from casewright.paths import (
    CHOICE,
    DECISION_MATRIX,
    FAILURES,
    LEADERBOARD,
    METRICS_JSON,
    PLOTS,
    REFERENCES,
    REPORT,
    SCORES,
    STORIES,
    STORY_SCORES,
)
from casewright.prompts import load_prompt
from casewright.records import Cell, CellScore, StoryScore, Subset

_REPORTS = (METRICS_JSON, LEADERBOARD, REPORT, FAILURES, STORY_SCORES, CHOICE, DECISION_MATRIX, PLOTS)
_WITH_TEXTS = (REPORT.with_suffix(".html"),)
"""Reports that show whole stories and suites, should they be there."""


@dataclass(frozen=True)
class Publication:
    """All that is logged of one pipeline run."""

    key: str
    """Hash of the inputs: the same key is logged once."""
    params: Params
    choice: Choice
    cells: Sequence[CellScore]
    """One row a cell and subset. Those on dev are logged whole, of the others what `KEY_METRICS` names."""
    stories: Sequence[StoryScore] = ()
    """One row a cell and story, of every subset."""
    artifacts: Sequence[Path] = ()
    """Files, and folders of files."""
    artifacts_with_texts: Sequence[Path] = ()
    """Those that show whole stories and suites."""
    judged: Callable[[Cell], Iterable[JudgedSuite]] = lambda _: ()
    """What a judge said of a cell's suites."""

    @property
    def dev(self) -> list[CellScore]:
        """The cells on dev stories, the chosen one first."""
        rows = [row for row in self.cells if row.subset is Subset.DEV]
        return sorted(rows, key=lambda row: row.cell != self.choice.cell)


def publication_of(
    params: Params, choice: Choice, cells: Sequence[CellScore], stories: Sequence[StoryScore]
) -> Publication:
    """What the report stage has at hand; its reports are written already."""
    return Publication(
        key=_key(params, choice),
        params=params,
        choice=choice,
        cells=cells,
        stories=stories,
        artifacts=[*filter(Path.exists, _REPORTS), *judge_reports()],
        artifacts_with_texts=[*filter(Path.is_file, _WITH_TEXTS)],
        judged=judged_suites,
    )


def read_publication(params: Params) -> Publication:
    """What the report stage left on disk.

    Raises:
        DataError: it left nothing, or settings or prompt are no longer those of the choice.

    """
    choice = Choice.model_validate(read_json(CHOICE))
    if choice.params_digest not in (None, params_digest(params)):
        raise DataError(f"params.yaml: not the settings of {CHOICE}; run `dvc repro`, which logs the run too")
    if choice.cell.prompt and load_prompt(choice.cell.prompt).hash != choice.prompt_hash:
        raise DataError(
            f"prompts/{choice.cell.prompt}.j2: not what {CHOICE} was measured with; run `dvc repro`, "
            "which logs the run too"
        )
    if choice.data_digest not in (None, digest(STORIES, REFERENCES)):
        raise DataError(f"{STORIES}: not the stories of {CHOICE}; run `dvc repro`, which logs the run too")
    cells = read_jsonl(SCORES / "cells.jsonl", CellScore)
    return publication_of(params, choice, cells, read_jsonl(SCORES / "stories.jsonl", StoryScore))


def params_digest(params: Params) -> str:
    """SHA-256 over every setting but where and what is logged, which no figure depends on."""
    return hashlib.sha256(params.model_dump_json(by_alias=True, exclude={"report"}).encode()).hexdigest()


def digest(*files: Path) -> str:
    """SHA-256 over the contents of files, in the order given."""
    total = hashlib.sha256()
    for file in files:
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _key(params: Params, choice: Choice) -> str:
    """Of all that a run is made of; the id of an MLflow run in the choice is what comes of it."""
    parts = (
        digest(SCORES / "cells.jsonl", SCORES / "stories.jsonl", *judge_files()),
        params_digest(params),
        str(params.report.log_stories),
        choice.model_copy(update={"mlflow_run_id": None}).model_dump_json(),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
