"""Selected answers as files: stories that `data.stories` can name, and suites that people can review.

data/production/stories.json        the stories, as raw data
data/production/generations.jsonl   the suites, as `generate` leaves them
data/production/extract.json        where each comes from and why it was selected; not for reviewers
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from casewright.cleaning import Cleaner
from casewright.cleaning import Kept as Cleaned
from casewright.files import replaced_folder, write_json, write_jsonl
from casewright.params import Params
from casewright.paths import EDGE_CASES
from casewright.records import Attempt, Generation
from casewright.sources import read_rows
from service.production.kept import Kept
from service.production.selection import Group, Selection, key_of, why_good, why_recovered

FOLDER = Path("data/production")
_WHY = {"good": why_good, "recovered": why_recovered}


class Example(NamedTuple):
    """One selected answer."""

    group: Group
    kept: Kept


def known_stories(params: Params) -> list[str]:
    """The stories that the project has, cleaned, and its edge cases.

    Raises:
        DataError: `data.stories` cannot be read.

    """
    cleaner = Cleaner(params.clean, "quarantine")
    items = [*cleaner.stories(read_rows(params.data.stories))]
    if EDGE_CASES.is_file():
        items += cleaner.edge_cases(read_rows(EDGE_CASES))
    return [item.record.story for item in items if isinstance(item, Cleaned)]


def examples(kept: Iterable[Kept], selection: Selection) -> list[Example]:
    """The selected answers themselves, in the order of the selection."""
    wanted = dict.fromkeys((*selection.good, *selection.recovered))
    found = {key_of(one): one for one in kept if key_of(one) in wanted}
    good = [Example("good", found[key]) for key in selection.good]
    return [*good, *(Example("recovered", found[key]) for key in selection.recovered)]


def write_extract(chosen: Sequence[Example], asked: dict[str, Any], folder: Path = FOLDER) -> str:
    """Write the three files in place of those that are there; SHA-256 of the file of generations.

    Args:
        chosen: what is to be written.
        asked: how it was selected.
        folder: where they go.

    """
    with replaced_folder(folder) as fresh:
        write_json(fresh / "stories.json", [_story(one.kept) for one in chosen])
        write_jsonl(fresh / "generations.jsonl", _generations(chosen))
        write_json(fresh / "extract.json", asked | {"examples": [_origin(one) for one in chosen]})
        return hashlib.sha256((fresh / "generations.jsonl").read_bytes()).hexdigest()


def _story(kept: Kept) -> dict[str, Any]:
    """A row of raw data: what was derived is derived again."""
    story = kept.request.story
    return {"id": story.id, "story": story.story, "acceptance_criteria": list(story.acceptance_criteria)}


def _generations(chosen: Sequence[Example]) -> Iterator[Generation]:
    for one in chosen:
        request = one.kept.request
        yield Generation(
            story_id=request.story.id,
            cell=request.cell,
            model_digest=request.model_digest,
            prompt_hash=request.prompt_hash,
            attempts=tuple(Attempt.model_validate(attempt.model_dump()) for attempt in request.attempts),
            test_cases=request.test_cases,
        )


def _origin(example: Example) -> dict[str, Any]:
    request, feedback = example.kept
    return {
        "story_id": request.story.id,
        "group": example.group,
        "why": _WHY[example.group](example.kept),
        "correlation_id": request.correlation_id,
        "kept_at": request.kept_at,
        "model": request.cell.model,
        "prompt": request.cell.prompt,
        "role": request.role,
        "attempts": [{"outcome": one.outcome, "detail": one.detail} for one in request.attempts],
        "smells": request.smells,
        "feedback": feedback.model_dump(mode="json", include={"rating", "action", "comment"})
        if feedback
        else None,
        "is_corrected": bool(feedback and feedback.corrected),
    }
