"""`python -m stages.generate`: clean stories in, one file of generations and one of timings a cell out."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from casewright.errors import run_stage
from casewright.files import read_jsonl, replaced_folder, write_json, write_jsonl
from casewright.generation import BASELINE_CELL, ModelWriter, generate_by_rule, model_options
from casewright.machine import Meter
from casewright.ollama import ModelInfo, OllamaServer, is_local
from casewright.params import BASELINE, Params, load_params
from casewright.paths import GENERATIONS, INDEX, STORIES, TIMINGS
from casewright.prompts import Prompt, load_prompt
from casewright.records import CellConditions, CellRun, Generation, Timing, UserStory
from casewright.retrieval import Retriever

MB = 1024 * 1024


def run_baseline(stories: Sequence[UserStory]) -> CellRun:
    """The reference row of every run, in process."""
    meter, epoch = Meter(), time.perf_counter()
    rows = [generate_by_rule(story, epoch) for story in stories]
    span_s = time.perf_counter() - epoch
    digest = rows[0][0].model_digest
    conditions = CellConditions(
        cell=BASELINE_CELL,
        host="in process",
        server_version=None,
        model_digest=digest,
        model_digest_after=digest,
        options={},
        concurrency=1,
        span_s=span_s,
        model_memory_mb=0.0,
        cpu_percent=meter.own_cpu_percent(),
        peak_memory_mb=meter.peak_memory_mb(),
    )
    return CellRun([row[0] for row in rows], [row[1] for row in rows], conditions)


@dataclass(frozen=True)
class Batch:
    """What every cell of a run has in common."""

    stories: Sequence[UserStory]
    prompts: Sequence[Prompt]
    retriever: Retriever | None
    params: Params


async def run_models(batch: Batch, models: Sequence[str]) -> list[CellRun]:
    """Every prompt on every model, one model after the other.

    Raises:
        ServerError: the server or one of the models is not there; found before the first call.

    """
    params = batch.params
    async with OllamaServer(params.ollama, concurrency=params.generate.concurrency) as server:
        known = [await server.describe(model) for model in models]
        runs = []
        for model in known:
            await server.load(model.name, model_options(params.generate))
            for prompt in batch.prompts:
                runs.append(await _run_cell(batch, server, model, prompt))
            await server.unload(model.name)
    return runs


async def _run_cell(batch: Batch, server: OllamaServer, model: ModelInfo, prompt: Prompt) -> CellRun:
    writer = ModelWriter(server, model, prompt, batch.params.generate)
    meter, epoch = Meter(), time.perf_counter()
    rows = await _write_suites(writer, batch, epoch)
    span_s = time.perf_counter() - epoch
    conditions = await _conditions(writer, span_s, meter)
    return CellRun([row[0] for row in rows], [row[1] for row in rows], conditions)


async def _write_suites(writer: ModelWriter, batch: Batch, epoch: float) -> list[tuple[Generation, Timing]]:
    """One suite a story, `concurrency` at a time, in the stories' order."""
    rows: dict[str, tuple[Generation, Timing]] = {}
    waiting = iter(batch.stories)
    limit = batch.params.index.passages_per_story
    retriever = batch.retriever if writer.prompt.uses_passages else None
    # A bar on a terminal; nothing in a log.
    with tqdm(total=len(batch.stories), desc=writer.cell.name, unit="story", disable=None) as bar:

        async def work() -> None:
            for story in waiting:
                passages = retriever.nearest(story, limit) if retriever else []
                rows[story.id] = await writer.generate(story, passages, epoch)
                bar.update()

        async with asyncio.TaskGroup() as group:
            for _ in range(batch.params.generate.concurrency):
                group.create_task(work())
    return [rows[story.id] for story in batch.stories]


async def _conditions(writer: ModelWriter, span_s: float, meter: Meter) -> CellConditions:
    server, model = writer.server, writer.model
    cpu_percent = meter.machine_cpu_percent() if is_local(server.host) else None
    loaded = await server.loaded(model)
    after = await server.describe(model.name)
    return CellConditions(
        cell=writer.cell,
        host=server.host,
        server_version=model.server_version,
        model_digest=model.digest,
        model_digest_after=after.digest,
        quantization=model.quantization,
        context_tokens=loaded.context_tokens if loaded else None,
        options=model_options(writer.settings),
        concurrency=writer.settings.concurrency,
        span_s=span_s,
        model_memory_mb=loaded.size_bytes / MB if loaded and loaded.size_bytes else None,
        gpu_share=loaded.vram_bytes / loaded.size_bytes if loaded and loaded.size_bytes else None,
        cpu_percent=cpu_percent,
        peak_memory_mb=meter.peak_memory_mb(),
    )


def run(stories: Sequence[UserStory], params: Params) -> list[CellRun]:
    """The baseline, then every cell that was asked for; prompts and models are checked before any call."""
    models = [model for model in params.models if model != BASELINE]
    prompts = [load_prompt(name) for name in params.prompts]
    if not models:
        return [run_baseline(stories)]
    retriever = Retriever.load(INDEX) if any(prompt.uses_passages for prompt in prompts) else None
    runs = asyncio.run(run_models(Batch(stories, prompts, retriever, params), models))
    return [run_baseline(stories), *runs]


def write(runs: Sequence[CellRun], generations: Path, timings: Path) -> None:
    """Content and measurement in folders of their own, one file a cell in each."""
    with replaced_folder(generations) as content, replaced_folder(timings) as measurement:
        for one in runs:
            slug = one.conditions.cell.slug
            write_jsonl(content / f"{slug}.jsonl", one.generations)
            write_jsonl(measurement / f"{slug}.jsonl", one.timings)
            write_json(measurement / f"{slug}.conditions.json", one.conditions.model_dump(mode="json"))


def main() -> None:
    """Generate and write."""
    params = load_params()
    runs = run(read_jsonl(STORIES, UserStory), params)
    write(runs, GENERATIONS, TIMINGS)
    for one in runs:
        failed = sum(generation.failure is not None for generation in one.generations)
        changed = one.conditions.model_digest != one.conditions.model_digest_after
        print(
            f"generate: {one.conditions.cell.name}: {len(one.generations)} stories, {failed} failed, "
            f"{one.conditions.span_s:.2f} s{'; THE MODEL CHANGED WHILE IT RAN' if changed else ''}"
        )


if __name__ == "__main__":
    run_stage(main)
