import re

import pytest

from casewright.checks import Check
from casewright.holdout import hold_out
from casewright.metrics import METRICS
from casewright.records import Cell, Outcome, Subset
from tests.builders import BASELINE_CELL, LARGE, SMALL, a_cell_score, a_choice, a_contender, a_story_score
from tests.casewright.report.made import section, short, table


def test_the_head_names_the_choice_and_why():
    """The first lines answer the question."""
    text = short()

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

    assert sentence in short(choice=choice)


def test_a_row_for_each_cell_up_to_a_dozen():
    """Of more cells the best are shown, and how many more there are."""
    cells = [a_cell_score(Cell(model=f"m{n:02d}", prompt="p"), quality_score=1 - n / 100) for n in range(14)]
    board = section(short(cells, a_choice(cells[0].cell)), "Leaderboard")

    assert {SMALL.name, "baseline"} == {row[0] for row in table(section(short(), "Leaderboard"))}
    assert [f"m{n:02d} × p" for n in range(12)] == [row[0] for row in table(board)]
    assert "and 2 cells more, in `reports/report.html`" in board


def test_the_baseline_is_explained_where_it_stands():
    """The note appears with the baseline and only with it."""
    assert "**not a language model**" in short()
    assert "**not a language model**" not in short([a_cell_score(SMALL)])


def test_a_tie_is_said_aloud():
    """The tied cells are named below the leaderboard."""
    contenders = (a_contender(LARGE.name), a_contender(SMALL.name))
    cells = [a_cell_score(SMALL), a_cell_score(LARGE)]

    assert f"Tied with the best: {LARGE.name}, {SMALL.name}." in short(cells, a_choice(contenders=contenders))
    assert "Tied with the best" not in short()


def test_without_failures_the_report_says_so():
    """An empty section would leave the reader in doubt."""
    said = f"Nothing of {SMALL.name} failed: every story has a valid suite of passing quality."

    assert said == section(short(), "What went wrong")


def test_stories_that_failed_in_other_cells_are_counted():
    """That nothing failed is said of the chosen cell, and hides no other; edge cases are apart."""
    stories = [a_story_score(f"US-{n}", cell=LARGE, outcome=Outcome.TIMEOUT, quality=0.0) for n in range(2)]
    stories += [a_story_score(cell=SMALL)]
    stories += [a_story_score("EC-1", cell=LARGE, outcome=Outcome.TIMEOUT, subset=Subset.EDGE_CASE)]
    text = section(short([a_cell_score(SMALL), a_cell_score(LARGE)], stories=stories), "What went wrong")

    assert text.endswith(f"\n\nStories without a valid suite of other cells: {LARGE.name} 2.")


def test_what_went_wrong_is_the_chosen_cells():
    """Its failures by kind, then the advice on its figures; other cells' kinds are on the page."""
    cell = a_cell_score(SMALL).model_copy(update={"recommendations": ("do this",)})
    stories = [
        a_story_score(cell=one, outcome=Outcome.TIMEOUT, quality=0.0) for one in (SMALL, BASELINE_CELL)
    ]
    text = section(short([cell, a_cell_score(BASELINE_CELL)], stories=stories), "What went wrong")

    assert [SMALL.name] == [row[0] for row in table(text)]
    assert text.endswith("Stories without a valid suite of other cells: baseline 1.\n\n- do this")


def test_only_targets_that_are_not_met_are_listed():
    """Who meets seventeen of eighteen wants to know the one."""
    checks = [Check(metric="retry_rate", limit="< 0.05", value=0.1, verdict="missed")]
    checks += [Check(metric="quality_score", limit="≥ 0.5", value=1.0, verdict="met")] * 3
    text = section(short(choice=a_choice(targets=tuple(checks))), "Targets and limits")

    assert text.startswith("3 of 4 are met.")
    assert ["`retry_rate`"] == [row[0] for row in table(text)]


def test_the_short_report_fits_a_comment():
    """With three models by three prompts it stays far below what a pull request takes."""
    cells = [a_cell_score(Cell(model=f"m{n}", prompt="p" * 30)) for n in range(9)]
    stories = [a_story_score(f"US-{n}", cell=one.cell, quality=0.1) for one in cells for n in range(49)]

    assert len(short(cells, a_choice(cells[0].cell), stories)) < 6_000


def test_a_bar_or_a_line_break_in_text_breaks_no_table():
    """Names and reasons may hold what Markdown makes a column of."""
    odd = Cell(model="a|b", prompt="c")
    cell = a_cell_score(odd)
    problem = a_story_score(cell=odd, outcome=Outcome.TIMEOUT, problem="one | two\nthree")
    text = short([cell], a_choice(odd), [problem])
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

    assert "On 2 held-out stories: quality 0.700; dev 1.000." in section(short(choice=choice), "Leaderboard")
    assert "held-out stor" not in section(short(), "Leaderboard")


def test_rows_of_other_subsets_do_not_mix_with_those_on_dev():
    """The chosen cell's figures are its dev row's, whatever the order of the rows."""
    text = short([HELD_OUT, a_cell_score(BASELINE_CELL, quality_score=0.4), a_cell_score(SMALL)])

    assert [[SMALL.name, "chosen", "1.000"], ["baseline", "reference", "0.400"]] == [
        row[:3] for row in table(section(text, "Leaderboard"))
    ]


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
    text = short([cell], a_choice(held_out=hold_out(cell, cell, stories)), stories)

    assert 4 == text.count("\n## ")
    assert not re.search(r"\bnan\b|\bNone\b(?! in| :|:)|\binf\b", text)
