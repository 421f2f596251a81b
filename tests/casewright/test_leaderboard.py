import csv
import io

from casewright.leaderboard import rank, to_csv, to_markdown
from casewright.metrics import measure
from casewright.records import Cell, Subset
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


HELD_OUT = a_cell_score(SMALL, subset=Subset.HELD_OUT, stories=2, quality_score=0.7)
EDGE = a_cell_score(SMALL, subset=Subset.EDGE_CASE, stories=9, quality_score=0.1)


def test_only_dev_rows_have_a_place():
    """What is held out stands beside its cell; edge cases have no part in the ranking."""
    ranked = rank([HELD_OUT, EDGE, *CELLS], CHOICE)

    assert [LARGE, SMALL, BASELINE_CELL] == [row.cell.cell for row in ranked]
    assert [None, HELD_OUT, None] == [row.held_out for row in ranked]


def test_the_csv_has_the_held_out_quality_beside_that_on_dev():
    """With the number of stories and the interval; 0 stories and empty fields where nothing was held out."""
    quality = measure("quality_score", 0.7, interval=(0.6, 0.8))
    held_out = HELD_OUT.model_copy(update={"scores": HELD_OUT.scores | {"quality_score": quality}})
    names = ("held_out_stories", "held_out_quality", "held_out_quality_low", "held_out_quality_high")
    records = csv.DictReader(io.StringIO(to_csv(rank([*CELLS, held_out, EDGE], CHOICE))))
    found = {record["cell"]: [record[name] for name in names] for record in records}

    assert ["2", "0.7", "0.6", "0.8"] == found[SMALL.name]
    assert ["0", "", "", ""] == found[LARGE.name]
