import csv
import io

import pytest

from casewright.leaderboard import rank, rounded, show, to_csv, to_markdown, with_interval
from casewright.metrics import measure
from casewright.records import Cell
from tests.builders import BASELINE_CELL, LARGE, SMALL, a_cell_score, a_choice, a_contender

CELLS = [
    a_cell_score(BASELINE_CELL, quality_score=0.4, tokens_per_s=None),
    a_cell_score(SMALL, quality_score=0.8),
    a_cell_score(LARGE, quality_score=0.9, latency_p95_s=None),
]
CHOICE = a_choice(SMALL, contenders=(a_contender(LARGE.name), a_contender(SMALL.name)))


def table(text):
    """The cells of a Markdown table, row by row."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]


def test_best_quality_first():
    """Cells are ordered by mean quality and say what became of them."""
    found = [(row.cell.cell, row.standing) for row in rank(CELLS, CHOICE)]

    assert [(LARGE, "tied"), (SMALL, "chosen"), (BASELINE_CELL, "reference")] == found


def test_names_decide_between_equals():
    """Equal quality, whatever the order of the input, gives one order."""
    equal = [a_cell_score(LARGE), a_cell_score(SMALL)]

    assert rank(equal, CHOICE) == rank(equal[::-1], CHOICE)
    assert SMALL == rank(equal, CHOICE)[0].cell.cell


def test_a_cell_without_quality_comes_last():
    """Not measured is no quality at all."""
    ranked = rank([a_cell_score(LARGE, quality_score=None), *CELLS[:2]], CHOICE)

    assert LARGE == ranked[-1].cell.cell


def test_the_csv_parses_back():
    """One record a cell; figures at full precision, an empty field for "not measured"."""
    third = a_cell_score(SMALL, quality_score=1 / 3, tokens_per_s=None)
    (record,) = csv.DictReader(io.StringIO(to_csv(rank([third], CHOICE))))

    assert (SMALL.name, SMALL.model, SMALL.prompt) == (record["cell"], record["model"], record["prompt"])
    assert 1 / 3 == float(record["quality_score"])
    assert ("", "") == (record["tokens_per_s"], record["quality_low"])
    assert "chosen" == record["standing"]


def test_the_csv_has_a_record_for_each_cell_in_order():
    """The file has the order of the leaderboard, and Unix line ends."""
    text = to_csv(rank(CELLS, CHOICE))

    assert [LARGE.name, SMALL.name, "baseline"] == [row["cell"] for row in csv.DictReader(io.StringIO(text))]
    assert "\r" not in text


def test_a_name_with_a_comma_survives_the_csv():
    """Quoting is the writer's."""
    odd = Cell(model='mo"del,1', prompt="a")
    (record,) = csv.DictReader(io.StringIO(to_csv(rank([a_cell_score(odd)], CHOICE))))

    assert odd.name == record["cell"]


def test_the_markdown_has_a_row_a_cell():
    """Head, rule, and one row of as many columns for each cell."""
    rows = table(to_markdown(rank(CELLS, CHOICE)))

    assert 2 + len(CELLS) == len(rows)
    assert {len(rows[0])} == set(map(len, rows))
    assert [LARGE.name, SMALL.name, "baseline"] == [row[0] for row in rows[2:]]


def test_not_measured_is_shown_as_such():
    """A figure that is not there is neither 0 nor empty."""
    rows = table(to_markdown(rank(CELLS, CHOICE)))

    assert 1 == rows[2].count("not measured")
    assert 0 == rows[3].count("not measured")


def test_a_bar_in_a_name_breaks_no_table():
    """A prompt file may be called so; the table keeps its columns."""
    odd = a_cell_score(Cell(model="llama3.2:1b", prompt="a|b"))
    rows = table(to_markdown(rank([odd], CHOICE)))

    assert len(rows[0]) == len(rows[2])


@pytest.mark.parametrize(
    ("expected", "name", "value"),
    [
        ("0.812", "quality_score", 0.8123),
        ("4.06", "quality_score_5", 4.0615),
        ("0.67", "cost_per_1000_usd", 0.6667),
        ("1.23", "latency_p50_s", 1.234),
        ("0.0012", "latency_p50_s", 0.00123),
        ("0.00", "latency_p50_s", 0.0),
        ("24.3", "throughput_per_min", 24.31),
        ("12,346", "throughput_per_min", 12345.6),
        ("not measured", "latency_p50_s", None),
    ],
)
def test_figures_are_rounded_as_people_read_them(expected, name, value):
    """As many digits as the unit deserves."""
    assert expected == show(measure(name, value, "no reason"))


def test_an_estimate_is_marked():
    """What was not measured but computed says so."""
    assert "0.67 (est.)" == show(measure("cost_per_1000_usd", 0.6667, basis="estimated"))


def test_an_interval_stands_beside_its_figure():
    """The bounds are rounded like the figure."""
    assert "0.800 (0.750 to 0.850)" == with_interval(measure("quality_score", 0.8, interval=(0.75, 0.85)))
    assert "0.800" == with_interval(measure("quality_score", 0.8))
    assert "-1.5" == rounded(-1.5, "count")
