"""`python -m stages.generate`: clean stories in, one file of generations and one of timings a cell out."""

import asyncio
import contextlib
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from casewright.conditions import CellMeters, baseline_conditions, model_conditions
from casewright.conversation import model_options
from casewright.dispatch import Fleet
from casewright.engines import CellJob, Engine, LocalEngine, Produced
from casewright.engines.cluster import cluster
from casewright.engines.ray import RayEngine
from casewright.errors import DataError, run_stage
from casewright.examples import ExamplePicker
from casewright.figures import counted
from casewright.files import read_json, replaced_folder, write_json
from casewright.generation import BASELINE_CELL, generate_by_rule, seeded
from casewright.jsonl import Records, Sized, Spool
from casewright.machine import Meter
from casewright.ollama import ModelInfo
from casewright.params import BASELINE, Params, load_params
from casewright.paths import GENERATIONS, INDEX, STORIES, TIMINGS
from casewright.progress import Progress, Tally
from casewright.prompts import Prompt, load_prompt
from casewright.records import Cell, CellConditions, UserStory
from casewright.retrieval import Retriever
from casewright.roster import muster
from casewright.store import ResponseStore, StoringChat, Where, store_path


@dataclass(frozen=True)
class Batch:
    """What every cell of a run has in common."""

    stories: Sized[UserStory]
    prompts: Sequence[Prompt]
    retriever: Retriever | None
    params: Params
    progress: Progress
    known: "Known"
    examples: ExamplePicker | None = None


@dataclass(frozen=True)
class Known:
    """What earlier runs left: the response store, and the conditions of each cell."""

    store: ResponseStore
    timings: Path

    def digest(self, cell: Cell) -> str | None:
        """The digest that the cell's model had when it was used last."""
        with contextlib.suppress(DataError, KeyError, TypeError):  # none there, or none that can be read
            return str(read_json(self.timings / f"{cell.slug}.conditions.json")["model_digest_after"])
        return self.store.last_digest(cell.model)


@dataclass(frozen=True)
class Folders:
    """Where content and measurement go, one file a cell in each."""

    generations: Path
    timings: Path

    @contextlib.contextmanager
    def cell(self, cell: Cell) -> Iterator["Files"]:
        """The files of one cell; on disk in the stories' order once the block ends."""
        name = f"{cell.slug}.jsonl"
        with Spool(self.generations / name) as content, Spool(self.timings / name) as measurement:
            yield Files(content, measurement)
            content.finish()
            measurement.finish()

    def finish(self, conditions: CellConditions, tally: Tally) -> "Finished":
        """Keep the conditions of a cell beside its timings."""
        file = self.timings / f"{conditions.cell.slug}.conditions.json"
        write_json(file, conditions.model_dump(mode="json"))
        return Finished(conditions, tally)


@dataclass(frozen=True)
class Files:
    """The two files of a cell, as they fill: the repeats of a story stand together."""

    content: Spool
    measurement: Spool

    def put(self, produced: Produced) -> None:
        """Take what came of one story."""
        self.content.put(produced.position, produced.generation)
        self.measurement.put(produced.position, produced.timing)


class Finished(NamedTuple):
    """A cell whose files are written."""

    conditions: CellConditions
    tally: Tally


def run_baseline(stories: Sized[UserStory], folders: Folders, progress: Progress) -> Finished:
    """The reference row of every run, in process."""
    meter, epoch, digest = Meter(), time.perf_counter(), ""
    with folders.cell(BASELINE_CELL) as files, progress.cell(BASELINE_CELL.name, len(stories)) as tally:
        for position, story in enumerate(stories):
            generation, timing = generate_by_rule(story, epoch)
            files.put(Produced(position, generation, timing))
            progress.add(generation, timing)
            digest = generation.model_digest
        span_s = time.perf_counter() - epoch
    return folders.finish(baseline_conditions(digest, span_s, meter), tally)


async def run_models(batch: Batch, models: Sequence[str], folders: Folders) -> list[Finished]:
    """Every prompt on every model, one model after the other.

    Raises:
        ServerError: a server or one of the models, those that judge and compare included, is not there;
            found before the first call.

    """
    generate, progress = batch.params.generate, batch.progress
    cells = []
    await muster(batch.params)
    async with Fleet(batch.params.ollama, generate.concurrency, progress.say) as fleet, progress.beating():
        for model in [await fleet.describe(name) for name in models]:
            earlier = [batch.known.digest(Cell(model=model.name, prompt=one.name)) for one in batch.prompts]
            _tell_of_a_change(model, earlier, progress)
            async with fleet.loading(model, model_options(generate)):
                for prompt, previous in zip(batch.prompts, earlier, strict=True):
                    cells.append(await _run_cell(batch, fleet, model, prompt, folders, previous))
            batch.known.store.saw(model.name, model.digest)
    return cells


