"""Tables that MLflow shows beside each other for several runs: cells, and stories of a cell."""

from collections.abc import Sequence
from typing import Any

from casewright.tracking.publication import Publication
from casewright.tracking.rows import Row

CELLS = "tables/cells.json"
STORIES = "tables/stories.json"


def log_cells(mlflow: Any, publication: Publication) -> None:
    """Log every metric of every cell and subset, a line each."""
    lines = [
        {
            "cell": row.cell.name,
            "subset": row.subset.value,
            "stories": row.stories,
            "metric": name,
            "value": score.value,
            "low": score.interval[0] if score.interval else None,
            "high": score.interval[1] if score.interval else None,
            "scale": score.scale,
            "basis": score.basis,
            "reason": score.reason,
        }
        for row in publication.cells
        for name, score in row.scores.items()
    ]
    _log(mlflow, lines, CELLS)


def log_stories(mlflow: Any, rows: Sequence[Row]) -> None:
    """Log what a cell did with each story, a line each."""
    _log(mlflow, [row.flat for row in rows], STORIES)


def _log(mlflow: Any, lines: Sequence[dict[str, Any]], path: str) -> None:
    if lines:
        mlflow.log_table({name: [line[name] for line in lines] for name in lines[0]}, path)
