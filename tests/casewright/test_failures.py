import csv
import io

import pytest

from casewright.failures import LOW_QUALITY, failures, shares, to_csv, weakest
from casewright.metrics import measure
from casewright.records import Outcome
from tests.builders import SMALL, a_story_score

WEIGHTS = {"oracle_score": 3.0, "step_score": 1.0, "reference_recall": 2.0}


def a_weak_story(story_id="US-001", **changes):
    """A story with a valid suite of low quality, which its oracles hold down."""
    found = {
        "quality_score": measure("quality_score", 0.4),
        "oracle_score": measure("oracle_score", 0.2, "case 2: 'It works' can be seen to hold by nobody"),
        "step_score": measure("step_score", 0.1, "case 1: one step"),
        "reference_recall": measure("reference_recall", None, "no reference"),
    }
    return a_story_score(story_id, scores=found, **changes)


def kinds(story):
    """The kinds of failure of one story."""
    return [one.kind for one in failures([story], 0.7, WEIGHTS)]


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.OK])
def test_a_story_without_a_suite_fails_by_the_name_of_its_outcome(outcome):
    """It is a failure once, and not low quality beside it."""
    assert [outcome.value] == kinds(a_story_score(outcome=outcome, quality=0.0))


def test_a_suite_below_the_mark_is_low_quality_because_of_what_costs_most():
    """The weight counts: an oracle score of 0.2 costs more than a step score of 0.1."""
    (found,) = failures([a_weak_story()], 0.7, WEIGHTS)

    assert LOW_QUALITY == found.kind
    assert "oracle_score: case 2: 'It works' can be seen to hold by nobody" == found.problem
    assert "oracle_score" == weakest(a_weak_story(), WEIGHTS).scorer


def test_what_came_after_all_was_retried_and_may_be_low_as_well():
    """A first attempt that failed is told beside the quality of what came of the second."""
    story = a_weak_story(failed_attempts=(Outcome.TIMEOUT, Outcome.NOT_JSON), attempts=3)

    assert ["retried: timeout", LOW_QUALITY] == kinds(story)


def test_what_was_mended_at_the_first_attempt_was_repaired():
    """No second call was made, so nothing was retried, and the retry rate does not count it."""
    story = a_story_score(failed_attempts=(Outcome.SCHEMA_VIOLATION,), attempts=1)

    assert ["repaired: schema_violation"] == kinds(story)


def test_the_passing_mark_itself_passes():
    """Nothing is wrong with a suite on the mark."""
    assert [] == kinds(a_story_score(quality=0.7))


def test_without_a_weight_nothing_is_weakest():
    """Where nothing that counts costs anything there is nobody to blame."""
    assert weakest(a_weak_story(), {}) is None
    assert weakest(a_story_score(), WEIGHTS) is None


def test_marks_of_a_judge_cost_by_their_scale():
    """1 of 5 is the worst that there is, and not the best."""
    judged = {"judge_score": measure("judge_score", 1.0, "mean of 5 criteria")}
    found = a_weak_story().scores | judged

    assert "judge_score" == weakest(a_story_score(scores=found), WEIGHTS | {"judge_score": 3.0}).scorer


def test_shares_have_the_stories_of_their_group_for_a_denominator():
    """Two of three hard stories failed; each is counted once, whatever else went wrong with it."""
    stories = [
        a_weak_story("US-1", difficulty="hard", failed_attempts=(Outcome.TIMEOUT,)),
        a_weak_story("US-2", difficulty="hard"),
        a_story_score("US-3", difficulty="hard"),
        a_story_score("US-4", difficulty="easy"),
    ]
    (hard,) = shares(
        failures(stories, 0.7, WEIGHTS),
        stories,
        lambda failure: (failure.story.difficulty.value,),
        lambda story: (story.difficulty.value,),
    )

    assert (("hard",), ("US-1", "US-2"), 3) == hard[:3]
    assert hard.interval[0] < 2 / 3 < hard.interval[1]


def test_the_table_has_all_that_a_failure_can_be_grouped_by():
    """One line a failure; a text that a spreadsheet would run is inert."""
    story = a_weak_story(
        domain="=cmd()", smells={"vague-oracle": 2, "eager-step": 3}, unmatched=("TC-002",), attempts=2
    )
    (row,) = csv.DictReader(io.StringIO(to_csv(failures([story], 0.7, WEIGHTS), WEIGHTS)))

    assert (SMALL.name, "dev", "US-001", LOW_QUALITY) == (
        row["cell"], row["subset"], row["story_id"], row["kind"]
    )  # fmt: skip
    assert "'=cmd()" == row["domain"]
    assert ("oracle_score", "0.2000", "0.4000") == (
        row["weakest_scorer"], row["weakest_value"], row["quality_score"]
    )  # fmt: skip
    assert ("eager-step:3 vague-oracle:2", "TC-002") == (row["smells"], row["unmatched_references"])
