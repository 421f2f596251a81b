import pytest

from casewright.errors import DataError
from casewright.gate import check_weights, judge
from casewright.story_table import COLUMNS, StoryTable

BASE = {f"US-{n}": 0.8 + n % 5 / 50 for n in range(40)}


def table(qualities, cell="llama × rag", **others):
    """A table of these qualities; other columns as given, else empty."""
    return StoryTable(cell, {name: {} for name in COLUMNS} | {"quality_score": qualities} | others)


def shifted(by, noise=0.0):
    """The base's qualities, moved by so much, every second one by more and every other by less."""
    return {one: value + by + (noise if n % 2 else -noise) for n, (one, value) in enumerate(BASE.items())}


def test_the_same_figures_open_the_gate():
    """Nothing changed, so nothing is worse."""
    found = judge(table(BASE), table(BASE), "main", 0.02)

    assert found.open
    assert found.text.startswith("gate open: llama × rag is no worse than main (quality 0.840, was 0.840:")


def test_a_loss_within_the_margin_opens_it():
    """Half a margin less, and hardly any noise."""
    assert judge(table(shifted(-0.01, 0.005)), table(BASE), "main", 0.02).open


def test_a_loss_beyond_the_margin_shuts_it_and_says_what_got_worse():
    """By how much, which scores fell, and which stories lost most."""
    new = table(shifted(-0.1, 0.01), oracle_score=dict.fromkeys(BASE, 0.5))
    base = table(BASE, oracle_score=dict.fromkeys(BASE, 0.9))
    found = judge(new, base, "main", 0.02)

    assert not found.open
    assert "gate shut: llama × rag is WORSE than main by more than the margin" in found.text
    assert "-0.100" in found.text
    assert "What fell most: oracle_score -0.400" in found.text
    assert "Stories that lost most: US-0 -0.11" in found.text


def test_what_the_stories_leave_open_shuts_it_and_says_what_they_could_show():
    """Noise that hides a margin of 0.02 is no proof that nothing was lost."""
    found = judge(table(shifted(0.0, 0.3)), table(BASE), "main", 0.02)

    assert not found.open
    assert "is not shown to be no worse than main" in found.text
    assert "two equal cells would show a margin of 0." in found.text


def test_stories_are_paired_by_id_and_others_are_left_out():
    """New stories and those that are gone are counted; the base's cell is named if it is another."""
    new = {one: value for one, value in BASE.items() if one != "US-0"} | {"US-99": 0.1, "US-98": 0.1}
    found = judge(table(new), table(dict(reversed(BASE.items())), "other × basic"), "v1", 0.02)

    assert found.open
    assert "no worse than v1 (other × basic)" in found.text
    assert found.text.endswith("Left out: 2 stories new and 1 story gone.")


def test_without_a_common_story_there_is_nothing_to_say():
    """Other stories are no base."""
    with pytest.raises(DataError, match="main: no story in common"):
        judge(table({"X-1": 0.5}), table(BASE), "main", 0.02)


def test_one_common_story_shows_nothing():
    """The gate stays shut, with the reason."""
    found = judge(table({"US-0": 0.8}), table({"US-0": 0.8}), "main", 0.02)

    assert not found.open
    assert "1 story in common with main, too few to show anything" in found.text


def test_quality_that_is_made_of_other_parts_is_not_compared():
    """With references on one side only, the difference would be theirs."""
    found = judge(table(BASE, reference_recall=dict.fromkeys(BASE, 0.5)), table(BASE), "main", 0.02)

    assert not found.open
    assert "quality is not made of the same here and in main: reference_recall only here." in found.text


def test_the_same_weights_are_compared():
    """Written one way or another."""
    check_weights({"oracle_score": 3.0}, "score: {weights: {oracle_score: 3}}", "main")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "score: {weights: {oracle_score: 2, step_score: 1}}",
            "oracle_score, step_score weigh other than",
        ),
        ("score: {passing_quality: 0.7}", "main: params.yaml has no score.weights"),
        ("{", "main: params.yaml has no score.weights"),
        ("", "main: params.yaml has no score.weights"),
    ],
)
def test_other_weights_are_refused(text, message):
    """Quality is then another figure by the same name."""
    with pytest.raises(DataError, match=message):
        check_weights({"oracle_score": 3.0}, text, "main")


def test_a_base_of_which_hardly_a_story_is_left_is_no_base():
    """Two stories that did not change say nothing of the 38 that are gone."""
    found = judge(table({one: BASE[one] for one in ("US-0", "US-1")}), table(BASE), "main", 0.02)

    assert not found.open
    assert "2 of 40 stories of main are left" in found.text
