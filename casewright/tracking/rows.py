"""The evaluation table of a cell: a row a story, with its scores and why.

MLflow shows traces with assessments as that table. `mlflow.genai.evaluate` would make them too, but calls
every scorer anew, and with a SQLite store it lost traces and waited a minute for its own locks (3.17.2).
"""

import base64
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casewright.jsonl import Records
from casewright.paths import GENERATIONS, STORIES
from casewright.records import Cell, Generation, Outcome, StoryScore, UserStory
from casewright.story_table import COLUMNS

MOST_ROWS = 500
"""Of all cells of a run together. A row costs milliseconds, so a sweep logs those of its first cells only."""
EVALUATION = {"mlflow.runType": "genai_evaluate"}
"""Tags by which MLflow lists a run among evaluations; one in which a model was logged it lists elsewhere."""
_SOURCE = "casewright"
_FEEDBACK = tuple(name for name in COLUMNS if name not in ("success_rate", "cases_per_story"))


@dataclass(frozen=True)
class Row:
    """What a cell did with one story."""

    score: StoryScore
    texts: bool
    """Whether anything may be shown that quotes the story or the suite."""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def flat(self) -> dict[str, Any]:
        """The row of a table: ids, figures, and texts where they may be shown."""
        story = self.score
        return {
            "story_id": story.story_id,
            "quality_score": None,  # takes its place here, and its value below
            "outcome": story.outcome.value,
            "attempts": story.attempts,
            "subset": story.subset.value,
            "difficulty": story.difficulty.value,
            "domain": story.domain,
            **{name: score.value if (score := story.scores.get(name)) else None for name in COLUMNS},
            **({"story": self.inputs.get("story", ""), "problem": story.problem} if self.texts else {}),
        }


def rows_of(cell: Cell, stories: Sequence[StoryScore], texts: bool) -> list[Row]:
    """The rows of one cell, each story once."""
    scores = [story for story in stories if story.cell == cell]
    shown = _texts(cell) if texts else {}
    return [Row(score, texts, *shown.get(score.story_id, ({}, {}))) for score in scores]


def _texts(cell: Cell) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """What each story asked, and what was written for it; of repeats the first."""
    path = GENERATIONS / f"{cell.slug}.jsonl"
    if not (path.is_file() and STORIES.is_file()):
        return {}
    asked = {
        story.id: {"story": story.story, "acceptance_criteria": list(story.acceptance_criteria)}
        for story in Records(STORIES, UserStory)
    }
    return {
        one.story_id: (
            asked.get(one.story_id, {}),
            {"test_cases": [case.model_dump(mode="json") for case in one.test_cases]},
        )
        for one in Records(GENERATIONS / f"{cell.slug}.jsonl", Generation)
        if one.repeat == 0
    }


def log_rows(mlflow: Any, run: Any, rows: Sequence[Row]) -> None:
    """Log the rows as the evaluation table of the active run."""
    from mlflow.entities import Span
    from mlflow.tracing.client import TracingClient

    mlflow.set_tags(EVALUATION)
    client, now_ns, spans = TracingClient(), time.time_ns(), []
    for row in rows:
        trace, span = secrets.token_bytes(16), secrets.token_bytes(8)
        client.start_trace(_info(row, f"tr-{trace.hex()}", run.info, now_ns))
        spans.append(Span.from_dict(_span(row, trace, span, now_ns)))
    client.log_spans(run.info.experiment_id, spans)


def _info(row: Row, trace_id: str, run: Any, now_ns: int) -> Any:
    from mlflow.entities import TraceInfo, TraceLocation, TraceState

    story = row.score
    return TraceInfo(
        trace_id=trace_id,
        trace_location=TraceLocation.from_experiment_id(run.experiment_id),
        request_time=now_ns // 1_000_000,
        state=TraceState.OK if story.outcome is Outcome.OK else TraceState.ERROR,
        request_preview=_preview(row.inputs.get("story") or story.story_id),
        response_preview=_preview(_summary(story)),
        execution_duration=0,
        trace_metadata={"mlflow.sourceRun": run.run_id},
        tags={
            "mlflow.traceName": f"{story.cell.name}: {story.story_id}",
            "casewright.cell": story.cell.name,
            "casewright.story": story.story_id,
            "casewright.subset": story.subset.value,
            "casewright.difficulty": story.difficulty.value,
            "casewright.domain": story.domain,
        },
        assessments=_assessments(row, trace_id, run.run_id),
    )


def _assessments(row: Row, trace_id: str, run_id: str) -> list[Any]:
    from mlflow.entities import AssessmentSource, Feedback

    source = AssessmentSource(source_type="CODE", source_id=_SOURCE)
    found: dict[str, tuple[float | str, str]] = {"outcome": (row.score.outcome.value, row.score.problem)}
    for name in _FEEDBACK:
        score = row.score.scores.get(name)
        if score is not None and score.value is not None:
            found[name] = (round(score.value, 4), score.reason)
    return [
        Feedback(
            name=name,
            value=value,
            source=source,
            rationale=(why or None) if row.texts else None,  # a reason quotes what it objects to
            trace_id=trace_id,
            metadata={"mlflow.assessment.sourceRunId": run_id},
        )
        for name, (value, why) in found.items()
    ]


def _span(row: Row, trace: bytes, span: bytes, now_ns: int) -> dict[str, Any]:
    story = row.score
    attributes = {
        "mlflow.traceRequestId": f"tr-{trace.hex()}",
        "mlflow.spanType": "CHAIN",
        "mlflow.spanInputs": {"story_id": story.story_id, **row.inputs},
        "mlflow.spanOutputs": row.outputs or {"outcome": _summary(story)},
    }
    return {
        "trace_id": base64.b64encode(trace).decode(),
        "span_id": base64.b64encode(span).decode(),
        "parent_span_id": None,
        "name": f"{story.cell.name}: {story.story_id}",
        "start_time_unix_nano": now_ns,
        "end_time_unix_nano": now_ns,
        "status": {
            "code": "STATUS_CODE_OK" if story.outcome is Outcome.OK else "STATUS_CODE_ERROR",
            "message": "",
        },
        "attributes": {name: json.dumps(value, ensure_ascii=False) for name, value in attributes.items()},
        "events": [],
    }


def _summary(story: StoryScore) -> str:
    cases = story.scores.get("cases_per_story")
    if story.outcome is not Outcome.OK:
        return story.outcome.value
    return "ok" if cases is None or cases.value is None else f"{cases.value:g} test cases"


def _preview(text: str) -> str:
    """A text as the table shows it in its cell."""
    return json.dumps(text if len(text) <= 300 else f"{text[:299]}…", ensure_ascii=False)
