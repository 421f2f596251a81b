import pytest

from casewright.choice import check
from casewright.metrics import METRICS, measure
from casewright.params import Limit
from casewright.records import Cell, Outcome
from casewright.report import Findings, to_markdown_report
from tests.builders import (
    BASELINE_CELL,
    LARGE,
    SMALL,
    a_cell_score,
    a_choice,
    a_contender,
    a_story_score,
    conditions,
)

CLEANING = {
    "stories": {"rows": 5, "kept": 3, "quarantined": 2},
    "references": {"rows": 4, "kept": 3, "quarantined": 1},
    "personal_data_replaced": {},
}


def findings(cells=None, choice=None, stories=None, **changes):
    """What a run found: a model beside the baseline, unless told otherwise."""
    cells = [a_cell_score(BASELINE_CELL, quality_score=0.4), a_cell_score(SMALL)] if cells is None else cells
    fields = {
        "choice": choice or a_choice(),
        "cells": cells,
        "stories": [a_story_score(cell=one.cell) for one in cells] if stories is None else stories,
        "conditions": [conditions(one.cell) for one in cells],
        "cleaning": CLEANING,
        "judging": {"reason": "no judge is set"},
        "data_digest": "d1935",
    }
    return Findings(**fields | changes)


def report(*args, **kwargs):
    """The report of such findings."""
    return to_markdown_report(findings(*args, **kwargs))


def section(text, title):
    """What stands under a heading."""
    return text.split(f"## {title}\n\n")[1].split("\n\n## ")[0].strip()


def table(text):
    """The cells of a section's table below its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


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
    """Each of the four outcomes reads well."""
    assert sentence in report(choice=a_choice(meets_limits=limits, meets_targets=targets))


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


def test_targets_are_met_missed_or_not_measured():
    """Each target stands beside its value, its range and its verdict."""
    cell = a_cell_score(retry_rate=0.2, latency_p95_s=None, quality_score=0.9)
    limits = {
        "quality_score": Limit(at_least=0.9),
        "retry_rate": Limit(below=0.05),
        "latency_p95_s": Limit(below=5),
    }
    text = report([cell], a_choice(targets=check(cell, limits), limits=check(cell, limits)))
    expected = [
        ["`quality_score`", "≥ 0.9", "0.900", "met"],
        ["`retry_rate`", "< 0.05", "0.200", "missed"],
        ["`latency_p95_s`", "< 5", "not measured", "not measured"],
    ]

    assert expected == table(section(text, "Targets"))
    assert expected == table(section(text, "Limits of the choice"))


def test_every_figure_of_the_chosen_cell_is_shown():
    """All metrics with unit, value and meaning; what was not measured says why."""
    rows = table(section(report([a_cell_score(tokens_per_s=None)]), "Every figure of the chosen cell"))
    tokens = next(row for row in rows if row[0] == "`tokens_per_s`")

    assert [f"`{name}`" for name in METRICS] == [row[0] for row in rows]
    assert ["1/s", "not measured", "", METRICS["tokens_per_s"].meaning, "not timed"] == tokens[1:]


def test_an_interval_is_shown():
    """The 95 % interval has a column of its own."""
    cell = a_cell_score()
    cell = cell.model_copy(
        update={"scores": cell.scores | {"retry_rate": measure("retry_rate", 0.2, interval=(0.1, 0.35))}}
    )

    assert "| `retry_rate` | 0-1 | 0.200 | 0.100 to 0.350 |" in report([cell])


def test_quality_by_difficulty_has_means_in_order():
    """Easy before hard, failures as 0, and only difficulties that occur."""
    stories = [
        a_story_score("US-1", quality=0.9, difficulty="hard"),
        a_story_score("US-2", quality=0.8),
        a_story_score("US-3", quality=0.0, outcome=Outcome.TIMEOUT),
    ]
    text = report([a_cell_score()], stories=stories)

    assert [[SMALL.name, "easy", "2", "0.400"], [SMALL.name, "hard", "1", "0.900"]] == table(
        section(text, "Quality by difficulty")
    )


def test_failures_are_counted_by_cell_and_outcome():
    """Which stories failed how, five of them by name."""
    stories = [a_story_score(f"US-{n}", outcome=Outcome.NOT_JSON) for n in range(7)]
    stories += [a_story_score("US-8", outcome=Outcome.TIMEOUT), a_story_score("US-9")]
    rows = table(section(report(stories=stories), "Failures"))

    assert [
        [SMALL.name, "not_json", "7", "US-0, US-1, US-2, US-3, US-4, …"],
        [SMALL.name, "timeout", "1", "US-8"],
    ] == rows


def test_without_failures_and_advice_the_report_says_none():
    """An empty section would leave the reader in doubt."""
    text = report()

    assert section(text, "Failures").startswith("None:")
    assert section(text, "Recommendations").startswith("None:")


def test_recommendations_are_listed():
    """Those of the chosen cell, one a line."""
    cell = a_cell_score().model_copy(update={"recommendations": ("do this", "do that")})

    assert "- do this\n- do that" == section(report([cell]), "Recommendations")


def test_the_record_of_the_data():
    """Counts in and out, what was scrubbed, the judge and the digest."""
    cleaning = CLEANING | {"personal_data_replaced": {"EMAIL": 2, "PHONE": 1}}

    assert (
        "- 3 stories of 5 rows; 2 in quarantine\n"
        "- 3 reference suites of 4; 1 in quarantine\n"
        "- personal values replaced: 2 EMAIL, 1 PHONE\n"
        "- judge: no judge is set\n"
        "- SHA-256 of the clean data: `d1935`"
    ) == section(report(cleaning=cleaning), "Data")
    assert "personal values replaced: none" in report()


def test_a_model_that_changed_while_it_ran_is_marked():
    """A tag pulled anew in the middle makes a cell two models."""
    changed = conditions(model_digest_after="other")

    assert "**changed while it ran**" in report(conditions=[changed])
    assert "changed while it ran" not in report()


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
