import re
from xml.etree import ElementTree

import pytest

from casewright.report.html.charts import (
    GroupRow,
    LatencyRow,
    Place,
    QualityRow,
    front_chart,
    group_chart,
    latency_chart,
    quality_chart,
)

ODD = "m$x_1$ <b>&\"' 模型 🙂" + "n" * 90


def charts(name):
    """One of each, of a cell with such a name beside another."""
    rows = [QualityRow(name, "chosen", 0.9, (0.8, 0.95), 0.85), QualityRow("b", "tied", 0.5, None, None)]
    places = [
        Place(1, name, "chosen", 0.9, (0.8, 0.95), 2.0, True),
        Place(2, "b", "tied", 0.5, None, 0.001, True),
    ]
    return (
        quality_chart(rows),
        front_chart(places),
        latency_chart([LatencyRow(name, [0.001, 2.0, 9.0]), LatencyRow("b", [])], 5),
        group_chart("difficulty", "By difficulty", ("easy", "hard"), [GroupRow(name, (0.5, None))]),
    )


@pytest.mark.parametrize("name", ["llama3.2:1b × basic", ODD])
def test_charts_can_be_read_aloud_and_follow_the_page(name):
    """Each has a title, a description and the page's colours, and neither style nor script nor a link out."""
    for chart in charts(name):
        for svg in (chart.wide, chart.narrow):
            root = ElementTree.fromstring(svg)
            labels = root.attrib["aria-labelledby"].split()
            ids = [one.attrib["id"] for one in root.iter() if "id" in one.attrib]

            assert "img" == root.attrib["role"]
            assert labels == ids[:2]
            assert len(ids) == len(set(ids))
            assert not re.search(r"\bstyle\b|<script|https?://(?!www\.w3\.org)|#0[0-9]0", svg)


def test_prompts_of_a_model_with_a_long_name_are_told_apart():
    """The name that stands above a row keeps its end."""
    names = [f"hf.co/some-team/A-Model-With-A-Very-Long-Name-8B:Q4_K_M × {one}" for one in ("basic", "rag")]
    chart = quality_chart([QualityRow(name, "", 0.5, None, None) for name in names])
    texts = [
        one.text or "" for one in ElementTree.fromstring(chart.narrow).iter() if one.tag.endswith("text")
    ]

    assert ["× basic", "× rag"] == [text[text.index("×") :] for text in texts if "×" in text]


def test_held_out_is_explained_where_it_is_drawn():
    """Too few stories leave none to hold out, and then there is no such mark."""
    without = quality_chart([QualityRow("a", "chosen", 0.5, None, None)])

    assert "held out" not in without.legend
    assert "◇ held out" in charts("a")[0].legend


def test_the_same_figures_give_the_same_bytes():
    """Nothing of the clock or of chance is in a chart."""
    assert charts("a") == charts("a")


def test_the_description_tells_the_figures():
    """Who does not see the line hears how many were over it."""
    chart = latency_chart([LatencyRow("a", [1.0, 6.0, 7.0])], 5)

    assert "Over 5 s: a 2 of 3." in chart.wide
