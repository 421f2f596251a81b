"""`python -m stages.judge`: generations in, judgements out; says so where no judge is set."""

import asyncio
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from casewright.conversation import model_options
from casewright.dispatch import Fleet
from casewright.errors import DataError, ServerError, run_stage
from casewright.files import read_jsonl, replaced_folder, write_json
from casewright.jsonl import Records
from casewright.judge.engines import judge_settings, load_judge
from casewright.judge.family import family_warning
from casewright.judge.judging import Exhibit
from casewright.judge.sitting import Sitting
from casewright.judge.status import NOT_JUDGED, Count, status
from casewright.judge.trials import trials
from casewright.ollama import ModelInfo
from casewright.params import BASELINE, Params, load_params
from casewright.paths import GENERATIONS, JUDGEMENTS, REFERENCES, STORIES
from casewright.progress import Progress
from casewright.records import Generation, ReferenceSuite, UserStory
from casewright.records.judgements import Judgement, JudgeStatus
from casewright.store import ResponseStore, StoringChat, Where, store_path


def exhibits(generations: Iterable[Generation], stories: Mapping[str, UserStory]) -> Iterator[Exhibit]:
    """The suites of one cell.

    Raises:
        DataError: a generation is of a story that is not there.

    """
    for generation in generations:
        story = stories.get(generation.story_id)
        if story is None:
            raise DataError(
                f"{GENERATIONS}: {generation.cell.name}: story {generation.story_id!r} is not in {STORIES}; "
                "run `dvc repro --force generate`"
            )
        yield Exhibit(story, generation.cell, generation.test_cases, generation.failure, generation.repeat)


async def judge_cells(sitting: Sitting, stories: Mapping[str, UserStory]) -> Count:
    """The judgements of every cell that `generate` left, one file a cell."""
    count = Count()

    def keep(_: int, judgement: Judgement) -> Judgement:
        count.add(judgement)
        return judgement

    for file in sorted(GENERATIONS.glob("*.jsonl")):
        generations = Records(file, Generation)
        await sitting.hear(file.stem, exhibits(generations, stories), len(generations), keep)
    return count


async def sit(params: Params, name: str, progress: Progress, folder: Path) -> JudgeStatus:
    """Check the judge, then let it judge every suite.

    Raises:
        ServerError: a server or the judge is not there; found before the first call.

    """
    stories, references = read_jsonl(STORIES, UserStory), read_jsonl(REFERENCES, ReferenceSuite)
    settings, since = judge_settings(params), time.time()
    cases = trials(stories, references, params.judge.validation_stories, params.judge.seed)
    async with Fleet(params.ollama, settings.concurrency, progress.say) as fleet, progress.beating():
        model = await fleet.describe(name)
        with ResponseStore(store_path(settings.store)) as store:
            store.overwrites = not settings.reuse
            where = Where(fleet.hosts, settings.concurrency)
            chats = StoringChat(fleet, store, model, where, settings.reuse)
            judge = load_judge(params.judge.engine, chats, model, settings)
            warning = family_warning(model, await _generators(fleet, params))
            if warning:
                progress.say(f"warning: {warning}")
            sitting = Sitting(judge, params.judge, fleet.workers, progress, folder)
            async with fleet.loading(model, model_options(settings)):
                validation = await sitting.check(cases)
                count = Count()
                if validation is None or validation.failed_trials < len(cases):
                    count = await judge_cells(sitting, {story.id: story for story in stories})
                if await fleet.digest_now(model) != model.digest:
                    # Nobody knows since when: what was stored for the one model may be the other's.
                    store.forget(model.digest, since)
                    raise ServerError(
                        f"judge.model {name!r} was pulled anew while it judged: its answers are of two "
                        "models, and none of them was kept; run `dvc repro judge` again"
                    )
            store.saw(model.name, model.digest)
    return status(judge, params.judge.samples, count, validation, warning)


async def _generators(fleet: Fleet, params: Params) -> list[ModelInfo]:
    """What the server says of the models that wrote; no more than a name where it has one no more."""
    found = []
    for name in params.models:
        if name != BASELINE:
            try:
                found.append(await fleet.describe(name))
            except ServerError:
                found.append(ModelInfo(name, "", None, None))
    return found


def run(params: Params, progress: Progress, judgements: Path = JUDGEMENTS) -> JudgeStatus:
    """Judge what was generated, and write it with the status beside it."""
    with replaced_folder(judgements) as folder:
        found = NOT_JUDGED
        if params.judge.model is not None:
            found = asyncio.run(sit(params, params.judge.model, progress, folder))
        write_json(folder / "status.json", found.model_dump(mode="json"))
    return found


def main() -> None:
    """Judge and write, or write why not."""
    params, progress = load_params(), Progress(stage="judge", unit="answers")
    try:
        found = run(params, progress)
    except KeyboardInterrupt:
        sys.stderr.write(
            f"\njudge: stopped: {progress.summary()}; what is finished is stored, and `dvc repro` goes on "
            "from there\n"
        )
        sys.exit(130)
    print(f"judge: {found.reason}")


if __name__ == "__main__":
    run_stage(main)
