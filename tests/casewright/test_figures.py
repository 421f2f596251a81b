import pytest

from casewright.figures import (
    counted,
    percent,
    rounded,
    show,
    signed,
    signed_span,
    some,
    squeezed,
    table,
    with_interval,
)
from casewright.metrics import measure


@pytest.mark.parametrize(
    ("expected", "name", "value"),
    [
        ("0.812", "quality_score", 0.8123),
        ("0.00", "self_score_correlation", -0.001),
        ("4.06", "quality_score_5", 4.0615),
        ("0.67", "cost_per_1000_usd", 0.6667),
        ("1.23", "latency_p50_s", 1.234),
        ("0.0012", "latency_p50_s", 0.00123),
        ("0.00", "latency_p50_s", 0.0),
        ("0.000016", "latency_p50_s", 0.0000162),
        ("24.3", "throughput_per_min", 24.31),
        ("12,346", "throughput_per_min", 12345.6),
        ("not measured", "latency_p50_s", None),
    ],
)
def test_figures_are_rounded_as_people_read_them(expected, name, value):
    """As many digits as the unit deserves."""
    assert expected == show(measure(name, value, "no reason"))


@pytest.mark.parametrize(("expected", "longest"), [("abc-def × p", 11), ("abc…× p", 7)])
def test_a_long_name_loses_its_middle(expected, longest):
    """What it ends with tells two prompts of one model apart."""
    assert expected == squeezed("abc-def × p", longest)


def test_an_estimate_is_marked():
    """What was not measured but computed says so."""
    assert "0.67 (est.)" == show(measure("cost_per_1000_usd", 0.6667, basis="estimated"))


def test_the_interval_of_a_difference_has_signs():
    """Those of its bounds; what rounds to nothing has none."""
    assert "-0.012 to +0.003" == signed_span((-0.0121, 0.0034), "0-1")
    assert "0.000 to 0.000" == signed_span((-0.0001, 0.0), "0-1")


@pytest.mark.parametrize(
    ("expected", "share", "spec"),
    [("95 %", 0.95, "g"), ("5.5 %", 0.055, "g"), ("7 %", 0.07, "g"), ("99.95 %", 0.9995, "g"),
     ("+11.9 %", 0.1188, "+.1f"), ("0 %", 0.004, ".0f")],
)  # fmt: skip
def test_a_share_is_told_in_percent(expected, share, spec):
    """With a space before the sign, as everywhere."""
    assert expected == percent(share, spec)


def test_an_interval_stands_beside_its_figure():
    """The bounds are rounded like the figure."""
    assert "0.800 (0.750 to 0.850)" == with_interval(measure("quality_score", 0.8, interval=(0.75, 0.85)))
    assert "0.800" == with_interval(measure("quality_score", 0.8))
    assert "-1.5" == rounded(-1.5, "count")


@pytest.mark.parametrize(
    ("expected", "value", "scale"),
    [
        ("+0.012", 0.0123, "0-1"),
        ("-0.012", -0.0123, "0-1"),
        ("0.000", 0.0, "0-1"),
        ("0.000", -0.0001, "0-1"),
        ("-0.50", -0.5, "0-5"),
        ("+0.25", 0.25, "s"),
        ("0.00", 0.0, "s"),
        ("-1,200", -1200.0, "count"),
    ],
)
def test_a_difference_has_its_sign(expected, value, scale):
    """Rounded like its figures; what rounds to nothing is neither plus nor minus."""
    assert expected == signed(value, scale)


def test_a_count_agrees_with_its_noun():
    """One of a thing, several of them, and a plural of its own where it needs one."""
    assert ("1 row", "2 rows", "0 stories") == (
        counted(1, "row"),
        counted(2, "row"),
        counted(0, "story", "stories"),
    )


def test_a_long_list_is_cut_where_it_says_so():
    """The first few, and a mark where there are more."""
    assert ("", "a, b", "a, b, …") == (some([], 2), some(["a", "b"], 2), some(["a", "b", "c"], 2))


def test_a_table_keeps_its_columns():
    """A bar or a line break in a text does not end its cell."""
    assert "| a | b |\n|---|---|\n| one ¦ two | three four |" == table(
        ("a", "b"), [("one | two", "three\nfour")]
    )
