import pytest

from casewright.checks import Check
from casewright.contenders import OverLimits
from casewright.records import CaseType, Subset, TypeScore
from casewright.report.html import tables
from casewright.report.html.charts import LatencyRow
from tests.builders import BASELINE_CELL, LARGE, SMALL, a_cell_score, a_choice, a_story_score
from tests.casewright.report.made import findings

CELLS = [
    a_cell_score(SMALL, quality_score=0.9, latency_p50_s=2.0),
    a_cell_score(LARGE, quality_score=0.8, latency_p50_s=3.0),
    a_cell_score(BASELINE_CELL, quality_score=0.95, latency_p50_s=0.001),
]
TARGETS = tuple(
    Check(metric=metric, limit="any", value=None, verdict=verdict)
    for metric, verdict in (
        ("quality_score", "met"),
        ("retry_rate", "not measured"),
        ("latency_p50_s", "missed"),
    )
)
FOUND = findings(CELLS, a_choice(targets=TARGETS))
EVERY = (
    tables.leaderboard(FOUND),
    tables.checks("Targets", TARGETS, FOUND),
    tables.metrics(FOUND),
    tables.all_cells(FOUND),
    tables.front(tables.places(FOUND)),
    tables.latency(FOUND, [LatencyRow(SMALL.name, [1.0])], 5.0),
    tables.by_difficulty(FOUND).table("Difficulty"),
    tables.by_domain(FOUND).table("Domain"),
    tables.by_type(FOUND).table("Type"),
)


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.caption)
def test_every_row_is_as_wide_as_its_head(table):
    """A figure stands under the name of its column."""
    assert table.rows
    assert {len(table.head)} == {len(row) for row in table.rows}


def test_a_cell_that_a_limit_keeps_out_is_out():
    """Whether it missed the limit or was not measured against it: the section below says which."""
    check = Check(metric="latency_p95_s", limit="< 5", value=None, verdict="not measured")
    out = OverLimits(name=LARGE.name, checks=(check,))
    rows = tables.leaderboard(findings(CELLS, a_choice(over_limits=(out,)))).rows

    assert {SMALL.name: "chosen", LARGE.name: "out", BASELINE_CELL.name: "reference"} == {
        row[0]: row[2] for row in rows
    }


def test_what_is_missed_comes_first():
    """Then what nobody measured; what is met is no news."""
    rows = tables.checks("Targets", TARGETS, FOUND).rows

    assert ["missed", "not measured", "met"] == [row[3] for row in rows]


def test_the_front_is_of_the_cells_that_were_asked_for():
    """The baseline is faster than any model and no rival; a cell that is worse and slower is behind."""
    places = {place.name: (place.rank, place.in_front) for place in tables.places(FOUND)}

    assert {SMALL.name: (2, True), LARGE.name: (3, False)} == places


def test_a_cell_whose_latency_was_not_measured_has_no_place():
    """It is in the leaderboard and not in the chart."""
    found = findings([a_cell_score(SMALL, latency_p50_s=None)])

    assert [] == tables.places(found)


def test_difficulties_are_means_over_dev_stories():
    """Neither held-out stories nor edge cases are in them; what does not occur is empty."""
    stories = [a_story_score("US-1", quality=0.9), a_story_score("US-2", quality=0.0)]
    stories += [a_story_score(subset.value, quality=0.1, subset=subset) for subset in list(Subset)[1:]]
    found = tables.by_difficulty(findings([a_cell_score(SMALL)], stories=stories))

    assert (0.45, None, None) == found.rows[0].values
    assert (2, 0, 0) == found.counts


def test_types_are_those_of_the_cases():
    """The quality that the scorers of cases give, of dev cases."""
    types = [
        TypeScore(cell=SMALL, subset=subset, type=CaseType.NEGATIVE, cases=4, quality=0.5, smells={})
        for subset in (Subset.DEV, Subset.HELD_OUT)
    ]
    found = tables.by_type(findings([a_cell_score(SMALL)], types=types))

    assert (None, 0.5, None, None) == found.rows[0].values
    assert (0, 4, 0, 0) == found.counts


def test_frequent_domains_are_shown_and_the_others_counted():
    """A dozen fit; the page says how many are left out."""
    stories = [a_story_score(f"US-{n}", domain=f"d{n % 15:02d}") for n in range(20)]
    found = tables.by_domain(findings([a_cell_score(SMALL)], stories=stories))

    assert [f"d{n:02d}" for n in range(12)] == list(found.groups)
    assert 3 == found.left_out
