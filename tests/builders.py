"""Records for tests: valid as they come, each field changed where a test is about it."""

import atexit
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casewright.choice import Choice, Contender
from casewright.files import read_json
from casewright.metrics import METRICS, measure
from casewright.params import CostParams
from casewright.records import (
    Attempt,
    AttemptTiming,
    Cell,
    CellConditions,
    CellScore,
    Generation,
    Outcome,
    Provenance,
    ReferenceSuite,
    Resources,
    Score,
    StoryScore,
    Subset,
    TestCase,
    Timing,
    UserStory,
)
from casewright.records.judgements import JudgeStatus

if TYPE_CHECKING:
    from casewright.scoring import Yardstick

NOT_JUDGED = JudgeStatus(reason="no judge is set")

ROOT = Path(__file__).parents[1]

BASELINE_CELL = Cell(model="baseline", prompt=None)
SMALL = Cell(model="llama3.2:1b", prompt="improved_v1")
LARGE = Cell(model="llama3.2:3b", prompt="improved_v1")


def a_story(**changes: Any) -> UserStory:
    """A user story."""
    fields = {
        "id": "US-001",
        "story": "As a shopper, I want to filter the product list by price, so that I find what I can pay.",
    }
    return UserStory.model_validate(fields | changes)


def a_case(**changes: Any) -> TestCase:
    """A test case that passes every structure check at position 1 of its suite."""
    fields = {
        "id": "TC-001",
        "type": "positive",
        "title": "List shows only products within the price range",
        "priority": "high",
        "preconditions": ["The list holds products at €10.00, €20.00 and €30.00"],
        "steps": ['Enter "15" in "From"', 'Press "Filter"'],
        "expected_result": "The list shows the products at €20.00 and €30.00",
        "quality_score": 8,
    }
    return TestCase.model_validate(fields | changes)


def a_suite(count: int = 3) -> tuple[TestCase, ...]:
    """So many cases, each with an id and a title of its own."""
    return tuple(
        a_case(id=f"TC-{number:03d}", title=f"Price range number {number} filters the list")
        for number in range(1, count + 1)
    )


def an_attempt(outcome: Outcome = Outcome.OK, number: int = 1) -> Attempt:
    """One call to a model."""
    return Attempt(number=number, seed=41 + number, outcome=outcome)


def a_generation(
    story_id: str = "US-001",
    *,
    cell: Cell = SMALL,
    cases: Sequence[TestCase] | None = None,
    outcomes: Sequence[Outcome] = (Outcome.OK,),
) -> Generation:
    """What a cell made of a story in attempts that ended so; the last one decides on a suite."""
    failure = None if outcomes[-1] is Outcome.OK else outcomes[-1]
    return Generation(
        story_id=story_id,
        cell=cell,
        model_digest="a1b2c3d4e5f6a7b8",
        prompt_hash="c0ffee",
        attempts=tuple(an_attempt(outcome, number) for number, outcome in enumerate(outcomes, start=1)),
        test_cases=() if failure else tuple(a_suite() if cases is None else cases),
        failure=failure,
    )


def a_timing(story_id: str = "US-001", *, seconds: float = 1.0, cell: Cell = SMALL, **changes: Any) -> Timing:
    """A story that took one attempt of so many seconds; `changes` go into the attempt."""
    attempt = {"number": 1, "wall_s": seconds, "prompt_s": 0.0, "generation_s": seconds} | changes
    return Timing(
        story_id=story_id,
        cell=cell,
        started_s=0.0,
        finished_s=seconds,
        attempts=(AttemptTiming.model_validate(attempt),),
    )


def conditions(cell: Cell = SMALL, **changes: Any) -> CellConditions:
    """How a cell was measured."""
    fields = {
        "cell": cell,
        "host": "http://127.0.0.1:11434",
        "server_version": "0.13.5",
        "model_digest": "a1b2c3d4e5f6a7b8",
        "model_digest_after": "a1b2c3d4e5f6a7b8",
        "quantization": "Q4_K_M",
        "options": {"temperature": 0.0, "seed": 42},
        "concurrency": 2,
        "span_s": 60.0,
        "model_memory_mb": 2048.0,
        "cpu_percent": 50.0,
        "peak_memory_mb": 100.0,
    }
    return CellConditions.model_validate(fields | changes)


def resources(**values: float | None) -> Resources:
    """What a server took: those given, measured; None and the others are "not measured"."""
    names = set(Resources.model_fields) - {"span_s", "samples"}
    readings = {
        name: {
            "value": values.get(name),
            "basis": "not measured" if values.get(name) is None else "measured",
            "reason": "ollama (4711) and what it started",
        }
        for name in names
    }
    return Resources.model_validate(readings | {"span_s": 60.0, "samples": 61})


