from casewright.checks import Check
from casewright.choice import OverLimits
from casewright.contrasts import Contrast
from casewright.stats import paired_difference
from tests.builders import LARGE, SMALL, a_choice, a_contender
from tests.casewright.report.made import report, section, tables

TITLE = "How it was chosen"


def test_without_a_cell_within_the_limits_the_rule_is_another():
    """The fastest of the tied is chosen only among cells that meet the limits."""
    both = tuple(a_contender(cell.name) for cell in (SMALL, LARGE))
    text = section(report(choice=a_choice(contenders=both, alpha=0.05, meets_limits=False)), TITLE)

    assert "No cell meets the limits (below), so the one with the highest quality is named" in text
    assert "of them the fastest" not in text


def test_contenders_stand_side_by_side_with_what_was_shown():
    """Quality, the difference to the best with its joint interval, and who is tied."""
    best = a_contender(SMALL.name)
    other = a_contender(LARGE.name, tied=False).model_copy(
        update={"quality": 0.7, "difference": -0.1, "interval": (-0.15, -0.05), "smallest_detectable": 0.04}
    )
    text = section(report(choice=a_choice(contenders=(best, other), alpha=0.05)), TITLE)

    assert [
        [SMALL.name, "0.800", "0.000", "1.0000", "", "1.00", "**chosen**"],
        [LARGE.name, "0.700", "-0.100 (-0.150 to -0.050)", "0.0010", "0.040", "1.00", "out"],
    ] == tables(text)[0]
    assert "Tied are those that cannot be told from the best, at 5 % for all pairs together" in text


def test_a_margin_is_another_rule_and_says_so():
    """Then those are tied that are shown to be near enough to every other."""
    contenders = (a_contender(SMALL.name), a_contender(LARGE.name))
    text = section(report(choice=a_choice(contenders=contenders, margin=0.03)), TITLE)

    assert "Tied are those shown to be within 0.03 of every other" in text


def test_cells_that_are_out_name_the_limit_that_they_miss():
    """With its figure; what was not measured is said so."""
    missed = Check(metric="success_rate", limit="≥ 0.9", value=0.5, verdict="missed")
    unknown = Check(metric="latency_p95_s", limit="< 5", value=None, verdict="not measured")
    out = OverLimits(name=LARGE.name, checks=(missed, unknown))
    text = section(report(choice=a_choice(over_limits=(out,))), TITLE)

    assert [
        [LARGE.name, "`success_rate`", "≥ 0.9", "0.5", "missed"],
        [LARGE.name, "`latency_p95_s`", "< 5", "not measured", "not measured"],
    ] == tables(text)[0]


def test_contrasts_are_told_with_everything_that_a_verdict_needs():
    """On held-out stories: difference, interval, corrected p-value, effect size and wins."""
    found = paired_difference([0.9, 0.8, 0.9, 0.85, 0.95, 0.9], [0.5, 0.45, 0.6, 0.5, 0.55, 0.6])
    contrast = Contrast(role="baseline", against="baseline", comparison=found)
    row = tables(section(report(choice=a_choice(contrasts=(contrast,))), TITLE))[0][0]

    assert ["baseline", "baseline", "6", "+0.350"] == row[:4]
    assert ["6 / 0 / 0", "better"] == row[-2:]


def test_one_cell_needs_no_table():
    """There was nothing to compare, and the section says so."""
    assert "There was nothing to compare: one cell was asked for." == section(report(), TITLE)
