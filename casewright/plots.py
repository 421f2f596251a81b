"""What `dvc plots` draws: three small tables over the cells of a run, all of them of its dev stories.

Each is a few lines a cell, whatever the number of stories, so they stay in Git and a later run is drawn
beside them. `dvc.yaml` says how they are drawn, by the templates in `.dvc/plots`.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from casewright.durations import Durations
from casewright.files import replaced_folder, write_text
from casewright.leaderboard import Row
from casewright.records import Difficulty, StoryScore, Subset, story_values
from casewright.spreadsheet import inert
from casewright.stats import mean_interval

QUALITY = "quality_score"
_PERCENTS = (*range(0, 100, 5), 99, 100)
_MS_PER_S = 1000

Rows = Iterable[Sequence[str | float]]


def write_plots(
    folder: Path,
    leaderboard: Sequence[Row],
    stories: Sequence[StoryScore],
    durations: Durations,
    sla_p95_ms: float,
) -> None:
    """Write the tables; the folder is whole or as it was.

    Args:
        folder: that of the plots.
        leaderboard: the cells in order.
        stories: every row of the run.
        durations: of the dev stories.
        sla_p95_ms: within which share of the stories must be answered, milliseconds.

    """
    tables = {
        "latency.csv": latency(leaderboard, durations, sla_p95_ms),
        "quality_by_difficulty.csv": quality_by_difficulty(leaderboard, stories),
        "quality_latency.csv": quality_latency(leaderboard),
    }
    with replaced_folder(folder) as fresh:
        for name, text in tables.items():
            write_text(fresh / name, text)


def latency(leaderboard: Sequence[Row], durations: Durations, sla_p95_ms: float) -> str:
    """The distribution of latency: how many percent of a cell's stories were answered within how long."""
    rows: list[Sequence[str | float]] = []
    for row in leaderboard:
        name = row.cell.cell.name
        seconds = [value for values in durations.get(name, {}).values() for value in values]
        if seconds:
            within = np.percentile(seconds, _PERCENTS)
            sla_s = sla_p95_ms / _MS_PER_S
            rows += [
                (name, percent, _short(value), sla_s)
                for percent, value in zip(_PERCENTS, within, strict=True)
            ]
    return _csv(("cell", "percent", "latency_s", "sla_s"), rows)


def quality_by_difficulty(leaderboard: Sequence[Row], stories: Sequence[StoryScore]) -> str:
    """Mean quality with its 95 % interval, by cell and difficulty."""
    rows: list[Sequence[str | float]] = []
    for row in leaderboard:
        own = [one for one in stories if one.cell == row.cell.cell and one.subset is Subset.DEV]
        for difficulty in Difficulty:
            values = story_values(QUALITY, (one for one in own if one.difficulty is difficulty))
            if values:
                low, high = map(_short, mean_interval(values, within=(0, 1)) or (values[0], values[0]))
                mean = _short(sum(values) / len(values))
                rows.append((row.cell.cell.name, difficulty.value, len(values), mean, low, high))
    return _csv(("cell", "difficulty", "stories", "quality", "low", "high"), rows)


def quality_latency(leaderboard: Sequence[Row]) -> str:
    """Quality with its interval beside median latency; a cell of which one was not measured is left out."""
    rows: list[Sequence[str | float]] = []
    for row in leaderboard:
        quality, speed = row.cell.scores[QUALITY], row.cell.scores["latency_p50_s"]
        if quality.value is not None and speed.value is not None:
            low, high = quality.interval or (quality.value, quality.value)
            figures = map(_short, (speed.value, quality.value, low, high))
            rows.append((row.cell.cell.name, row.standing or "behind", *figures))
    return _csv(("cell", "standing", "latency_p50_s", "quality", "low", "high"), rows)


def _short(value: float) -> str:
    return f"{value:.4g}"


def _csv(head: Sequence[str], rows: Rows) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([inert(str(name)), *rest] for name, *rest in rows)
    return out.getvalue()
