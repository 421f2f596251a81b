"""Judgements in MLflow: a trace a suite, with the calls that wrote and judged it, and a feedback a criterion.

The traces are made from what is on disk, once for each run, and belong to the run that is active. How long a
call took is not in them: what was judged is reproducible, and what came from the response store took no time.
Without `texts` they hold no word of story, suite and judge, but ids, outcomes and scores.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from casewright.files import read_jsonl, shortened
from casewright.jsonl import Records
from casewright.paths import GENERATIONS, JUDGEMENTS, STORIES
from casewright.records import Attempt, Cell, Generation, UserStory
from casewright.records.judgements import JudgeCriterion, Judgement, JudgeSample

KEY_TAG = "casewright.judgement"
"""Digest of what was logged: the same judgement is logged once a run."""


class JudgedSuite(NamedTuple):
    """A suite, and what was said of it."""

    story: UserStory
    generation: Generation
    judgement: Judgement


def judged_suites(cell: Cell) -> Iterator[JudgedSuite]:
    """What the judge said of a cell's suites; nothing where there was no judge."""
    judgements = JUDGEMENTS / f"{cell.slug}.jsonl"
    if not judgements.is_file():
        return
    stories = {story.id: story for story in read_jsonl(STORIES, UserStory)}
    generations = Records(GENERATIONS / judgements.name, Generation)
    for generation, judgement in zip(generations, Records(judgements, Judgement), strict=True):
        yield JudgedSuite(stories[generation.story_id], generation, judgement)


def judge_files() -> list[Path]:
    """What the judge stage left, in one order."""
    return sorted(file for file in JUDGEMENTS.rglob("*") if file.is_file())


def judge_reports() -> list[Path]:
    """What people read of them: how the judge did, and what it is worth."""
    return [file for file in judge_files() if file.parent == JUDGEMENTS and file.suffix == ".json"]


def log_judgements(mlflow: Any, suites: Iterable[JudgedSuite], *, texts: bool = True) -> int:
    """Log to the active run what it does not have yet; how many suites that were."""
    known: set[str] | None = None
    logged = 0
    for suite in suites:
        if known is None:
            known = _known(mlflow)
        key = hashlib.sha256(suite.judgement.model_dump_json().encode()).hexdigest()
        if key not in known:
            known.add(key)
            _log(mlflow, suite if texts else _without_texts(suite), key)
            logged += 1
    if logged:
        mlflow.flush_trace_async_logging()
    return logged


def _known(mlflow: Any) -> set[str]:
    """The keys of the traces that the active run has."""
    run = mlflow.active_run()
    traces = mlflow.search_traces(
        locations=[run.info.experiment_id], run_id=run.info.run_id, include_spans=False, return_type="list"
    )
    return {str(trace.info.tags.get(KEY_TAG)) for trace in traces}


def _without_texts(suite: JudgedSuite) -> JudgedSuite:
    """Ids, outcomes and scores, and no word of what was asked, written or said of it."""
    samples = tuple(
        sample.model_copy(
            update={
                "attempts": _silent(sample.attempts),
                "reasons": {},
                "answers": tuple(
                    answer.model_copy(update={"evidence": "not logged"}) for answer in sample.answers
                ),
            }
        )
        for sample in suite.judgement.samples
    )
    return JudgedSuite(
        suite.story.model_copy(update={"story": suite.story.id, "acceptance_criteria": ()}),
        suite.generation.model_copy(
            update={"attempts": _silent(suite.generation.attempts), "test_cases": ()}
        ),
        suite.judgement.model_copy(update={"samples": samples}),
    )


def _silent(attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    return tuple(
        attempt.model_copy(update={"raw_text": "", "detail": attempt.detail and "not logged"})
        for attempt in attempts
    )


def _log(mlflow: Any, suite: JudgedSuite, key: str) -> None:
    story, generation, judgement = suite
    with mlflow.start_span(f"{generation.cell.name}: {story.id}", span_type="CHAIN") as root:
        root.set_inputs({"story": story.story, "acceptance_criteria": list(story.acceptance_criteria)})
        mlflow.update_current_trace(
            tags={KEY_TAG: key, "casewright.cell": generation.cell.name, "casewright.story": story.id}
        )
        for attempt in generation.attempts:
            _log_attempt(mlflow, f"write, attempt {attempt.number}", attempt, generation.model_digest, {})
        for sample in judgement.samples:
            _log_sample(mlflow, sample, judgement)
        root.set_outputs({"test_cases": [case.model_dump(mode="json") for case in generation.test_cases]})
        if generation.failure is not None:
            root.set_status("ERROR")
        _log_feedback(mlflow, root.trace_id, judgement)


def _log_sample(mlflow: Any, sample: JudgeSample, judgement: Judgement) -> None:
    shown = {"order": list(sample.order), "prompt_hash": judgement.prompt_hash}
    for attempt in sample.attempts:
        name = f"judge, sample {sample.number}, attempt {attempt.number}"
        _log_attempt(mlflow, name, attempt, judgement.judge_digest, shown)


def _log_attempt(mlflow: Any, name: str, attempt: Attempt, digest: str, shown: dict[str, Any]) -> None:
    with mlflow.start_span(name, span_type="CHAT_MODEL") as span:
        span.set_inputs({"model_digest": digest, "seed": attempt.seed, **shown})
        span.set_outputs({"text": attempt.raw_text, "outcome": attempt.outcome.value})
        if attempt.detail:
            span.set_attribute("detail", attempt.detail)
            span.set_status("ERROR")


def _log_feedback(mlflow: Any, trace_id: str, judgement: Judgement) -> None:
    from mlflow.entities import AssessmentError, AssessmentSource

    if judgement.no_suite is not None:
        return
    source = AssessmentSource(
        source_type="LLM_JUDGE", source_id=f"{judgement.judge}@{judgement.judge_digest[:12]}"
    )
    for criterion in JudgeCriterion:
        score = judgement.scores.get(criterion)
        if score is None:
            failed = str(judgement.failure)
            error = AssessmentError(error_code=failed, error_message=f"the judge failed: {failed}")
            mlflow.log_feedback(trace_id=trace_id, name=criterion.value, error=error, source=source)
            continue
        mlflow.log_feedback(
            trace_id=trace_id,
            name=criterion.value,
            value=score.score,
            source=source,
            rationale=_rationale(judgement, criterion),
            metadata={
                "scale": "1-5",
                "engine": judgement.engine,
                "samples": str(score.samples),
                "lowest": f"{score.lowest:g}",
                "highest": f"{score.highest:g}",
            },
        )


def _rationale(judgement: Judgement, criterion: JudgeCriterion) -> str:
    """What did not hold, with the evidence; the judge's own words where it gave no answers."""
    said = [sample.reasons[criterion] for sample in judgement.samples if criterion in sample.reasons]
    against: dict[str, list[str]] = {}
    for sample in judgement.samples:
        for answer in sample.answers:
            if answer.question.startswith(f"{criterion}.") and not answer.counts:
                why = "" if answer.verdict == "no" else " (yes, without evidence)"
                against.setdefault(answer.question, []).append(f"{shortened(answer.evidence)!r}{why}")
    said += [f"{question} did not hold {len(found)} times: {found[0]}" for question, found in against.items()]
    return "\n".join(said) or "every question held"
