"""What the stages before `report` leave for any number of stories and cells, made up for `bench.report`.

Suites are the reference suites, damaged the more the weaker a cell is; some fail, and what they wrote is
kept. Each story beyond the shipped ones has words of its own (`bench.scoring_work`). All of it is seeded.
"""

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.scoring_work import rows
from casewright.baseline import write_cases
from casewright.files import read_json, write_json, write_jsonl
from casewright.params import BASELINE, load_params
from casewright.paths import (
    CLEANING,
    GENERATIONS,
    JUDGEMENTS,
    REFERENCES,
    REVIEW_REPORT,
    SCORES,
    STORIES,
    TIMINGS,
)
from casewright.records import (
    Attempt,
    AttemptTiming,
    Cell,
    CellConditions,
    Generation,
    Outcome,
    ReferenceSuite,
    Subset,
    TestCase,
    Timing,
    UserStory,
)
from casewright.sabotage import SABOTAGES, Grade
from stages.score import Inputs, run

ROOT = Path(__file__).parents[1]
MODELS = ("qwen3:1.7b", "llama3.2:3b", "phi4-mini:3.8b")
PROMPTS = ("basic", "improved_v1", "few_shot")
SECONDS = (1.1, 1.9, 2.6)
"""Typical latency of each model."""
_HELD_OUT = (0, 3, 7)
"""Last digits of the numbers of held-out stories."""
_BAD = (Outcome.NOT_JSON, Outcome.SCHEMA_VIOLATION, Outcome.TRUNCATED)

Told = tuple[UserStory, ReferenceSuite]


def write_work(folder: Path, stories: int, models: int = 3, prompts: int = 3, seed: int = 1) -> None:
    """Write all that `stages.report` reads below `folder`, params.yaml among it, and score it."""
    told = list(_stories(stories, seed))
    write_jsonl(folder / STORIES, (story for story, _ in told))
    write_jsonl(folder / REFERENCES, (suite for _, suite in told))
    cells = [Cell(model=model, prompt=prompt) for model in MODELS[:models] for prompt in PROMPTS[:prompts]]
    for cell in (Cell(model=BASELINE, prompt=None), *cells):
        _write_cell(folder, cell, told, seed)
    write_json(folder / JUDGEMENTS / "status.json", {"reason": "judge.model is null, so nothing was judged"})
    for path in (CLEANING, REVIEW_REPORT, Path("params.yaml")):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, folder / path)
    _score(folder)


def _score(folder: Path) -> None:
    inputs = Inputs(
        *(folder / path for path in (STORIES, REFERENCES, GENERATIONS, TIMINGS, JUDGEMENTS)),
    )
    (folder / SCORES).mkdir(parents=True)
    tables = run(inputs, load_params(folder / "params.yaml"), folder / SCORES)
    write_jsonl(folder / SCORES / "cells.jsonl", tables.cells)
    write_jsonl(folder / SCORES / "types.jsonl", tables.types)


def _stories(count: int, seed: int) -> Iterator[Told]:
    shipped = [UserStory.model_validate(one) for one in read_json(ROOT / "data/raw/stories.json")]
    suites = {
        one["story_id"]: ReferenceSuite.model_validate(one)
        for one in read_json(ROOT / "data/raw/references.json")
    }
    made = [(story, suites[story.id]) for story in shipped[:count]]
    more = ((story, suite) for story, suite, _, _ in rows(max(0, count - len(made)), seed))
    for number, (story, suite) in enumerate([*made, *more]):
        subset = Subset.HELD_OUT if number % 10 in _HELD_OUT else Subset.DEV
        yield story.model_copy(update={"subset": subset}), suite


def _write_cell(folder: Path, cell: Cell, told: Sequence[Told], seed: int) -> None:
    content, measured = (folder / path / f"{cell.slug}.jsonl" for path in (GENERATIONS, TIMINGS))
    others = [suite for _, suite in told[:49]]
    with ExitStack() as stack:
        for path in (content, measured):
            path.parent.mkdir(parents=True, exist_ok=True)
        made, timed = (stack.enter_context(path.open("w", encoding="utf-8")) for path in (content, measured))
        for story, reference in told:
            rng = random.Random(f"{seed}\0{cell.name}\0{story.id}")
            generation = _generation(story, reference, cell, others, rng)
            made.write(f"{generation.model_dump_json()}\n")
            timed.write(f"{_timing(story.id, cell, len(generation.attempts), rng).model_dump_json()}\n")
    conditions = _conditions(cell, len(told))
    write_json(folder / TIMINGS / f"{cell.slug}.conditions.json", conditions.model_dump(mode="json"))


