from casewright.records import Cell, Subset
from casewright.tracking.charts import latency_chart, quality_chart
from tests.builders import BASELINE_CELL, SMALL, a_cell_score
from tests.casewright.tracking.made import PUBLICATION


def shown(figure):
    """What stands at the left of the chart, and its legend."""
    (axes,) = figure.axes
    legend = axes.get_legend()
    labels = [text.get_text() for text in legend.get_texts()] if legend else []
    return [label.get_text() for label in axes.get_yticklabels()], labels


def test_quality_has_a_line_a_cell_and_both_subsets():
    """By name, dev beside held out."""
    figure = quality_chart(PUBLICATION.dev, PUBLICATION.cells)

    assert ([SMALL.name, "baseline"], ["dev", "held out"]) == shown(figure)


def test_latency_is_held_against_the_limit():
    """The limit is in the legend; a cell that was not timed keeps its line."""
    rows = [a_cell_score(SMALL), a_cell_score(BASELINE_CELL, latency_p50_s=None, latency_p95_s=None)]
    figure = latency_chart(rows, 5.0)

    assert ([SMALL.name, "baseline"], ["limit of the 95th percentile: 5 s"]) == shown(figure)


def test_long_names_leave_room_for_the_chart():
    """The label is cut in its middle: its end tells the prompts of one model apart."""
    model = "hf.co/some-team/A-Model-With-A-Very-Long-Name-8B-GGUF:Q4_K_M"
    labels, _ = shown(latency_chart([a_cell_score(Cell(model=model, prompt=one)) for one in ("a", "b")], 5.0))

    assert ["a", "b"] == [label[-1] for label in labels]
    assert 40 == max(map(len, labels))


def test_without_any_held_out_story_there_is_no_such_point():
    """The legend names what is there."""
    rows = [a_cell_score(SMALL)]

    assert Subset.DEV is rows[0].subset
    assert ["dev"] == shown(quality_chart(rows, rows))[1]