def scores(**values: float | None) -> dict[str, Score]:
    """A score for every metric: those given, and 1 for the others; None is "not measured"."""
    return {
        name: measure(name, values.get(name, 1.0), "not timed" if values.get(name, 1.0) is None else "")
        for name in METRICS
    }


def a_story_score(
    story_id: str = "US-001", *, cell: Cell = SMALL, quality: float | None = 0.8, **changes: Any
) -> StoryScore:
    """What the trackers say of one story."""
    fields = {
        "story_id": story_id,
        "cell": cell,
        "difficulty": "easy",
        "domain": "catalogue",
        "subset": Subset.DEV,
        "outcome": Outcome.OK,
        "first_attempt_ok": True,
        "attempts": 1,
        "scores": {"quality_score": measure("quality_score", quality)},
    }
    return StoryScore.model_validate(fields | changes)


def a_cell_score(
    cell: Cell = SMALL, *, stories: int = 3, subset: Subset = Subset.DEV, **values: float | None
) -> CellScore:
    """What the trackers say of one cell on one subset; see `scores` for the figures."""
    return CellScore(
        cell=cell, subset=subset, stories=stories, model_digest="a1b2c3d4e5f6a7b8", scores=scores(**values)
    )


def a_choice(cell: Cell = SMALL, **changes: Any) -> Choice:
    """A choice of one cell that nothing is tied with."""
    fields = {
        "cell": cell,
        "name": cell.name,
        "is_language_model": cell.model != "baseline",
        "model_digest": "a1b2c3d4e5f6a7b8",
        "prompt_hash": "c0ffee",
        "generate": {"temperature": 0.0},
        "passages_per_story": 3,
        "meets_limits": True,
        "limits": (),
        "meets_targets": True,
        "targets": (),
        "stories": 3,
        "contenders": (a_contender(cell.name),),
        "reason": "It is the only one. There is nothing beside it.",
    }
    return Choice.model_validate(fields | changes)


def a_contender(name: str, *, tied: bool = True) -> Contender:
    """A cell that the choice looked at."""
    return Contender(
        name=name,
        quality=0.8,
        latency_p50_s=1.0,
        difference=0.0,
        p_value=1.0 if tied else 0.001,
        smallest_detectable=None,
        tied=tied,
    )


def a_yardstick(
    stories: Sequence[UserStory] = (),
    references: Sequence[ReferenceSuite] = (),
    judge: JudgeStatus | None = None,
) -> "Yardstick":
    """The yardstick with the settings as shipped; term weights are learnt from what is given."""
    from casewright.matching import matcher
    from casewright.params import load_params
    from casewright.scoring import Yardstick

    params = load_params(ROOT / "params.yaml")
    return Yardstick(matcher(params, stories, references), params.score, judge or NOT_JUDGED)


def cost_params(**changes: Any) -> CostParams:
    """The cost settings as shipped."""
    fields = {
        "monthly_cost_usd": 100,
        "max_requests_per_day": 5000,
        "available_memory_gb": 8,
        "cores": 2,
        "model_memory_gb": 4.0,
        "request_memory_mb": 50,
        "electricity_usd_per_kwh": 0.3,
    }
    return CostParams.model_validate(fields | changes)


def empty_store(folder: Path) -> str:
    """The URI of a new MLflow store in SQLite. MLflow takes seconds to make one, so tests copy the first."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(_first_store(), folder / "mlflow.db")
    return f"sqlite:///{folder / 'mlflow.db'}"


@cache
def _first_store() -> Path:
    from casewright.tracking import prepared_mlflow

    path = Path(tempfile.mkdtemp(prefix="casewright-mlflow-")) / "mlflow.db"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of MLflow's own code
        prepared_mlflow(f"sqlite:///{path}").search_experiments()
    atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
    return path


def a_provenance(**changes: Any) -> Provenance:
    """Where a suite comes from that one person accepted as a model wrote it."""
    fields = {
        "action": "accept",
        "reviewers": ["reviewer-0a1b2c3d"],
        "reviewed_at": "2026-11-25T09:30:00Z",
        "rating": 4.5,
        "sample": "0a1b2c3d",
        "run": "a1b2c3d4e5f6",
        "model": SMALL.model,
        "model_digest": "a1b2c3d4e5f6",
        "prompt": "basic",
        "prompt_hash": "c0ffee",
    }
    return Provenance.model_validate(fields | changes)


@cache
def shipped_references() -> tuple[ReferenceSuite, ...]:
    """The reference suites that come with the project."""
    return tuple(map(ReferenceSuite.model_validate, read_json(ROOT / "data/raw/references.json")))


@cache
def shipped_stories() -> tuple[UserStory, ...]:
    """The stories that come with the project."""
    return tuple(map(UserStory.model_validate, read_json(ROOT / "data/raw/stories.json")))
