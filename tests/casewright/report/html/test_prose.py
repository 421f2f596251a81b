import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.report.html.prose import breaking, kind_of, naming, prose


def test_our_markdown_becomes_html():
    """Emphasis, code, lists and tables, whose cells say what they hold."""
    html = prose("It is **better** (`a_b`).\n\n- one\n- two\n\n| cell | quality |\n|---|---|\n| x | 0.9 |")

    assert "<strong>better</strong> (<code>a_b</code>)" in html
    assert "<li>one</li>" in html
    assert '<th scope="col">quality</th>' in html
    assert '<td class="n">0.9</td>' in html


def test_a_name_may_go_on_in_the_next_line_after_a_mark():
    """Names of metrics and models have no spaces; what is markup in them stays text."""
    assert "retry_<wbr>rate" == breaking("retry_rate")
    assert "latency_<wbr>mean_s" == breaking("latency_mean_s")
    assert "&lt;b&gt;/<wbr>cd:<wbr>ef" == breaking("<b>/cd:ef")
    assert "long-name" == naming("n" * 37)
    assert not naming("llama3.2:3b × improved_v1")


def test_a_table_can_be_scrolled_by_keyboard():
    """It stands in a box that takes the focus."""
    html = prose("| a |\n|---|\n| b |")

    assert '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>' in html
    assert "</table></div>" in html


LAYOUT = {"p", "em", "strong", "code", "ul", "ol", "li", "br", "div"}
LAYOUT |= {"table", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize("text", ["<b>x</b>", "![x](http://h/x.png)", "[x](javascript:y)", "<http://h>"])
def test_html_links_and_images_stay_text(text):
    """What a model wrote is shown, never followed and never loaded."""
    html = prose(f"It said {text}.")

    assert not any(tag in html for tag in ("<b", "<img", "<a"))


@given(st.text())
def test_no_text_becomes_a_tag_that_does_something(text):
    """Whatever stands in it, only tags of layout come out."""
    names = {part.split(">")[0].split(" ")[0].strip("/") for part in prose(text).split("<")[1:]}

    assert names <= LAYOUT


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("0.9", "n"),
        ("+0.1 (0.0 to 0.2)", "n"),
        ("dev", "short"),
        ("x " * 30, "long"),
        ("9 of 9 " * 9, "long"),
    ],
)
def test_cells_are_set_by_what_they_hold(text, kind):
    """Figures and few words stay on a line, many words do not."""
    assert kind == kind_of(text)
