"""`python -m casewright.review sample|import FILE …|adopt`: suites out to people, and back."""

import argparse
import hashlib
import json
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from casewright.errors import CasewrightError, DataError
from casewright.files import (
    first_problem,
    read_json,
    read_jsonl,
    replaced_folder,
    write_json,
    write_jsonl,
    write_text,
)
from casewright.jsonl import Records
from casewright.params import Params, load_params
from casewright.paths import (
    CHOICE,
    GENERATIONS,
    JUDGEMENTS,
    REVIEW,
    REVIEW_KEY,
    REVIEW_PACK,
    REVIEW_REPORT,
    REVIEWED,
    REVIEWS,
    SCORES,
    STORIES,
)
from casewright.records import Cell, Generation, ReferenceSuite, Review, ReviewKey, StoryScore, UserStory
from casewright.records.judgements import Judgement
from casewright.review.adopting import adopt, with_earlier
from casewright.review.comparison import Marks, judge_marks
from casewright.review.guide import guide
from casewright.review.importing import merged, read_reviews
from casewright.review.labelstudio import labelling_config, to_tasks
from casewright.review.sampling import Run, draw
from casewright.review.section import review_section
from casewright.review.spreadsheet import write_table
from casewright.review.summary import summarise


def sample(params: Params) -> list[str]:
    """Draw a sample and write it for reviewers, and its key for whoever drew it."""
    drawn = draw(Records(STORIES, UserStory), _runs(), _scores(), params.review)
    key = ReviewKey(
        sample=drawn.digest, salt=_salt(), predictions=params.review.predictions, tasks=drawn.tasks
    )
    with replaced_folder(REVIEW_PACK) as folder:
        write_text(folder / "labelling_config.xml", labelling_config())
        tasks = to_tasks(key.tasks, predictions=key.predictions)
        write_json(folder / "tasks.json", tasks)
        write_table(folder / "review.csv", key.tasks, predictions=key.predictions)
        write_text(folder / "README.md", guide())
    lines = [*_drawn(key, drawn.without_suite), *_set_aside(key)]
    write_json(REVIEW_KEY, key.model_dump(mode="json"))
    return lines


def import_(files: Sequence[Path], params: Params) -> list[str]:
    """Read what reviewers sent back, add it to what is there, and report on all of it."""
    key = _key()
    imported = read_reviews(files, key)
    if imported.problems and params.data.bad_rows == "fail":
        more = len(imported.problems) - 1
        raise DataError(
            f"{imported.problems[0]}{f' (and {more} more rows)' if more else ''}; mend the row, or set "
            "data.bad_rows to quarantine"
        )
    earlier, others = _reviews(key)
    reviews = merged(earlier, imported.reviews)
    if not reviews:
        names = ", ".join(map(str, files))
        raise DataError(f"{names}: no review in it; expected at least one task with an action")
    write_jsonl(REVIEWS, [*others, *reviews])
    summary = summarise(reviews, key, judge=_judged(key), unusable=len(imported.problems))
    write_json(REVIEW_REPORT, summary.model_dump(mode="json"))
    return [
        *(f"left out: {problem}" for problem in imported.problems),
        f"review-import: {len(imported.reviews)} reviews read, {imported.open} not reviewed, "
        f"{len(imported.problems)} unusable; {len(reviews)} reviews of the sample in {REVIEWS}",
        "",
        review_section(summary),
    ]


def adopt_reviewed(params: Params) -> list[str]:
    """Put what people approved among the references."""
    key = _key()
    adopted = adopt(_reviews(key)[0], key, params.clean)
    references = with_earlier(_earlier(), adopted, key.sample)
    write_json(REVIEWED, [suite.model_dump(mode="json") for suite in references])
    return [
        *(f"not adopted: {reason}" for reason in adopted.passed_over),
        f"adopt-reviewed: {len(adopted.suites)} suites adopted, {len(references)} in {REVIEWED}; "
        "look at the difference, commit it, and run `dvc repro`",
    ]


def _runs() -> list[Run]:
    files = sorted(GENERATIONS.glob("*.jsonl"))
    if not files:
        raise DataError(f"{GENERATIONS}: no generations in it; run `dvc repro generate`")
    logged = read_json(CHOICE).get("mlflow_run_id") if CHOICE.is_file() else None
    return [
        Run(Records(file, Generation), hashlib.sha256(file.read_bytes()).hexdigest(), logged)
        for file in files
    ]


