import pytest

from casewright.ab import Side, sides, verdict
from casewright.errors import DataError
from casewright.files import write_jsonl
from casewright.metrics import measure
from casewright.params import AbParams
from casewright.records import Cell, Outcome, Subset
from tests.builders import a_cell_score, a_story_score

RULES = AbParams(deploy_above=0.05, archive_below=0.02)
ZERO = measure("quality_score", 0.0, "no valid suite: timeout")
A, B = (Cell(model="llama3.2:3b", prompt=prompt) for prompt in ("improved_v1", "rag"))


def side(cell, by=0.0, noise=0.0, stories=40, failed=0):
    """A cell whose stories have about 0.8 and more, every second one by so much more and the others less."""
    rows = {}
    for n in range(stories):
        quality = 0.8 + n % 5 / 50 + by + (noise if n % 2 else -noise)
        success = float(n >= failed)
        rows[f"US-{n}"] = a_story_score(
            f"US-{n}",
            cell=cell,
            subset=Subset.DEV if n < 30 else Subset.HELD_OUT,
            outcome=Outcome.OK if success else Outcome.TIMEOUT,
            scores={
                "quality_score": measure("quality_score", quality),
                "oracle_score": measure("oracle_score", quality / 2),
                "success_rate": measure("success_rate", success),
            },
        )
    return Side(a_cell_score(cell, latency_p50_s=2.0 + by), rows)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (0.1, "BETTER by more than 5 % (+11.9 %), a candidate for deployment"),
        (0.03, "BETTER (+3.6 %), which is under the 5 % that makes a candidate"),
        (0.01, "BETTER by less than 2 % (+1.2 %), to be archived"),
        (-0.1, "REGRESSION (-11.9 %)"),
    ],
)
def test_a_difference_is_worth_what_the_rules_say(by, expected):
    """Over 5 % a candidate, under 2 % archived, and a regression is called one."""
    text = verdict(side(A), side(B, by, 0.002), RULES)

    assert text.startswith(expected)
    assert f"{B.name} beside {A.name}" in text


def test_no_difference_that_the_stories_could_have_shown_is_archived():
    """The smallest detectable difference is under 5 %, so there is none that matters."""
    text = verdict(side(A), side(B, 0.0, 0.02), RULES)

    assert text.startswith("NO DIFFERENCE SHOWN (smallest detectable 0.0")
    assert "to be archived" in text


def test_no_difference_that_the_stories_could_not_have_shown_is_undecided():
    """It says how many stories it would take."""
    text = verdict(side(A), side(B, 0.0, 0.4), RULES)

    assert text.startswith("UNDECIDED, no difference shown (smallest detectable 0.")
    assert "stories would show 5 %" in text


def test_a_regression_names_what_fell():
    """The scores that lost most, beside the whole."""
    assert "What fell most: oracle_score -0.050." in verdict(side(A), side(B, -0.1, 0.002), RULES)


def test_dev_decides_and_held_out_is_told():
    """Both have their figures, with interval, p-value and how many stories went which way."""
    text = verdict(side(A), side(B, 0.1, 0.002), RULES)

    assert "Dev: quality 0.940, A 0.840: +0.100 (95 % interval +0." in text
    assert "n=30 stories: 30 better, 0 equal, 0 worse)" in text
    assert "Held out, which decided nothing: quality" in text
    assert "n=10 stories" in text


def test_valid_suites_and_latency_are_told_beside_quality():
    """A prompt that fails more often or takes longer says so."""
    text = verdict(side(A), side(B, 0.1, 0.002, failed=12), RULES)

    assert "Valid suites: 18 of 30, A 30 (McNemar p=0.0005)." in text
    assert "Median latency: 2.10 s, A 2.00 s." in text


def test_latency_that_was_not_measured_is_no_comparison():
    """Stored replies bring no time along that could be compared."""
    first = side(A)._replace(cell=a_cell_score(A, latency_p50_s=None))

    assert "Latency: not measured for both" in verdict(first, side(B), RULES)


def test_without_a_common_story_nothing_is_measured():
    """No crash, and no verdict."""
    assert verdict(side(A, stories=0), side(B), RULES).startswith("NOT MEASURED")


def test_two_prompts_that_both_fail_everywhere_do_not_differ():
    """The stories are in common and were measured: all of them are 0."""
    failing = [
        Side(of.cell, {name: one.model_copy(update={"scores": one.scores | {"quality_score": ZERO}})
                       for name, one in of.stories.items()})
        for of in (side(A, failed=40), side(B, failed=40))
    ]  # fmt: skip
    text = verdict(*failing, RULES)

    assert text.startswith("NO DIFFERENCE SHOWN, to be archived")
    assert "Valid suites: 0 of 30, A 0 (McNemar p=1.0000)." in text


@pytest.mark.parametrize("stories", [1, 3])
def test_so_few_stories_decide_nothing(stories):
    """A difference that could not be shown whatever it were is no reason to archive a prompt."""
    text = verdict(side(A, stories=stories), side(B, 0.1, stories=stories), RULES)

    assert text.startswith("UNDECIDED, no difference can be shown by ")


def test_both_cells_are_read_from_the_scores(tmp_path):
    """A cell that is not there is named."""
    write_jsonl(tmp_path / "cells.jsonl", [a_cell_score(A), a_cell_score(B)])
    write_jsonl(tmp_path / "stories.jsonl", [a_story_score("US-1", cell=A), a_story_score("US-2", cell=B)])
    first, second = sides(tmp_path, A.model, ["improved_v1", "rag"])

    assert (["US-1"], ["US-2"]) == ([*first.stories], [*second.stories])
    with pytest.raises(DataError, match=r"llama3.2:3b × basic: no scores of it; run `dvc repro`"):
        sides(tmp_path, A.model, ["basic"])
