import pytest

from casewright.compare import Side, compared, report, side
from casewright.errors import DataError
from casewright.files import write_json, write_text
from casewright.paths import METRICS_JSON, STORY_SCORES
from casewright.story_table import COLUMNS, StoryTable, to_csv
from tests.builders import SMALL, a_story_score

STORIES = [f"US-{n}" for n in range(30)]
HELD_OUT = frozenset(STORIES[:10])


def the_side(name, quality=0.8, noise=0.0, stories=STORIES, **others):
    """A revision whose stories have about this quality, and other figures as given."""
    spread = {one: quality + n % 5 / 50 + (noise if n % 2 else -noise) for n, one in enumerate(stories)}
    values = {column: {} for column in COLUMNS} | {"quality_score": spread}
    values |= {column: dict.fromkeys(stories, value) for column, value in others.items()}
    metrics = {"latency_p50_s": 10 * quality, "cost_per_1000_usd": None}
    return Side(name, StoryTable(f"model of {name}", values, {}, HELD_OUT & set(stories)), metrics)


@pytest.mark.parametrize(
    ("quality", "noise", "expected"),
    [
        (0.9, 0.01, "B is better than A: quality of B 0.940, of A 0.840: +0.100 (95 % interval +0."),
        (0.7, 0.01, "B is worse than A: quality of B 0.740, of A 0.840: -0.100"),
        (0.81, 0.2, "No difference shown between A and B: quality of B 0.850, of A 0.840"),
    ],
)
def test_the_verdict_is_a_sentence_about_quality(quality, noise, expected):
    """Better, worse or not shown, with interval, p-value and how many stories went which way."""
    text = report(the_side("v1"), the_side("sweep1-all", quality, noise))

    assert "A  v1: model of v1\nB  sweep1-all: model of sweep1-all\n\n" in text
    assert expected in text
    assert "better, 0 equal, " in text


def test_where_none_is_shown_it_says_what_would_have_been():
    """The smallest difference that these stories show."""
    assert "These stories would show 0." in report(the_side("A"), the_side("B", 0.8, 0.2))


def test_held_out_stories_are_told_apart():
    """They had no part in choosing either cell."""
    assert "Held-out stories alone: B 0.940, A 0.840: +0.100" in report(the_side("A"), the_side("B", 0.9))


def test_other_figures_share_one_error_rate():
    """Holm over all but quality; one p-value of 0.0001 each is no longer that."""
    changed = dict.fromkeys(("oracle_score", "step_score", "flow_score"), 0.5)
    found = compared(the_side("A", **dict.fromkeys(changed, 0.4)), the_side("B", 0.9, 0.01, **changed))

    assert found["quality_score"].p_value == found["quality_score"].adjusted_p_value
    assert all(found[name].adjusted_p_value == 3 * found[name].p_value for name in changed)
    assert {"quality_score", *changed} == set(found)


def test_every_figure_has_its_row():
    """Both means, difference, interval, p-value, counts and a word; what was not measured has no row."""
    text = report(the_side("A", oracle_score=0.4), the_side("B", 0.9, oracle_score=0.6))
    (row,) = [line.split() for line in text.splitlines() if line.startswith("oracle_score")]

    assert ["oracle_score", "0.400", "0.600", "+0.200"] == row[:4]
    assert ["30/0/0", "better"] == row[-2:]
    assert "step_score" not in text


def test_what_has_no_pairs_is_two_numbers_and_says_so():
    """Latency of the whole cell; what was not measured is left out."""
    text = report(the_side("A"), the_side("B", 0.9))

    assert text.endswith("Of the whole cell, without a test: latency_p50_s 8.00 -> 9.00.")


def test_other_stories_are_counted_and_no_common_one_is_an_error():
    """Pairs are by id."""
    assert "Left out: 20 stories gone." in report(the_side("A"), the_side("B", stories=STORIES[:10]))
    with pytest.raises(DataError, match="A and B have no story in common"):
        report(the_side("A"), the_side("B", stories=["X-1", "X-2"]))


def test_the_workspace_is_a_side_too(tmp_path, monkeypatch):
    """Its files as they are now; a missing one says what writes it."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match=r"reports/story_scores.csv: there is no such file; run `dvc repro`"):
        side("workspace")
    write_text(STORY_SCORES, to_csv([a_story_score("US-1", subset="held_out")]))
    write_json(METRICS_JSON, {"latency_p50_s": 1.0})
    found = side("workspace")

    assert (SMALL.name, {"US-1"}, 1.0) == (
        found.table.cell,
        found.table.held_out,
        found.metrics["latency_p50_s"],
    )
