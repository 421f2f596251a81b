"""How long each cell took over each story: the model's own time, from the timings that `generate` left."""

from collections.abc import Collection, Mapping
from pathlib import Path

from casewright.jsonl import Records
from casewright.records import Timing

Durations = Mapping[str, Mapping[str, tuple[float, ...]]]
"""For each cell by name: the seconds of each of its stories by id, one for each repeat.

A story with a repeat that was not measured under the conditions of the run is not there.
"""


def durations_in(folder: Path, stories: Collection[str]) -> dict[str, dict[str, tuple[float, ...]]]:
    """What was measured of some stories, a file a cell.

    Args:
        folder: of timings.
        stories: ids of those to look at.

    Raises:
        DataError: a line is no timing; names file, line and field.

    """
    found: dict[str, dict[str, tuple[float, ...]]] = {}
    wanted, unknown = set(stories), set[tuple[str, str]]()
    for file in sorted(folder.glob("*.jsonl")):
        for timing in Records(file, Timing):
            if timing.story_id not in wanted:
                continue
            of_cell, seconds = found.setdefault(timing.cell.name, {}), timing.latency_s
            if seconds is None:
                unknown.add((timing.cell.name, timing.story_id))
            else:
                of_cell[timing.story_id] = (*of_cell.get(timing.story_id, ()), seconds)
    for cell, story in unknown:
        found[cell].pop(story, None)
    return found


def means(durations: Durations) -> dict[str, dict[str, float]]:
    """Mean seconds of each story over its repeats, by cell."""
    return {
        cell: {story: sum(seconds) / len(seconds) for story, seconds in of_cell.items()}
        for cell, of_cell in durations.items()
    }
