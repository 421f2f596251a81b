import re
import shutil

import pytest

from casewright.errors import DataError
from casewright.files import read_jsonl, write_json, write_jsonl
from casewright.paths import GENERATIONS, JUDGEMENTS, REFERENCES, SCORES, STORIES, TIMINGS
from casewright.records import CaseScore, CellScore, Outcome, StoryScore, Subset
from casewright.records.judgements import CriterionScore, Judgement
from stages import score
from tests.builders import (
    BASELINE_CELL,
    ROOT,
    SMALL,
    a_generation,
    a_provenance,
    a_timing,
    conditions,
    shipped_references,
    shipped_stories,
)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """What `clean` and `generate` leave: two cells, of which the second failed at the first story."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "params.yaml", tmp_path)
    write_jsonl(STORIES, shipped_stories()[:3])
    write_jsonl(REFERENCES, shipped_references()[:3])
    write_json(JUDGEMENTS / "status.json", {"reason": "no judge is set"})
    for cell, outcome in ((BASELINE_CELL, Outcome.OK), (SMALL, Outcome.TIMEOUT)):
        ids = [story.id for story in shipped_stories()[:3]]
        generations = [a_generation(ids[0], cell=cell, outcomes=[outcome])]
        generations += [a_generation(id_, cell=cell) for id_ in ids[1:]]
        write_jsonl(GENERATIONS / f"{cell.slug}.jsonl", generations)
        write_jsonl(TIMINGS / f"{cell.slug}.jsonl", [a_timing(id_, cell=cell) for id_ in ids])
        write_json(TIMINGS / f"{cell.slug}.conditions.json", conditions(cell).model_dump(mode="json"))
    return tmp_path


def test_the_three_tables_are_written(project, capsys):
    """A row a case, a story and a cell, cells in the order of their names."""
    score.main()

    assert 3 * 3 + 2 * 3 == len(read_jsonl(SCORES / "cases.jsonl", CaseScore))
    assert 6 == len(read_jsonl(SCORES / "stories.jsonl", StoryScore))
    assert [BASELINE_CELL, SMALL] == [row.cell for row in read_jsonl(SCORES / "cells.jsonl", CellScore)]
    assert capsys.readouterr().out.startswith("score: 2 cells: 15 test cases ")


def test_a_reference_adopted_from_a_model_of_the_run_is_none(project):
    """For no cell: neither its author nor the others are held against it."""
    first, *others = shipped_references()[:3]
    provenance = a_provenance(model=SMALL.model)
    write_jsonl(REFERENCES, [first.model_copy(update={"provenance": provenance}), *others])
    score.main()
    recalls = [row.scores["reference_recall"] for row in read_jsonl(SCORES / "stories.jsonl", StoryScore)]

    assert [True, False, False] * 2 == [recall.value is None for recall in recalls]
    assert recalls[0].reason.startswith("the reference suite was adopted from")


def test_a_cell_has_a_row_for_each_subset_of_its_stories(project):
    """What is held out has figures of its own, beside those of the same cell on dev."""
    stories = [*shipped_stories()[:2], shipped_stories()[2].model_copy(update={"subset": Subset.HELD_OUT})]
    write_jsonl(STORIES, stories)
    score.main()

    assert [
        (BASELINE_CELL, Subset.DEV, 2),
        (BASELINE_CELL, Subset.HELD_OUT, 1),
        (SMALL, Subset.DEV, 2),
        (SMALL, Subset.HELD_OUT, 1),
    ] == [(row.cell, row.subset, row.stories) for row in read_jsonl(SCORES / "cells.jsonl", CellScore)]


def test_scoring_twice_writes_the_same_bytes(project):
    """Resampling is seeded and nothing depends on the time of day."""
    score.main()
    first = {path.name: path.read_bytes() for path in SCORES.iterdir()}
    score.main()

    assert first == {path.name: path.read_bytes() for path in SCORES.iterdir()}


def test_a_failed_story_is_in_the_tables(project):
    """The failure counts in the cell's rates."""
    score.main()
    failed = read_jsonl(SCORES / "cells.jsonl", CellScore)[1]

    assert pytest.approx(2 / 3) == failed.scores["success_rate"].value


def test_without_generations_the_stage_says_what_to_run(tmp_path):
    """An empty folder is an error, not an empty table."""
    with pytest.raises(DataError, match="no generations in it; run `dvc repro generate`"):
        list(score.Inputs(generations=tmp_path, timings=tmp_path).cells())


@pytest.mark.parametrize("missing", [f"{SMALL.slug}.jsonl", f"{SMALL.slug}.conditions.json"])
def test_timings_that_are_missing_are_named(project, missing):
    """A cell without its measurements is an error with the file's name."""
    (TIMINGS / missing).unlink()
    with pytest.raises(DataError, match=f"{missing}: there is no such file"):
        score.main()


def test_processes_change_nothing_but_the_time(project):
    """Chunks come back in their order, so two processes write the bytes that one writes."""
    ids = [f"US-{number:03d}" for number in range(150)]
    story, reference = shipped_stories()[0], shipped_references()[0]
    write_jsonl(STORIES, [story.model_copy(update={"id": one}) for one in ids])
    write_jsonl(REFERENCES, [reference.model_copy(update={"story_id": one}) for one in ids[:100]])
    for cell in (BASELINE_CELL, SMALL):
        write_jsonl(GENERATIONS / f"{cell.slug}.jsonl", [a_generation(one, cell=cell) for one in ids])
        write_jsonl(TIMINGS / f"{cell.slug}.jsonl", [a_timing(one, cell=cell) for one in ids])
    written = []
    for processes in (1, 2):
        settings = (project / "params.yaml").read_text(encoding="utf-8")
        settings = re.sub(r"  processes: .*", f"  processes: {processes}", settings)
        (project / "params.yaml").write_text(settings, encoding="utf-8")
        score.main()
        written.append({path.name: path.read_bytes() for path in SCORES.iterdir()})

    assert written[0] == written[1]


def test_what_is_wrong_in_another_process_is_told_as_here(project):
    """A line that is no generation stops the stage with its file and number, and leaves no table."""
    settings = (project / "params.yaml").read_text(encoding="utf-8")
    (project / "params.yaml").write_text(settings.replace("  processes: null", "  processes: 2"))
    file = GENERATIONS / f"{SMALL.slug}.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([lines[0], "{}", lines[2]]) + "\n", encoding="utf-8")

    with pytest.raises(DataError, match=rf"{file.name}: line 2: "):
        score.main()
    assert not SCORES.exists()


def test_judgements_are_scored_with_the_suites_that_they_are_about(project):
    """Where there was a judge each story has its marks; a cell without as many judgements is refused."""
    judgements = [
        Judgement(
            story_id=story.id, cell=SMALL, judge="qwen3:8b", judge_digest="d", prompt_hash="p",
            scores={"relevance": CriterionScore(score=4, lowest=4, highest=4, samples=1)},
        )
        for story in shipped_stories()[:3]
    ]  # fmt: skip
    file = JUDGEMENTS / f"{SMALL.slug}.jsonl"
    write_jsonl(file, judgements)
    score.main()
    judged = {
        row.cell: row.scores["judge_relevance"].value for row in read_jsonl(SCORES / "cells.jsonl", CellScore)
    }
    write_jsonl(file, judgements[:2])

    assert {BASELINE_CELL: None, SMALL: 4.0} == judged
    with pytest.raises(DataError, match="3 generations, 3 timings, 2 judgements for 3 stories"):
        score.main()
