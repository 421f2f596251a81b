"""Selected suites out to reviewers, as `make review-sample` sends those of a run (docs/review.md).

A suite that a user corrected goes out twice, as it was answered and as it was corrected: each is a task of
its own, nothing says which is which, and of the two the better rated one is adopted.
"""

import hashlib
import secrets
from collections.abc import Sequence

from pydantic import ValidationError

from casewright.errors import DataError
from casewright.files import first_problem, read_json, replaced_folder, write_json, write_text
from casewright.paths import REVIEW_KEY, REVIEW_PACK
from casewright.records import ReviewKey, ReviewTask, Subset, TestCase
from casewright.review.guide import guide
from casewright.review.labelstudio import labelling_config, to_tasks
from casewright.review.spreadsheet import write_table
from service.production.extract import Example

Proposal = tuple[Example, tuple[TestCase, ...]]


def write_pack(chosen: Sequence[Example], run: str, seed: int) -> list[str]:
    """Write pack and key in place of those that are there, of which the key is set aside; what was done.

    Args:
        chosen: what is to be reviewed.
        run: SHA-256 of the file of its generations.
        seed: of the order, which says nothing of group or model.

    Raises:
        DataError: the key that is there cannot be read.

    """
    proposals = sorted(_proposals(chosen), key=lambda one: _place(seed, one))
    sample = hashlib.sha256("".join(_place(seed, one) for one in proposals).encode()).hexdigest()[:8]
    tasks = tuple(
        _task(f"{sample}-{number:03d}", example, cases, run)
        for number, (example, cases) in enumerate(proposals, start=1)
    )
    before = _key_there()
    salt = before.salt if before else secrets.token_hex(16)
    with replaced_folder(REVIEW_PACK) as folder:
        write_text(folder / "labelling_config.xml", labelling_config())
        write_json(folder / "tasks.json", to_tasks(tasks, predictions=False))
        write_table(folder / "review.csv", tasks, predictions=False)
        write_text(folder / "README.md", guide())
    lines = [f"{len(tasks)} suites for review in {REVIEW_PACK}; keep {REVIEW_KEY} to yourself"]
    if before and before.sample != sample:
        aside = REVIEW_KEY.with_name(f"key-{before.sample}.json")
        REVIEW_KEY.replace(aside)
        lines.append(f"the key of sample {before.sample} is now {aside}")
    key = ReviewKey(sample=sample, salt=salt, predictions=False, tasks=tasks)
    write_json(REVIEW_KEY, key.model_dump(mode="json"))
    return lines


def _proposals(chosen: Sequence[Example]) -> list[Proposal]:
    found = []
    for one in chosen:
        request, feedback = one.kept
        found.append((one, request.test_cases))
        if feedback and feedback.corrected and feedback.corrected != request.test_cases:
            found.append((one, feedback.corrected))
    return found


def _place(seed: int, proposal: Proposal) -> str:
    example, cases = proposal
    names = [str(seed), example.kept.request.story.id, *(case.model_dump_json() for case in cases)]
    return hashlib.sha256("\0".join(names).encode()).hexdigest()


def _task(id_: str, example: Example, cases: tuple[TestCase, ...], run: str) -> ReviewTask:
    request = example.kept.request
    return ReviewTask(
        id=id_,
        story_id=request.story.id,
        story=request.story.story,
        acceptance_criteria=request.story.acceptance_criteria,
        difficulty=request.story.difficulty,
        subset=Subset.DEV,
        cell=request.cell,
        model_digest=request.model_digest,
        prompt_hash=request.prompt_hash,
        run=run,
        test_cases=cases,
        computed={},
        predicted={},
    )


def _key_there() -> ReviewKey | None:
    if not REVIEW_KEY.is_file():
        return None
    try:
        return ReviewKey.model_validate(read_json(REVIEW_KEY))
    except ValidationError as error:
        raise DataError(f"{REVIEW_KEY}: {first_problem(error)}; delete it, and try again") from error
