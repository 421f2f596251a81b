"""A finished run for tests of its logging: two cells over two stories, and the project's own prompts."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from casewright.files import write_json, write_jsonl, write_text
from casewright.params import load_params
from casewright.paths import CHOICE, GENERATIONS, JUDGEMENTS, LEADERBOARD, REFERENCES, REPORT, SCORES, STORIES
from casewright.prompts import load_prompt
from casewright.records import Outcome, Subset
from casewright.tracking import Publication, digest, params_digest
from tests.builders import (
    BASELINE_CELL,
    ROOT,
    SMALL,
    a_cell_score,
    a_choice,
    a_generation,
    a_story,
    a_story_score,
    empty_store,
)

PARAMS = load_params(ROOT / "params.yaml")
CHOICE_OF_SMALL = a_choice(
    SMALL,
    prompt_hash=load_prompt("improved_v1", ROOT / "prompts").hash,
    generate=PARAMS.generate.model_dump(mode="json"),
    reason="It is the best. It is better than the baseline.",
    data_digest="d1935",
)
STORY_SCORES = [
    a_story_score("US-001", cell=SMALL, problem="case 1: an oracle that quotes the story"),
    a_story_score("US-002", cell=SMALL, quality=0.6, subset=Subset.HELD_OUT, outcome=Outcome.TIMEOUT),
    a_story_score("US-001", cell=BASELINE_CELL, quality=0.4),
]
PUBLICATION = Publication(
    key="k1",
    params=PARAMS,
    choice=CHOICE_OF_SMALL,
    cells=[
        a_cell_score(BASELINE_CELL, quality_score=0.4),
        a_cell_score(SMALL, subset=Subset.HELD_OUT, quality_score=0.7, reference_recall=None),
        a_cell_score(SMALL, subset=Subset.EDGE_CASE, quality_score=0.3, reference_recall=None),
        a_cell_score(SMALL, quality_score=0.8, tokens_per_s=None),
    ],
    stories=STORY_SCORES,
    artifacts=(REPORT,),
    artifacts_with_texts=(REPORT.with_suffix(".html"),),
)


def leave(folder: Path) -> None:
    """Write what the stages of that run leave in a project's folder."""
    shutil.copytree(ROOT / "prompts", folder / "prompts")
    shutil.copy(ROOT / "params.yaml", folder)
    write_jsonl(folder / STORIES, [a_story(id="US-001"), a_story(id="US-002")])
    write_jsonl(folder / REFERENCES, [])
    write_jsonl(
        folder / GENERATIONS / f"{SMALL.slug}.jsonl",
        [a_generation("US-001"), a_generation("US-002", outcomes=[Outcome.TIMEOUT])],
    )
    write_jsonl(folder / GENERATIONS / f"{BASELINE_CELL.slug}.jsonl", [a_generation(cell=BASELINE_CELL)])
    write_jsonl(folder / SCORES / "cells.jsonl", PUBLICATION.cells)
    write_jsonl(folder / SCORES / "stories.jsonl", PUBLICATION.stories)
    write_json(folder / JUDGEMENTS / "status.json", {"reason": "no judge is set"})
    for report in (REPORT, LEADERBOARD, REPORT.with_suffix(".html")):
        write_text(folder / report, "written\n")
    choice = CHOICE_OF_SMALL.model_copy(
        update={
            "params_digest": params_digest(PARAMS),
            "data_digest": digest(folder / STORIES, folder / REFERENCES),
        }
    )
    write_json(folder / CHOICE, choice.model_dump(mode="json"))


@contextmanager
def project_in(folder: Path) -> Iterator[Path]:
    """A project's folder with that run in it, and an empty store; the working directory meanwhile."""
    leave(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", empty_store(folder))
        patch.chdir(folder)
        yield folder
