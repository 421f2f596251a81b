from casewright.checks import Check
from casewright.choice import OverLimits
from casewright.decision_matrix import to_markdown
from casewright.params import ChoiceParams
from tests.builders import BASELINE_CELL, LARGE, SMALL, a_cell_score, a_choice, a_contender, a_story_score
from tests.casewright.report.made import findings, tables

RULE = ChoiceParams(limits={}, alpha=0.05)
NAMES = (LARGE.name, SMALL.name)


def page(cells=(SMALL, LARGE), timed=True, **choice):
    """The page of a run over the baseline and some models; the large one is better and slower."""
    rows = [a_cell_score(cell, quality_score=quality(cell)) for cell in (BASELINE_CELL, *cells)]
    stories = [
        a_story_score(f"US-{n}", cell=row.cell, quality=quality(row.cell) + n % 3 / 100)
        for row in rows
        for n in range(12)
    ]
    seconds = {
        cell.name: {f"US-{n}": (quality(cell) * (1 + n / 100),) for n in range(12)} for cell in cells if timed
    }
    made = a_choice(**{"contenders": tuple(a_contender(one.name) for one in cells)} | choice)
    return to_markdown(findings(rows, made, stories), seconds, RULE)


def quality(cell):
    """Of a cell."""
    return {BASELINE_CELL: 0.3, SMALL: 0.5, LARGE: 0.9}[cell]


def test_every_cell_has_its_row_and_what_it_is_taken_for():
    """Model, prompt, size, quality, latency, memory and cost; the baseline is a floor."""
    cells, uses = tables(page())

    assert ["llama3.2:3b", "llama3.2:1b", "baseline"] == [row[0] for row in cells]
    assert "2.0 GB Q4_K_M" == cells[0][2]
    assert ["**balanced**, **high quality**", "**low latency**", "nothing: the floor to beat"] == [
        row[-1] for row in cells
    ]
    assert [("low latency", SMALL.name), ("balanced", LARGE.name), ("high quality", LARGE.name)] == [
        tuple(row[:2]) for row in uses
    ]


def test_a_cell_beyond_a_limit_is_recommended_for_nothing():
    """The limit that it misses stands in its row."""
    missed = Check(metric="latency_p95_s", limit="< 5", value=9.0, verdict="missed")
    text = page(
        contenders=(a_contender(SMALL.name),), over_limits=(OverLimits(name=LARGE.name, checks=(missed,)),)
    )

    assert "1 cells are within the limits, 1 are not." not in text
    assert "1 cell is within the limits, 1 is not." in text
    assert "nothing: latency_p95_s missed" == tables(text)[0][0][-1]


def test_without_a_cell_within_the_limits_nothing_is_recommended():
    """Three times none, and why."""
    text = page(meets_limits=False)

    assert "**No cell meets the limits" in text
    assert [["none", "no cell meets the limits"]] * 3 == [row[1:] for row in tables(text)[1]]


def test_without_a_model_there_is_nothing_to_decide():
    """The baseline alone is no decision."""
    text = page(cells=(), cell=BASELINE_CELL, name="baseline", is_language_model=False, contenders=())

    assert "No model was asked for." in text
    assert [["none", "no model was asked for"]] * 3 == [row[1:] for row in tables(text)[1]]