def _generation(
    story: UserStory,
    reference: ReferenceSuite,
    cell: Cell,
    others: Sequence[ReferenceSuite],
    rng: random.Random,
) -> Generation:
    if cell.model == BASELINE:
        suite, outcomes = write_cases(story), [Outcome.OK]
    else:
        suite = _damaged(story, reference.test_cases, others, _weakness(cell), rng)
        outcomes = _outcomes(_weakness(cell), rng)
    failure = None if outcomes[-1] is Outcome.OK else outcomes[-1]
    attempts = tuple(
        _attempt(number, outcome, suite, rng) for number, outcome in enumerate(outcomes, start=1)
    )
    return Generation(
        story_id=story.id,
        cell=cell,
        model_digest="0" * 12 if cell.model == BASELINE else f"{MODELS.index(cell.model) + 1:012x}",
        prompt_hash="" if cell.prompt is None else f"{PROMPTS.index(cell.prompt) + 1:012x}",
        attempts=attempts,
        test_cases=() if failure else suite,
        failure=failure,
    )


def _weakness(cell: Cell) -> float:
    """Least for the strongest cell; it is also the share of attempts that fail, times eight."""
    return 0.1 + (2 - MODELS.index(cell.model)) * 0.3 + (2 - PROMPTS.index(cell.prompt or "")) * 0.15


def _damaged(
    story: UserStory,
    suite: tuple[TestCase, ...],
    others: Sequence[ReferenceSuite],
    weakness: float,
    rng: random.Random,
) -> tuple[TestCase, ...]:
    for sabotage in rng.sample(SABOTAGES, round(weakness * 6)):
        suite = sabotage.damage(story.id, suite, others, rng.choice([*Grade]), rng.randrange(9)) or suite
    return suite


def _outcomes(weakness: float, rng: random.Random) -> list[Outcome]:
    outcomes = []
    for _ in range(3):
        outcomes.append(rng.choice(_BAD) if rng.random() < 0.02 + weakness / 8 else Outcome.OK)
        if outcomes[-1] is Outcome.OK:
            break
    return outcomes


def _attempt(number: int, outcome: Outcome, suite: Sequence[TestCase], rng: random.Random) -> Attempt:
    text = f'{{"test_cases": [{", ".join(case.model_dump_json() for case in suite)}]}}'
    if outcome is Outcome.OK:
        return Attempt(number=number, seed=41 + number, outcome=outcome, raw_text=text, done_reason="stop")
    cut = text[: rng.randrange(200, max(201, len(text) - 1))]
    detail = {
        Outcome.NOT_JSON: "expected JSON; got \"Here are the test cases: {'test_cases'...\"",
        Outcome.SCHEMA_VIOLATION: "test_cases.0.steps: Field required; got {'id': 'TC-001', 'type': 'pos...",
        Outcome.TRUNCATED: "the answer was cut off after 4096 tokens (generate.num_predict)",
    }[outcome]
    raw = f"Here are the test cases:\n```json\n{cut}" if outcome is Outcome.NOT_JSON else cut
    return Attempt(number=number, seed=41 + number, outcome=outcome, detail=detail, raw_text=raw)


def _timing(story_id: str, cell: Cell, attempts: int, rng: random.Random) -> Timing:
    typical = 0.0008 if cell.model == BASELINE else SECONDS[MODELS.index(cell.model)]
    seconds = [typical * rng.lognormvariate(0.0, 0.35) for _ in range(attempts)]
    return Timing(
        story_id=story_id,
        cell=cell,
        started_s=0.0,
        finished_s=sum(seconds),
        attempts=tuple(
            AttemptTiming(
                number=number,
                wall_s=one,
                prompt_s=one * 0.1,
                generation_s=one * 0.9,
                tokens_in=300,
                tokens_out=700,
            )
            for number, one in enumerate(seconds, start=1)
        ),
    )


def _conditions(cell: Cell, stories: int) -> CellConditions:
    is_baseline = cell.model == BASELINE
    return CellConditions(
        cell=cell,
        host="in process" if is_baseline else "http://127.0.0.1:11434",
        server_version=None if is_baseline else "0.13.5",
        model_digest="0" * 12,
        model_digest_after="0" * 12,
        quantization=None if is_baseline else "Q4_K_M",
        context_tokens=None if is_baseline else 8192,
        options={} if is_baseline else {"temperature": 0.0, "seed": 42},
        format=None if is_baseline else "schema",
        concurrency=2,
        span_s=stories * 1.2,
        model_memory_mb=0.0 if is_baseline else 2600.0,
        cpu_percent=None,
        peak_memory_mb=90.0,
    )
