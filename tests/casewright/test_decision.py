import pytest

from casewright.decision import Evidence, advise
from casewright.records import Cell
from tests.builders import a_cell_score

A, B, C = (Cell(model=model, prompt="rag") for model in ("a:1b", "b:3b", "c:8b"))
STORIES = 30


def spread(mean, width=0.01):
    """Thirty stories about a mean, in an order that depends on it, so that no two cells move together."""
    step = 7 if mean > 0.5 else 11
    return {f"US-{n}": mean + width * ((n * step) % STORIES / STORIES - 0.5) for n in range(STORIES)}


def advice(*cells, margin=0.05, timed=True):
    """What is recommended for cells given as (cell, quality, seconds, spread of the qualities)."""
    qualities = {cell.name: spread(quality, width) for cell, quality, _, width in cells}
    seconds = {cell.name: spread(second, 0.02 * second) for cell, _, second, _ in cells} if timed else {}
    rows = [
        a_cell_score(cell, quality_score=quality, latency_p50_s=second if timed else None)
        for cell, quality, second, _ in cells
    ]
    found = advise(rows, Evidence(qualities, seconds, 0.05, margin))
    return {one.use: (one.cell, one.reason) for one in found}


def test_each_use_gets_the_cell_that_is_shown_to_be_right_for_it():
    """The fastest, the best, and between them the fastest of those that are nearly as good as the best."""
    found = advice((A, 0.5, 1.0, 0.01), (B, 0.88, 2.0, 0.01), (C, 0.9, 4.0, 0.01))

    assert (A.name, f"shown to be faster than every other cell on {STORIES} stories") == found["low latency"]
    assert (C.name, f"shown to be better than every other cell on {STORIES} stories") == found["high quality"]
    assert B.name == found["balanced"][0]
    assert (
        "within 0.05 of the best quality, and to be faster than c:8b × rag: median 2.00 s beside 4.00 s"
        in (found["balanced"][1])
    )


def test_a_tie_in_quality_is_broken_by_speed_and_told():
    """Nobody is called the best where the stories do not show it."""
    cell, reason = advice((B, 0.9, 2.0, 0.2), (C, 0.9, 4.0, 0.2))["high quality"]

    assert B.name == cell
    assert reason.startswith("2 cells cannot be told from the best on 30 stories (")
    assert reason.endswith("of these it is the fastest")


def test_a_tie_in_quality_and_speed_says_so():
    """The lowest median is taken, and not called faster."""
    found = advice((B, 0.9, 2.0, 0.2), (C, 0.9, 2.0, 0.2))

    assert "though not shown to be faster than" in found["high quality"][1]
    assert "cannot be told from the fastest" in found["low latency"][1]
    assert found["high quality"][0] == found["balanced"][0]


def test_of_cells_equally_fast_the_best_is_taken_for_speed():
    """Speed that is not there is no reason to take a worse cell."""
    cell, reason = advice((A, 0.5, 2.0, 0.01), (B, 0.9, 2.0, 0.01))["low latency"]

    assert B.name == cell
    assert reason.endswith("of these it is shown to be the best")


def test_no_balance_is_recommended_that_is_not_shown():
    """A faster cell that may be far worse is no compromise."""
    cell, reason = advice((A, 0.5, 1.0, 0.01), (C, 0.9, 4.0, 0.01))["balanced"]

    assert C.name == cell
    assert reason.startswith(
        "no cell that is shown to be within 0.05 of the best quality is shown to be faster"
    )


def test_what_was_not_timed_is_not_recommended_for_speed():
    """Quality still has its recommendation."""
    found = advice((A, 0.5, 1.0, 0.01), (C, 0.9, 4.0, 0.01), timed=False)

    assert (None, "latency was not measured, or not on the same stories") == found["low latency"]
    assert C.name == found["high quality"][0]


@pytest.mark.parametrize("use", ["low latency", "balanced", "high quality"])
def test_a_single_cell_is_all_there_is(use):
    """It is named, and that there was nothing beside it."""
    assert (A.name, "the only cell within the limits: nothing to compare it with") == (
        advice((A, 0.5, 1.0, 0.01))[use]
    )
