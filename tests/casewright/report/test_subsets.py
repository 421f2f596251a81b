import pytest

from casewright.holdout import hold_out
from casewright.metrics import measure
from casewright.records import Outcome, Subset
from tests.builders import BASELINE_CELL, SMALL, a_cell_score, a_choice, a_story_score
from tests.casewright.report.made import findings, report, section, table


def with_quality(subset, stories, value, half):
    """A row of the chosen cell with a quality and the half width of its interval."""
    cell = a_cell_score(subset=subset, stories=stories, tokens_per_s=None, reference_recall=None)
    quality = measure("quality_score", value, interval=(value - half, value + half))
    return cell.model_copy(update={"scores": cell.scores | {"quality_score": quality}})


DEV = with_quality(Subset.DEV, 34, 0.9, 0.02)


def held_out_section(quality):
    """The section of a cell with such a quality on held-out stories, and 0.9 on dev."""
    held_out = with_quality(Subset.HELD_OUT, 14, quality, 0.03)
    stories = [
        a_story_score(subset=subset, quality=middle + 0.1 * (-1) ** n)
        for subset, number, middle in ((Subset.DEV, 34, 0.9), (Subset.HELD_OUT, 14, quality))
        for n in range(number)
    ]
    choice = a_choice(stories=34, held_out=hold_out(DEV, held_out, stories))
    return section(report(choice=choice), "Held out")


def test_dev_and_held_out_stand_side_by_side():
    """Both with their number of stories and intervals, and the difference with its own."""
    text = held_out_section(0.88)
    rows = {row[0]: row[1:] for row in table(text)}

    assert "| metric | dev (34 stories) | held out (14) | difference (95 % interval) | reading |" in text
    assert [
        "0.900 (0.880 to 0.920)",
        "0.880 (0.850 to 0.910)",
        "-0.020 (-0.085 to +0.045)",
        "no difference shown",
    ] == rows["`quality_score`"]
    assert ["1.00", "1.00", "0.00", "no interval"] == rows["`latency_p95_s`"]
    assert ["not measured", "not measured", "", "not measured"] == rows["`reference_recall`"]


def test_an_optimistic_figure_stands_out():
    """A reader who skims sees where dev flattered the choice."""
    rows = {row[0]: row[1:] for row in table(held_out_section(0.7))}

    assert "**worse than dev**" == rows["`quality_score`"][-1]


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ("No held-out stories: data.held_out_share is 0, so nothing checks the choice.", 0),
        ("No held-out stories: 3 stories are too few to hold any out", 0.3),
    ],
)
def test_without_held_out_stories_the_section_says_why(said, share):
    """Nothing was wanted, or there was too little to take from."""
    assert section(report(held_out_share=share), "Held out").startswith(said)


def hard(story_id, cell, category, **changes):
    """An edge case that a cell was given."""
    return a_story_score(story_id, cell=cell, subset=Subset.EDGE_CASE, category=category, **changes)


def test_edge_cases_have_a_row_a_category_and_cell():
    """Categories by name, cells as in the leaderboard, and the failing stories by id."""
    failed = {"outcome": Outcome.TIMEOUT, "first_attempt_ok": False, "quality": 0.0}
    stories = [
        hard("EC-1", BASELINE_CELL, "multi_role"),
        hard("EC-2", BASELINE_CELL, "adversarial"),
        hard("EC-1", SMALL, "multi_role", **failed),
        hard("EC-2", SMALL, "adversarial"),
        a_story_score("US-1"),
    ]

    assert [
        ["adversarial", SMALL.name, "1", "1.000", "1.000", "0.800", "none"],
        ["adversarial", "baseline", "1", "1.000", "1.000", "0.800", "none"],
        ["multi role", SMALL.name, "1", "0.000", "0.000", "0.000", "EC-1"],
        ["multi role", "baseline", "1", "1.000", "1.000", "0.800", "none"],
    ] == table(section(report(stories=stories), "Edge cases"))


def test_without_edge_cases_the_section_says_how_to_have_them():
    """One line with the setting."""
    text = section(report(), "Edge cases")

    assert "`-S data.edge_cases=true`" in text
    assert 1 == len(text.splitlines())


def test_the_stories_of_a_cell_can_be_asked_for_by_subset():
    """Those of some subsets, or all."""
    found = findings(stories=[a_story_score("US-1"), hard("EC-1", SMALL, "vague")])

    assert ["EC-1"] == [story.story_id for story in found.stories_of(SMALL, Subset.EDGE_CASE)]
    assert ["US-1", "EC-1"] == [story.story_id for story in found.stories_of(SMALL)]
    assert [] == found.stories_of(BASELINE_CELL)
