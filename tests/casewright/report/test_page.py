import re

import pytest

from casewright.checks import Check
from casewright.holdout import hold_out
from casewright.metrics import METRICS, measure
from casewright.records import Cell, Outcome, Subset
from tests.builders import BASELINE_CELL, LARGE, SMALL, a_cell_score, a_choice, a_contender, a_story_score
from tests.casewright.report.made import report, section, table


def test_the_head_names_the_choice_and_why():
    """The first lines answer the question."""
    text = report()

    assert text.startswith(f"# Which model and which prompt?\n\n**{SMALL.name}**. It is the only one.")
    assert text.endswith("\n")


@pytest.mark.parametrize(
    ("sentence", "limits", "targets"),
    [
        ("\n\nIt meets the limits and all targets.\n", True, True),
        ("\n\nIt meets the limits but not all targets (below).\n", True, False),
        ("\n\n**It does not meet the limits** but all targets.\n", False, True),
        ("\n\n**It does not meet the limits** and not all targets (below).\n", False, False),
    ],
)
def test_the_verdict_on_limits_and_targets_is_a_sentence(sentence, limits, targets):
    """Each of the four outcomes reads well; a choice beyond its limits never meets its targets as a whole."""
    verdict = "met" if targets else "missed"
    checked = (Check(metric="retry_rate", limit="< 0.05", value=0.1, verdict=verdict),)
    choice = a_choice(meets_limits=limits, meets_targets=limits and targets, targets=checked)

    assert sentence in report(choice=choice)


def test_a_row_for_each_cell():
    """The leaderboard, the difficulties and the conditions each have all cells."""
    text = report()

    for title in ("Leaderboard", "Quality by difficulty", "Under which conditions"):
        assert {SMALL.name, "baseline"} == {row[0] for row in table(section(text, title))}


def test_the_baseline_is_explained_where_it_stands():
    """The note appears with the baseline and only with it."""
    assert "**not a language model**" in report()
    assert "**not a language model**" not in report([a_cell_score(SMALL)])


def test_a_tie_is_said_aloud():
    """The tied cells are named below the leaderboard."""
    contenders = (a_contender(LARGE.name), a_contender(SMALL.name))
    cells = [a_cell_score(SMALL), a_cell_score(LARGE)]

    assert f"Tied with the best: {LARGE.name}, {SMALL.name}." in report(
        cells, a_choice(contenders=contenders)
    )
    assert "Tied with the best" not in report()


def test_without_failures_and_advice_the_report_says_none():
    """An empty section would leave the reader in doubt."""
    text = report()

    assert section(text, "Failures and low quality").startswith("Nothing failed:")
    assert section(text, "Recommendations").startswith("None:")


def test_a_bar_or_a_line_break_in_text_breaks_no_table():
    """Names and reasons may hold what Markdown makes a column of."""
    odd = Cell(model="a|b", prompt="c")
    cell = a_cell_score(odd)
    reason = measure("retry_rate", 0.2, "one | two\nthree")
    cell = cell.model_copy(update={"scores": cell.scores | {"retry_rate": reason}})
    text = report([cell], a_choice(odd), [a_story_score(cell=odd, outcome=Outcome.TIMEOUT)])
    widths = [
        {line.count("|") for line in block.splitlines() if line.startswith("|")}
        for block in text.split("\n\n")
        if block.startswith("|")
    ]

    assert [1] * len(widths) == list(map(len, widths))
    assert "one ¦ two three" in text


HELD_OUT = a_cell_score(SMALL, subset=Subset.HELD_OUT, stories=2, quality_score=0.7)


def test_the_check_stands_below_the_leaderboard():
    """Who reads the first table reads the held-out quality with it, where there is one."""
    choice = a_choice(held_out=hold_out(a_cell_score(SMALL), HELD_OUT, []))

    assert "On 2 held-out stories: quality 0.700; dev 1.000." in section(report(choice=choice), "Leaderboard")
    assert "held-out stor" not in section(report(), "Leaderboard")


def test_rows_of_other_subsets_do_not_mix_with_those_on_dev():
    """The chosen cell's figures are its dev row's, whatever the order of the rows."""
    text = report([HELD_OUT, a_cell_score(BASELINE_CELL, quality_score=0.4), a_cell_score(SMALL)])

    assert [SMALL.name, "baseline"] == [row[0] for row in table(section(text, "Leaderboard"))]
    assert "| `quality_score` | 0-1 | 1.000 |" in section(text, "Every figure of the chosen cell")


STORIES = {
    "one story": [a_story_score()],
    "all failed": [a_story_score(f"US-{n}", quality=0.0, outcome=Outcome.TIMEOUT) for n in range(3)],
    "none of the chosen cell": [a_story_score(cell=BASELINE_CELL)],
    "no story": [],
}


@pytest.mark.parametrize("stories", STORIES.values(), ids=STORIES.keys())
@pytest.mark.parametrize("figure", [0.0, None])
def test_whatever_is_missing_the_report_is_whole(stories, figure):
    """No section is lost, no table breaks, and nothing is NaN."""
    cell = a_cell_score(SMALL, **dict.fromkeys(METRICS, figure))
    text = report([cell], a_choice(held_out=hold_out(cell, cell, stories)), stories)

    assert 15 == text.count("\n## ")
    assert not re.search(r"\bnan\b|\bNone\b(?! in| :|:)|\binf\b", text)
