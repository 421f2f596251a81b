"""`python -m casewright.show`: the leaderboard and the choice of the last run, on a terminal."""

import csv
import textwrap
from pathlib import Path

from casewright.choice import Choice
from casewright.errors import DataError, run_stage
from casewright.figures import squeezed
from casewright.files import read_json
from casewright.holdout import held_out_text
from casewright.paths import CHOICE, LEADERBOARD, REPORT_PAGE

WIDTH = 110
"""Columns that a terminal is taken to have."""
_NAME_SHOWN = 48

_COLUMNS = {
    "quality_score": "quality",
    "structural_compliance": "compliance",
    "reference_recall": "recall",
    "latency_p50_s": "p50 s",
    "latency_p95_s": "p95 s",
    "cost_per_1000_usd": "$/1,000",
}


def leaderboard_text(path: Path) -> str:
    """The leaderboard as a table that fits a terminal."""
    if not path.is_file():
        raise DataError(f"{path}: there is no such file; run `dvc repro`, which writes it")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [squeezed(row["cell"], _NAME_SHOWN) for row in rows]
    width = max(map(len, ["cell", *names]))
    lines = [f"{'cell':{width}}  {'':9}" + "".join(f"{head:>11}" for head in _COLUMNS.values())]
    for name, row in zip(names, rows, strict=True):
        figures = "".join(f"{_short(row[column]):>11}" for column in _COLUMNS)
        lines.append(f"{name:{width}}  {row['standing']:9}{figures}")
    return "\n".join(lines)


def choice_text(choice: Choice) -> str:
    """What was chosen, why, how it does on held-out stories, and which targets it misses."""
    missed = [f"{one.metric} ({one.limit})" for one in choice.targets if one.verdict == "missed"]
    unknown = [one.metric for one in choice.targets if one.verdict == "not measured"]
    lines = [f"Choice: {choice.name}", choice.reason]
    if choice.held_out:
        lines.append(held_out_text(choice.held_out))
    lines.append(f"Targets missed: {', '.join(missed) or 'none'}")
    if unknown:
        lines.append(f"Targets not measured: {', '.join(unknown)}")
    return "\n".join(
        textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False) for line in lines
    )


def main() -> None:
    """Show the last run."""
    choice = Choice.model_validate(read_json(CHOICE))
    print(f"\n{leaderboard_text(LEADERBOARD)}\n\n{choice_text(choice)}\n\nReport: {REPORT_PAGE.resolve()}")


def _short(figure: str) -> str:
    """Three significant digits; a dash for "not measured"."""
    if not figure:
        return "-"
    value = float(figure)
    return f"{value:.3f}" if 0.01 <= abs(value) < 1000 or value == 0 else f"{value:.2g}"


if __name__ == "__main__":
    run_stage(main)
