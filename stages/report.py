"""`python -m stages.report`: scores in; metrics, leaderboard, choice and report out, and into MLflow."""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from casewright.choice import Choice, all_met, check, choose
from casewright.errors import run_stage
from casewright.files import read_json, read_jsonl, write_json, write_text
from casewright.leaderboard import to_csv
from casewright.metrics import METRICS
from casewright.params import BASELINE, Params, load_params
from casewright.paths import (
    CHOICE,
    CLEANING,
    GENERATIONS,
    JUDGEMENTS,
    LEADERBOARD,
    METRICS_JSON,
    REFERENCES,
    REPORT,
    SCORES,
    STORIES,
    TIMINGS,
)
from casewright.records import CellConditions, CellScore, Generation, StoryScore
from casewright.report import Findings, to_markdown_report
from casewright.tracking import Publication, TrackingError, publish


def decide(
    cells: Sequence[CellScore], stories: Sequence[StoryScore], prompt_hashes: dict[str, str], params: Params
) -> Choice:
    """Apply the rule and write up what it picked."""
    verdict = choose(cells, _qualities(stories), params.choice.limits, params.choice.alpha)
    chosen = verdict.chosen
    targets = check(chosen, params.targets)
    return Choice(
        cell=chosen.cell,
        name=chosen.cell.name,
        is_language_model=chosen.cell.model != BASELINE,
        model_digest=chosen.model_digest,
        prompt_hash=prompt_hashes[chosen.cell.name],
        generate=params.generate.model_dump(mode="json"),
        passages_per_story=params.index.passages_per_story,
        meets_limits=verdict.meets_limits,
        limits=check(chosen, params.choice.limits),
        meets_targets=all_met(targets),
        targets=targets,
        stories=chosen.stories,
        contenders=verdict.contenders,
        reason=verdict.reason,
    )


def flat_metrics(cell: CellScore) -> dict[str, float | None]:
    """Every metric under its own name, stable from run to run; null is "not measured"."""
    return {name: score.value if (score := cell.scores.get(name)) else None for name in METRICS}


def digest(*files: Path) -> str:
    """SHA-256 over the contents of files, in the order given."""
    total = hashlib.sha256()
    for file in files:
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _qualities(stories: Sequence[StoryScore]) -> dict[str, list[float]]:
    """Story quality by cell, every cell in the same order of stories."""
    by_cell: dict[str, list[float]] = {}
    for story in sorted(stories, key=lambda story: story.story_id):
        by_cell.setdefault(story.cell.name, []).append(story.scores["quality_score"].value or 0.0)
    return by_cell


def _prompt_hashes() -> dict[str, str]:
    firsts = (read_jsonl(file, Generation)[0] for file in sorted(GENERATIONS.glob("*.jsonl")))
    return {first.cell.name: first.prompt_hash for first in firsts}


def find(params: Params) -> Findings:
    """Read what the stages before left, and decide."""
    cells = read_jsonl(SCORES / "cells.jsonl", CellScore)
    stories = read_jsonl(SCORES / "stories.jsonl", StoryScore)
    return Findings(
        choice=decide(cells, stories, _prompt_hashes(), params),
        cells=cells,
        stories=stories,
        conditions=[
            CellConditions.model_validate(read_json(file))
            for file in sorted(TIMINGS.glob("*.conditions.json"))
        ],
        cleaning=read_json(CLEANING),
        judging=read_json(JUDGEMENTS / "status.json"),
        data_digest=digest(STORIES, REFERENCES),
    )


def write(findings: Findings, params: Params) -> None:
    """Write what people read, then log it; the choice last, because it names the MLflow run."""
    write_json(METRICS_JSON, flat_metrics(findings.chosen))
    write_text(LEADERBOARD, to_csv(findings.leaderboard))
    write_text(REPORT, to_markdown_report(findings))
    write_json(CHOICE, findings.choice.model_dump(mode="json"))
    publication = Publication(
        key=digest(Path("params.yaml"), SCORES / "cells.jsonl", SCORES / "stories.jsonl", CHOICE),
        params=params,
        cells=findings.cells,
        chosen=findings.chosen,
        reason=findings.choice.reason,
        data_digest=findings.data_digest,
        artifacts=(METRICS_JSON, LEADERBOARD, REPORT, CHOICE),
    )
    try:
        run_id = publish(publication)
    except TrackingError as error:
        print(f"warning: {error}; not logged, run `dvc repro --force report` to repeat", file=sys.stderr)
        return
    choice = findings.choice.model_copy(update={"mlflow_run_id": run_id})
    write_json(CHOICE, choice.model_dump(mode="json"))


def main() -> None:
    """Decide, write, log, and show."""
    params = load_params()
    findings = find(params)
    write(findings, params)
    print(f"report: chosen: {findings.choice.name}; {REPORT}")


if __name__ == "__main__":
    run_stage(main)
