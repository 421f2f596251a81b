import pytest

from casewright.judge.scores import JUDGE_METRICS, judge_scores
from casewright.metrics import METRICS
from casewright.records import Outcome
from casewright.records.judgements import JudgeCriterion
from tests.casewright.judge.harness import a_judgement


def test_every_criterion_is_a_metric_and_their_mean_is_one():
    """From 0 to 5, the more the better."""
    found = judge_scores([a_judgement(relevance=3.0)])["US-001"]

    assert set(JUDGE_METRICS) == set(found) <= set(METRICS)
    assert {("0-5", "higher")} == {(METRICS[name].scale, METRICS[name].better) for name in JUDGE_METRICS}
    assert (3.0, 5.0) == (found["judge_relevance"].value, found["judge_completeness"].value)
    assert pytest.approx(4.6) == found["judge_score"].value


def test_a_score_says_how_far_its_samples_lie_apart():
    """Reader and choice see what it rests on."""
    assert "2 sample(s), spread 0.0" == judge_scores([a_judgement()])["US-001"]["judge_relevance"].reason


def test_a_story_without_a_suite_counts_nothing():
    """A failure of the generator stays in every denominator."""
    found = judge_scores([a_judgement(no_suite=Outcome.TIMEOUT)])["US-001"]

    assert {0.0} == {score.value for score in found.values()}
    assert {"no suite: timeout"} == {score.reason for score in found.values()}


def test_a_failure_of_the_judge_is_not_measured():
    """It says nothing of the suite."""
    found = judge_scores([a_judgement(failed=Outcome.NOT_JSON)])["US-001"]

    assert {None} == {score.value for score in found.values()}
    assert {"the judge failed: not_json"} == {score.reason for score in found.values()}


def test_repeats_of_a_story_are_averaged_over_what_was_measured():
    """A story counts once, however often it was written."""
    rows = [
        a_judgement(relevance=3.0),
        a_judgement(repeat=1),
        a_judgement(repeat=2, failed=Outcome.NOT_JSON),
    ]
    found = judge_scores(rows)["US-001"]["judge_relevance"]

    assert (4.0, "mean of 2 of 3 repeats") == (found.value, found.reason)


def test_repeats_that_all_failed_are_not_measured():
    """There is no mean of nothing."""
    rows = [a_judgement(repeat=repeat, failed=Outcome.TIMEOUT) for repeat in range(2)]

    assert {None} == {score.value for score in judge_scores(rows)["US-001"].values()}
    assert len(JudgeCriterion) + 1 == len(judge_scores(rows)["US-001"])
