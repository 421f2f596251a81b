import csv
import json

import pytest
import yaml

from casewright.metrics import measure
from casewright.plots import latency, quality_by_difficulty, quality_latency, write_plots
from casewright.records import Subset
from tests.builders import BASELINE_CELL, LARGE, ROOT, SMALL, a_cell_score, a_choice, a_story_score
from tests.casewright.report.made import findings

DECLARED = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["plots"]
PLOTS = {name: plot for entry in DECLARED for name, plot in entry.items()}


def rows(text):
    """A table as one dictionary a line."""
    return list(csv.DictReader(text.splitlines()))


def board(*cells):
    """The leaderboard of some cells, of which the small one is chosen."""
    return findings(list(cells), a_choice()).leaderboard


def test_latency_is_told_as_percent_of_stories_answered_within_seconds():
    """Shortest, median and longest of all repeats, beside the target in seconds."""
    durations = {SMALL.name: {"US-1": (1.0, 2.0), "US-2": (3.0,)}, "gone": {"US-1": (9.0,)}}
    found = rows(latency(board(a_cell_score(SMALL)), durations, 5000))

    assert {SMALL.name} == {row["cell"] for row in found}
    assert {"0": "1", "50": "2", "100": "3"}.items() <= {
        row["percent"]: row["latency_s"] for row in found
    }.items()
    assert {"5.0"} == {row["sla_s"] for row in found}


def test_a_cell_without_timings_has_no_latency():
    """Not measured is no line in the plot, and not a line at 0."""
    assert [] == rows(latency(board(a_cell_score(SMALL)), {SMALL.name: {}}, 5000))


def test_quality_by_difficulty_is_a_mean_with_an_interval():
    """Of dev stories, each difficulty that has any; one story has no interval but itself."""
    stories = [
        a_story_score("US-1", quality=0.5),
        a_story_score("US-2", quality=0.7),
        a_story_score("US-3", quality=0.9, difficulty="hard"),
        a_story_score("US-4", quality=0.1, subset=Subset.HELD_OUT),
    ]
    easy, hard = rows(quality_by_difficulty(board(a_cell_score(SMALL)), stories))

    assert ("easy", "2", "0.6") == (easy["difficulty"], easy["stories"], easy["quality"])
    assert float(easy["low"]) < 0.6 < float(easy["high"])
    assert ["hard", "1", "0.9", "0.9", "0.9"] == list(hard.values())[1:]


def test_quality_against_latency_says_where_each_cell_stands():
    """Chosen, reference or behind; what was not timed has no place in the plane."""
    cells = [
        a_cell_score(BASELINE_CELL, quality_score=0.4),
        a_cell_score(SMALL, quality_score=0.8, latency_p50_s=1.5),
        a_cell_score(LARGE, latency_p50_s=None),
    ]
    cells[1].scores["quality_score"] = measure("quality_score", 0.8, interval=(0.7, 0.9))
    chosen, reference = rows(quality_latency(board(*cells)))

    assert [SMALL.name, "chosen", "1.5", "0.8", "0.7", "0.9"] == list(chosen.values())
    assert [BASELINE_CELL.name, "reference"] == list(reference.values())[:2]


def test_the_tables_are_those_that_dvc_draws(tmp_path):
    """Every plot of dvc.yaml names a table and columns that are written."""
    write_plots(tmp_path, board(a_cell_score(SMALL)), [], {}, 5000)
    heads = {path.name: path.read_text().splitlines()[0].split(",") for path in tmp_path.iterdir()}
    drawn = {
        (file.rpartition("/")[2], column)
        for plot in PLOTS.values()
        for axis in ("x", "y")
        for file, column in plot[axis].items()
    }

    assert set(heads) == {file for file, _ in drawn}
    assert [] == [(file, column) for file, column in drawn if column not in heads[file]]


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_has_a_title_labels_and_a_template_that_takes_them(name):
    """The template is there, is JSON, and has a place for all that DVC fills in."""
    plot = PLOTS[name]
    template = (ROOT / ".dvc/plots" / f"{plot['template']}.json").read_text(encoding="utf-8")

    assert all(plot[key] for key in ("title", "x_label", "y_label"))
    assert json.loads(template)["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    for anchor in ("DATA", "TITLE", "X", "Y", "X_LABEL", "Y_LABEL"):
        assert f'"<DVC_METRIC_{anchor}>"' in template


@pytest.mark.parametrize("name", PLOTS)
def test_the_legend_of_a_plot_cuts_no_name(name):
    """The prompt is at the end of a cell's name, and a model's name can be long; 0 is no limit."""
    template = (ROOT / ".dvc/plots" / f"{PLOTS[name]['template']}.json").read_text(encoding="utf-8")

    assert 0 == json.loads(template)["config"]["legend"]["labelLimit"]
