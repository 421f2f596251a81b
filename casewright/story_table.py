"""The chosen cell story by story, as a small CSV in Git: what a later run is held against.

One line a story of the user's own, dev and held out, with the quality score, what it is made of, and the
rates. An empty field is "not measured".
"""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from casewright.errors import DataError
from casewright.records import StoryScore, Subset
from casewright.spreadsheet import inert, plain

_HEAD = ("story_id", "subset", "backlog", "cell")
COLUMNS = (
    "quality_score",
    "success_rate",
    "structural_compliance",
    "structure_score",
    "precondition_score",
    "step_score",
    "flow_score",
    "oracle_score",
    "type_score",
    "priority_score",
    "uniqueness_score",
    "grounding_score",
    "criteria_coverage",
    "reference_recall",
    "judge_score",
    "cases_per_story",
)
"""What is told of each story."""


@dataclass(frozen=True)
class StoryTable:
    """The figures of one cell by metric and story."""

    cell: str
    values: dict[str, dict[str, float]]
    """By metric, then by story id."""
    backlogs: dict[str, str | None] = field(default_factory=dict)
    """By story id; None where all stories are of one."""
    held_out: frozenset[str] = frozenset()
    """Ids of the stories that had no part in choosing the cell."""


def to_csv(stories: Sequence[StoryScore]) -> str:
    """The user's own stories of one cell, in their order."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_HEAD, *COLUMNS])
    for story in stories:
        if story.subset is not Subset.EDGE_CASE:
            figures = (story.scores.get(name) for name in COLUMNS)
            shown = (
                "" if score is None or score.value is None else f"{score.value:.6g}" for score in figures
            )
            names = (story.story_id, story.subset.value, story.backlog or "", story.cell.name)
            writer.writerow([*map(inert, names), *shown])
    return out.getvalue()


def read_table(text: str, source: str) -> StoryTable:
    """The table in a file that `to_csv` wrote; columns that it does not have are empty.

    Args:
        text: the whole file.
        source: what the file is called in an error.

    Raises:
        DataError: it is no such table; names line, column and value.

    """
    rows = csv.DictReader(io.StringIO(text))
    if not {"story_id", "cell", "quality_score"} <= set(rows.fieldnames or ()):
        found = ",".join(rows.fieldnames or ())[:80]
        raise DataError(
            f"{source}: line 1: expected the columns story_id, cell and quality_score; got {found!r}"
        )
    cell, backlogs = "", dict[str, str | None]()
    values: dict[str, dict[str, float]] = {name: {} for name in COLUMNS}
    held_out = set[str]()
    for row in rows:
        if row["story_id"] is None or row["cell"] is None:
            raise DataError(f"{source}: line {rows.line_num}: expected a value for each column of the head")
        cell = plain(row["cell"])
        story = plain(row["story_id"])
        backlogs[story] = plain(row.get("backlog") or "") or None
        if row.get("subset") == Subset.HELD_OUT.value:
            held_out.add(story)
        for name in COLUMNS:
            if figure := row.get(name):
                values[name][story] = _number(figure, source, rows.line_num, name)
    if not values["quality_score"]:
        raise DataError(f"{source}: no story with a quality in it; run `dvc repro` there, which writes it")
    return StoryTable(cell, values, backlogs, frozenset(held_out))


def _number(figure: str, source: str, line: int, column: str) -> float:
    try:
        number = float(figure)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise DataError(f"{source}: line {line}: {column}: expected a number; got {figure!r}")
    return number