def _scores() -> dict[tuple[Cell, str], StoryScore]:
    path = SCORES / "stories.jsonl"
    rows = Records(path, StoryScore) if path.is_file() else ()
    return {(row.cell, row.story_id): row for row in rows}


def _salt() -> str:
    """That of the sample before, so that a reviewer keeps a pseudonym."""
    return _key().salt if REVIEW_KEY.is_file() else secrets.token_hex(16)


def _key() -> ReviewKey:
    if not REVIEW_KEY.is_file():
        raise DataError(f"{REVIEW_KEY}: there is no such file; run `make review-sample`, which writes it")
    try:
        return ReviewKey.model_validate(read_json(REVIEW_KEY))
    except ValidationError as error:
        raise DataError(
            f"{REVIEW_KEY}: {first_problem(error)}; delete it and run `make review-sample`"
        ) from error


def _reviews(key: ReviewKey) -> tuple[list[Review], list[Review]]:
    """Those of this sample, and those of others, which are of suites that the key does not hold."""
    known = {task.id for task in key.tasks}
    found = read_jsonl(REVIEWS, Review) if REVIEWS.is_file() else []
    return [one for one in found if one.task in known], [one for one in found if one.task not in known]


def _set_aside(key: ReviewKey) -> list[str]:
    """Keep the key of another sample, of which reviews may still be on their way."""
    if not REVIEW_KEY.is_file() or (other := _key().sample) == key.sample:
        return []
    kept = REVIEW_KEY.with_name(f"key-{other}.json")
    REVIEW_KEY.replace(kept)
    return [
        f"review-sample: the key of sample {other} is now {kept}; put it back as {REVIEW_KEY.name} to import "
        "reviews of that sample"
    ]


def _earlier() -> list[ReferenceSuite]:
    """What was adopted before."""
    if not REVIEWED.is_file():
        return []
    try:
        return [
            ReferenceSuite.model_validate(one) for one in json.loads(REVIEWED.read_text(encoding="utf-8"))
        ]
    except ValidationError as error:
        raise DataError(f"{REVIEWED}: {first_problem(error)}; mend it, or take it back from Git") from error
    except (TypeError, ValueError) as error:
        raise DataError(f"{REVIEWED}: no list of references: {error}; take it back from Git") from error


def _judged(key: ReviewKey) -> Marks | None:
    """What a judge said of the suites that people saw, or None where nothing was judged.

    A cell that was run anew may have written others since: what was said of those is left out.
    """
    files = [file for file in sorted(GENERATIONS.glob("*.jsonl")) if (JUDGEMENTS / file.name).is_file()]
    marks = judge_marks(one for file in files for one in Records(JUDGEMENTS / file.name, Judgement))
    seen = {(task.cell, task.story_id): task.test_cases for task in key.tasks}
    unchanged = {
        (one.cell, one.story_id)
        for file in files
        for one in Records(file, Generation)
        if not one.repeat and seen.get((one.cell, one.story_id)) == one.test_cases
    }
    return {item: found for item, found in marks.items() if item in unchanged} if marks else None


def _drawn(key: ReviewKey, without_suite: int) -> list[str]:
    stories, cells = {task.story_id for task in key.tasks}, {task.cell for task in key.tasks}
    lines = [
        f"review-sample: {len(key.tasks)} suites, of {len(stories)} stories by {len(cells)} cell(s), in "
        f"{REVIEW_PACK}; keep {REVIEW_KEY} to yourself"
    ]
    if without_suite:
        lines.append(
            f"review-sample: {without_suite} more were drawn and are not there: their cell failed on the "
            "story"
        )
    if others := _reviews(key)[1]:
        lines.append(
            f"review-sample: {len(others)} reviews of other samples in {REVIEWS} do not count for this one"
        )
    return lines


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m casewright.review", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("sample", help=f"draw suites for people to review, into {REVIEW}")
    importing = commands.add_parser("import", help="read what reviewers sent back")
    importing.add_argument("files", nargs="+", type=Path, metavar="FILE")
    commands.add_parser("adopt", help="put what reviewers approved among the references")
    asked = parser.parse_args(arguments)
    try:
        params = load_params()
        if asked.command == "sample":
            lines = sample(params)
        elif asked.command == "import":
            lines = import_(asked.files, params)
        else:
            lines = adopt_reviewed(params)
    except CasewrightError as error:
        sys.exit(f"error: {error}")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
