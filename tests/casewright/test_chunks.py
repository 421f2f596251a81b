import pytest

from casewright.chunks import processes_for, score_lines
from casewright.errors import DataError
from casewright.files import write_jsonl
from casewright.lines import CellFiles, ReferenceLines, story_lines
from casewright.records import ReferenceSuite, StoryScore
from tests.builders import SMALL, a_generation, a_story, a_suite, a_timing, a_yardstick, conditions

IDS = ["US-001", "US-002", "US-003"]


def cell(folder, generations=None, timings=None, repeats=1):
    """The files of a cell on three stories."""
    write_jsonl(folder / "stories.jsonl", [a_story(id=one) for one in IDS])
    write_jsonl(
        folder / "references.jsonl", [ReferenceSuite(story_id=one, test_cases=a_suite()) for one in IDS[1:]]
    )
    repeated = [one for one in IDS for _ in range(repeats)]
    write_jsonl(folder / "cell.jsonl", generations or [a_generation(one) for one in repeated])
    write_jsonl(folder / "times.jsonl", timings or [a_timing(one) for one in repeated])
    return CellFiles(folder / "cell.jsonl", folder / "times.jsonl", conditions(repeats=repeats))


def scored(folder, files):
    """The story rows of a cell."""
    with ReferenceLines(folder / "references.jsonl") as references:
        rows = story_lines(files, folder / "stories.jsonl", references)
        chunks = list(score_lines(rows, a_yardstick(), 1, chunk=2))
    return [StoryScore.model_validate_json(line) for one in chunks for line in one.stories.splitlines()]


def test_each_story_meets_its_own_generation_and_reference(tmp_path):
    """Stories come in their order; one without a reference is scored without."""
    rows = scored(tmp_path, cell(tmp_path))

    assert IDS == [row.story_id for row in rows]
    assert [None, 1.0, 1.0] == [row.scores["reference_recall"].value for row in rows]


def test_repeats_of_a_story_become_one_row(tmp_path):
    """Two suites a story are one row with the quality of each."""
    rows = scored(tmp_path, cell(tmp_path, repeats=2))

    assert IDS == [row.story_id for row in rows]
    assert [2, 2, 2] == [len(row.quality_by_repeat) for row in rows]


@pytest.mark.parametrize(
    "broken",
    [
        {"generations": [a_generation("US-001")]},
        {"generations": [a_generation(one) for one in [*IDS, "US-004"]]},
        {"timings": [a_timing(one) for one in IDS[:2]]},
        {"repeats": 2, "generations": [a_generation(one) for one in IDS]},
    ],
    ids=["generations missing", "one too many", "a timing missing", "a repeat missing"],
)
def test_a_cell_that_is_not_whole_is_refused(tmp_path, broken):
    """A rate over other stories than the other cells have would mean nothing."""
    files = cell(tmp_path, **broken)

    with pytest.raises(DataError, match=rf"cell '{SMALL.name}': \d generations, .* run `dvc repro"):
        scored(tmp_path, files)


def test_a_generation_of_another_story_is_named(tmp_path):
    """What stands in the place of a story has to be of that story."""
    files = cell(tmp_path, generations=[a_generation(one) for one in ("US-001", "US-009", "US-003")])

    with pytest.raises(DataError, match=r"cell.jsonl: line 2: story_id: expected 'US-002'.*got 'US-009'"):
        scored(tmp_path, files)


def test_few_stories_are_scored_in_this_process():
    """A process takes longer to start than it saves on fifty stories; what is asked for is done."""
    assert 1 == processes_for(49, None)
    assert 1 <= processes_for(100_000, None)
    assert 3 == processes_for(49, 3)