def _tell_of_a_change(model: ModelInfo, earlier: Sequence[str | None], progress: Progress) -> None:
    changed = sorted({digest[:12] for digest in earlier if digest and digest != model.digest})
    if changed:
        progress.say(
            f"{model.name}: another model than last time (digest {', '.join(changed)}, now "
            f"{model.digest[:12]}): none of its stored replies are used"
        )


async def _run_cell(
    batch: Batch, fleet: Fleet, model: ModelInfo, prompt: Prompt, folders: Folders, previous: str | None
) -> Finished:
    settings = batch.params.generate
    meters, since = CellMeters(fleet.hosts), time.time()
    retriever = batch.retriever if prompt.uses_passages else None
    examples = batch.examples if prompt.uses_examples else None
    job = CellJob(model, prompt, settings, retriever, batch.params.index.passages_per_story, examples)
    requests = len(batch.stories) * settings.repeats
    with (
        folders.cell(job.cell) as files,
        batch.progress.cell(job.cell.name, requests) as tally,
        meters,
    ):
        epoch = time.perf_counter()
        for repeat in range(settings.repeats):
            await _run_repeat(batch, fleet, job, repeat, files, epoch)
        span_s = time.perf_counter() - epoch
    conditions = await model_conditions(job, fleet, tally, span_s, meters, previous)
    if conditions.model_digest_after != model.digest:
        # Nobody knows since when: what was stored for the one model may be the other's.
        batch.known.store.forget(model.digest, since)
    return folders.finish(conditions, tally)


async def _run_repeat(
    batch: Batch, fleet: Fleet, job: CellJob, repeat: int, files: Files, epoch: float
) -> None:
    """Every story once, with seeds that no other repeat has."""
    settings = seeded(job.settings, repeat)
    where = Where(fleet.hosts, settings.concurrency)
    chats = StoringChat(fleet, batch.known.store, job.model, where, settings.reuse, repeat)
    engine: Engine = LocalEngine(chats, fleet.workers)
    if settings.engine == "ray":
        engine = RayEngine(chats, batch.params.ollama)
    of_repeat = replace(job, settings=settings)
    async with contextlib.aclosing(engine.produce(of_repeat, batch.stories, epoch)) as produced:
        async for one in produced:
            files.put(one.of_repeat(repeat, settings.repeats))
            batch.progress.add(one.generation, one.timing)


def run(
    stories: Sized[UserStory],
    params: Params,
    progress: Progress,
    generations: Path = GENERATIONS,
    timings: Path = TIMINGS,
) -> list[Finished]:
    """The baseline, then every cell that was asked for; prompts and models are checked before any call."""
    models = [model for model in params.models if model != BASELINE]
    prompts = [load_prompt(name) for name in params.prompts]
    with replaced_folder(generations) as content, replaced_folder(timings) as measurement:
        folders = Folders(content, measurement)
        if not models:
            return [run_baseline(stories, folders, progress)]
        retriever = Retriever.load(INDEX) if any(prompt.uses_passages for prompt in prompts) else None
        examples = ExamplePicker.load(INDEX) if any(prompt.uses_examples for prompt in prompts) else None
        with cluster(params.generate), ResponseStore(store_path(params.generate.store)) as store:
            store.overwrites = not params.generate.reuse
            batch = Batch(stories, prompts, retriever, params, progress, Known(store, timings), examples)
            cells = asyncio.run(run_models(batch, models, folders))
        return [run_baseline(stories, folders, progress), *cells]


def _told(conditions: CellConditions, tally: Tally) -> str:
    """A finished cell in one line."""
    unit = ("story", "stories") if conditions.repeats == 1 else ("suite", "suites")
    text = f"{conditions.cell.name}: {counted(tally.done, *unit)}, {tally.failed} failed"
    text += f", {conditions.span_s:.2f} s" if conditions.span_s is not None else ""
    if tally.stored:
        replies = counted(tally.stored + tally.called, "reply", "replies")
        text += f", {tally.stored} of {replies} from the store"
    changed = conditions.model_digest != conditions.model_digest_after
    return f"{text}{'; THE MODEL CHANGED WHILE IT RAN' if changed else ''}"


def main() -> None:
    """Generate and write."""
    params, progress = load_params(), Progress()
    try:
        cells = run(Records(STORIES, UserStory), params, progress)
    except KeyboardInterrupt:
        sys.stderr.write(
            f"\ngenerate: stopped: {progress.summary()}; what is finished is stored, and `dvc repro` goes on "
            "from there\n"
        )
        sys.exit(130)
    for cell in cells:
        print(f"generate: {_told(*cell)}")


if __name__ == "__main__":
    run_stage(main)
