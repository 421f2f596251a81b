"""`python -m stages.report`: scores in; metrics, leaderboard, choice and report out, and into MLflow."""

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from casewright import decision_matrix, failures, plots, story_table
from casewright.checks import all_met, check
from casewright.choice import Choice, choose
from casewright.contenders import backlogs_of, qualities_of
from casewright.contrasts import contrasts
from casewright.durations import durations_in
from casewright.edge_cases import edge_cases
from casewright.errors import run_stage
from casewright.files import read_json, read_jsonl, write_json, write_text
from casewright.holdout import KEY_METRICS, hold_out
from casewright.judge.scores import without_judged
from casewright.leaderboard import to_csv
from casewright.metrics import METRICS
from casewright.params import BASELINE, Params, load_params
from casewright.paths import (
    CHOICE,
    CLEANING,
    DECISION_MATRIX,
    FAILURES,
    GENERATIONS,
    JUDGEMENTS,
    LEADERBOARD,
    METRICS_JSON,
    PLOTS,
    REFERENCES,
    REPORT,
    REPORT_PAGE,
    REVIEW_REPORT,
    SCORES,
    STORIES,
    STORY_SCORES,
    TIMINGS,
)
from casewright.records import CellConditions, CellScore, Generation, StoryScore, Subset, TypeScore, cell_row
from casewright.records.judgements import JudgeStatus, JudgeValidation
from casewright.report import Findings, to_markdown_report
from casewright.report.html import to_html_report
from casewright.review.summary import read_summary
from casewright.tracking import TrackingError, digest, params_digest, publication_of, publish


def decide(
    cells: Sequence[CellScore],
    stories: Sequence[StoryScore],
    prompt_hashes: dict[str, str],
    params: Params,
    judging: JudgeStatus,
    data_digest: str | None = None,
) -> Choice:
    """Apply the rule to the dev stories, and write up what it picked and how that does on the others."""
    rule = params.choice
    limits, wanted = rule.limits, params.targets
    if not judging.enters_choice:
        limits, wanted = without_judged(limits), without_judged(wanted)
    backlogs = backlogs_of(stories)
    verdict = choose(
        cells,
        qualities_of(stories, Subset.DEV),
        limits,
        rule.alpha,
        margin=rule.margin,
        backlogs=backlogs,
    )
    chosen = verdict.chosen
    baseline = next((cell.cell.name for cell in cells if cell.cell.model == BASELINE), None)
    targets = check(chosen, wanted)
    own = [story for story in stories if story.cell == chosen.cell]
    return Choice(
        cell=chosen.cell,
        name=chosen.cell.name,
        is_language_model=chosen.cell.model != BASELINE,
        model_digest=chosen.model_digest,
        prompt_hash=prompt_hashes[chosen.cell.name],
        data_digest=data_digest,
        params_digest=params_digest(params),
        generate=params.generate.model_dump(mode="json"),
        passages_per_story=params.index.passages_per_story,
        meets_limits=verdict.meets_limits,
        limits=check(chosen, limits),
        meets_targets=verdict.meets_limits and all_met(targets),
        targets=targets,
        stories=verdict.stories,
        alpha=rule.alpha,
        margin=rule.margin,
        contenders=verdict.contenders,
        over_limits=verdict.over_limits,
        reason=verdict.reason,
        contrasts=contrasts(
            chosen.cell.name,
            verdict.contenders,
            baseline,
            qualities_of(stories, Subset.HELD_OUT),
            rule.alpha,
            backlogs,
        ),
        held_out=hold_out(chosen, cell_row(cells, chosen.cell, Subset.HELD_OUT), own),
        edge_cases=edge_cases(own),
    )


def metrics(findings: Findings) -> dict[str, Any]:
    """The chosen cell by name, its dev figures under stable names, and beside them those of other subsets.

    Null is "not measured". Names of `held_out` are always there, those of `edge_cases` only with edge cases.
    """
    cell = findings.choice.cell
    found: dict[str, Any] = {"cell": cell.name, **_values(findings.chosen, METRICS)}
    found["held_out"] = _values(cell_row(findings.cells, cell, Subset.HELD_OUT), KEY_METRICS)
    if findings.choice.edge_cases:
        found["edge_cases"] = findings.choice.edge_cases.model_dump(exclude={"categories"})
    return found


def _values(row: CellScore | None, names: Iterable[str]) -> dict[str, float | None]:
    scores = row.scores if row else {}
    return {name: score.value if (score := scores.get(name)) else None for name in names}


def _prompt_hashes() -> dict[str, str]:
    firsts = (read_jsonl(file, Generation)[0] for file in sorted(GENERATIONS.glob("*.jsonl")))
    return {first.cell.name: first.prompt_hash for first in firsts}


def find(params: Params) -> Findings:
    """Read what the stages before left, and decide."""
    cells = read_jsonl(SCORES / "cells.jsonl", CellScore)
    stories = read_jsonl(SCORES / "stories.jsonl", StoryScore)
    data_digest = digest(STORIES, REFERENCES)
    judging = JudgeStatus.model_validate(read_json(JUDGEMENTS / "status.json"))
    validation = JUDGEMENTS / "validation.json"
    return Findings(
        choice=decide(cells, stories, _prompt_hashes(), params, judging, data_digest),
        cells=cells,
        stories=stories,
        conditions=[
            CellConditions.model_validate(read_json(file))
            for file in sorted(TIMINGS.glob("*.conditions.json"))
        ],
        types=read_jsonl(SCORES / "types.jsonl", TypeScore),
        passing_quality=params.score.passing_quality,
        weights=params.score.weights if judging.enters_choice else without_judged(params.score.weights),
        cleaning=read_json(CLEANING),
        judging=judging,
        judge_validation=(
            JudgeValidation.model_validate(read_json(validation)) if validation.is_file() else None
        ),
        review=read_summary(REVIEW_REPORT),
        data_digest=data_digest,
        held_out_share=params.data.held_out_share,
    )


def write(findings: Findings, params: Params) -> None:
    """Write what people read, then log it; the choice last, because it names the MLflow run."""
    write_json(METRICS_JSON, metrics(findings))
    write_text(LEADERBOARD, to_csv(findings.leaderboard))
    write_text(REPORT, to_markdown_report(findings))
    write_text(STORY_SCORES, story_table.to_csv(findings.stories_of(findings.choice.cell)))
    found = failures.failures(findings.stories, findings.passing_quality, findings.weights)
    write_text(FAILURES, failures.to_csv(found, findings.weights))
    dev = {story.story_id for story in findings.stories if story.subset is Subset.DEV}
    durations = durations_in(TIMINGS, dev)
    write_text(DECISION_MATRIX, decision_matrix.to_markdown(findings, durations, params.choice))
    plots.write_plots(PLOTS, findings.leaderboard, findings.stories, durations, params.score.sla_p95_ms)
    write_text(REPORT_PAGE, to_html_report(findings, params, durations))
    write_json(CHOICE, findings.choice.model_dump(mode="json"))
    publication = publication_of(params, findings.choice, findings.cells, findings.stories)
    try:
        run_id = publish(publication)
    except TrackingError as error:
        print(f"warning: {error}; not logged, run `make publish` to repeat", file=sys.stderr)
        return
    choice = findings.choice.model_copy(update={"mlflow_run_id": run_id})
    write_json(CHOICE, choice.model_dump(mode="json"))


def main() -> None:
    """Decide, write, log, and show."""
    params = load_params()
    findings = find(params)
    write(findings, params)
    print(f"report: chosen: {findings.choice.name}; {REPORT_PAGE}")


if __name__ == "__main__":
    run_stage(main)
