import pytest

from casewright.durations import durations_in, means
from casewright.errors import DataError
from casewright.files import write_jsonl, write_text
from tests.builders import LARGE, SMALL, a_timing


def unknown(story_id, **changes):
    """A timing of a reply that was stored under other conditions."""
    return a_timing(story_id, source="stored", **dict.fromkeys(("wall_s", "prompt_s", "generation_s")))


@pytest.fixture
def folder(tmp_path):
    """Timings of two cells: one with two repeats a story, one with a story that was stored elsewhere."""
    timings = [a_timing("US-1", seconds=1.0), a_timing("US-1", seconds=3.0), a_timing("US-2", seconds=5.0)]
    write_jsonl(tmp_path / "small.jsonl", timings)
    write_jsonl(tmp_path / "large.jsonl", [a_timing("US-1", seconds=7.0, cell=LARGE)])
    return tmp_path


def test_seconds_are_told_by_cell_and_story(folder):
    """One figure for each repeat, of the stories that were asked for."""
    assert {SMALL.name: {"US-1": (1.0, 3.0)}, LARGE.name: {"US-1": (7.0,)}} == durations_in(folder, ["US-1"])


def test_repeats_are_one_story_on_average(folder):
    """Who compares cells story by story compares means."""
    found = means(durations_in(folder, ["US-1", "US-2"]))

    assert {"US-1": 2.0, "US-2": 5.0} == found[SMALL.name]


def test_a_line_that_is_no_timing_is_named(folder):
    """File and line."""
    write_text(folder / "other.jsonl", "{}\n")

    with pytest.raises(DataError, match=r"other.jsonl: line 1"):
        durations_in(folder, ["US-1"])
