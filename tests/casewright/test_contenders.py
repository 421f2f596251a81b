import pytest

from casewright.contenders import common_stories, qualities_of, rank
from casewright.metrics import measure
from casewright.records import Cell, Outcome, Subset
from tests.builders import LARGE, SMALL, a_cell_score, a_story_score

STORIES = [f"US-{number:03d}" for number in range(1, 31)]


def test_qualities_are_those_of_a_subset():
    """Failures are 0, and what was not measured is not there: neither is the other."""
    rows = [
        a_story_score("US-001", quality=0.8),
        a_story_score("US-002", quality=0.0, outcome=Outcome.TIMEOUT),
        a_story_score("US-003", quality=None),
        a_story_score("US-004", subset=Subset.HELD_OUT),
        a_story_score("US-001", cell=LARGE, quality=0.7),
    ]

    assert {SMALL.name: {"US-001": 0.8, "US-002": 0.0}, LARGE.name: {"US-001": 0.7}} == qualities_of(
        rows, Subset.DEV
    )
    assert {SMALL.name: {"US-004": 0.8}} == qualities_of(rows, Subset.HELD_OUT)


def test_what_all_have_is_compared():
    """In the order of the ids, whatever the order of the rows; a cell without any leaves nothing."""
    qualities = {SMALL.name: {"c": 1.0, "a": 1.0, "b": 0.0}, LARGE.name: {"b": 1.0, "c": 0.5}}
    cells = [a_cell_score(SMALL), a_cell_score(LARGE)]

    assert ["b", "c"] == common_stories(cells, qualities)
    assert [] == common_stories([*cells, a_cell_score(Cell(model="other", prompt=None))], qualities)


def test_all_failed_is_a_tie_at_0():
    """Cells of which every story failed are equal, not unmeasured."""
    cells = [a_cell_score(cell, stories=30, quality_score=0.0) for cell in (SMALL, LARGE)]
    found = rank(cells, {cell.cell.name: dict.fromkeys(STORIES, 0.0) for cell in cells}, 0.05)

    assert [(0.0, 0.0, 1.0, True, (0.0, 0.0) if place else None) for place in (0, 1)] == [
        (one.quality, one.difference, one.p_value, one.tied, one.interval) for one in found.contenders
    ]


def test_the_mean_is_that_of_the_stories_compared():
    """A cell that was scored on easy stories more is not better for it."""
    qualities = {SMALL.name: {"a": 0.5, "b": 0.5, "c": 1.0}, LARGE.name: {"a": 0.6, "b": 0.6}}
    cells = [
        a_cell_score(SMALL, stories=3, quality_score=2 / 3),
        a_cell_score(LARGE, stories=2, quality_score=0.6),
    ]
    found = rank(cells, qualities, 0.05)

    assert [(LARGE.name, 0.6), (SMALL.name, 0.5)] == [(one.name, one.quality) for one in found.contenders]
    assert ("a", "b") == found.stories
    assert (f"{LARGE.name} has 2 of 3",) == found.short


@pytest.mark.parametrize("margin", [None, 0.05])
def test_the_best_is_always_in_the_set(margin):
    """Something has to be named, with or without a margin."""
    cells = [a_cell_score(SMALL, quality_score=None)]
    found = rank(cells, {SMALL.name: {}}, 0.05, margin=margin)

    assert [(0.0, True)] == [(one.quality, one.tied) for one in found.contenders]


def test_a_score_of_another_metric_is_no_quality():
    """Only the composite counts."""
    row = a_story_score().model_copy(
        update={
            "scores": {"quality_score": measure("quality_score", 0.3), "step_score": measure("step_score", 1)}
        }
    )

    assert {"US-001": 0.3} == qualities_of([row], Subset.DEV)[SMALL.name]
