from dataclasses import replace

import pytest

from casewright.judge.scores import JUDGE_METRICS
from casewright.matching import NAMES
from casewright.quality import COUNTS, RATES
from casewright.records import CaseType, Outcome, ReferenceSuite, StoryIssue
from casewright.records.judgements import CriterionScore, JudgeCriterion, Judgement, JudgeStatus
from casewright.scorers import SCORERS, CaseScorer
from casewright.scoring import merge_repeats, score_generation
from tests.builders import (
    SMALL,
    a_case,
    a_generation,
    a_provenance,
    a_story,
    a_suite,
    a_yardstick,
    shipped_references,
    shipped_stories,
)

YARDSTICK = a_yardstick()


def score(generation=None, story=None, references=None, yardstick=YARDSTICK):
    """What is said of one generation."""
    reference = ReferenceSuite(story_id="US-001", test_cases=references) if references else None
    return score_generation(story or a_story(), generation or a_generation(), reference, yardstick)


def test_a_story_has_every_score_and_a_case_those_of_the_scorers_of_cases():
    """Scorers, matching, rates and counts for the story; for each case what rates it by itself."""
    scored = score(references=a_suite())
    of_cases = {name for name, scorer in SCORERS.items() if isinstance(scorer, CaseScorer)}

    assert {"quality_score", *SCORERS, *NAMES, *JUDGE_METRICS, *RATES, *COUNTS} == set(scored.story.scores)
    assert [1, 2, 3] == [case.position for case in scored.cases]
    assert {frozenset({"quality_score", *of_cases})} == {frozenset(case.scores) for case in scored.cases}


def test_a_story_row_says_what_the_story_is():
    """Subset, category and the criteria that the story misses, each once."""
    issues = tuple(
        StoryIssue(criterion=criterion, message="said")
        for criterion in ("atomic", "unambiguous", "unambiguous")
    )
    story = a_story(subset="edge_case", category="typing errors", story_issues=issues)
    row = score(a_generation(outcomes=[Outcome.NOT_JSON, Outcome.OK]), story).story

    assert ("edge_case", "typing errors", ("atomic", "unambiguous")) == (
        row.subset,
        row.category,
        row.story_issues,
    )
    assert (2, False) == (row.attempts, row.first_attempt_ok)


def test_a_failure_scores_nothing_and_has_no_case_row():
    """Every scorer says 0, with the name of the failure; what only a suite has is not measured."""
    failed = score(a_generation(outcomes=[Outcome.NOT_JSON, Outcome.TIMEOUT]), references=a_suite())

    assert [] == failed.cases
    assert (Outcome.TIMEOUT, 2) == (failed.story.outcome, failed.story.attempts)
    assert {0.0} == {failed.story.scores[name].value for name in ("quality_score", *SCORERS)}
    assert "no valid suite: timeout" == failed.story.scores["oracle_score"].reason
    assert 0.0 == failed.story.scores["reference_recall"].value
    assert failed.story.scores["steps_per_case"].value is None


def test_without_a_reference_recall_is_not_measured_and_its_weight_goes_to_the_others():
    """Own stories need no references; all else is measured."""
    without, perfect = score(), score(references=a_suite())

    assert "not measured" == without.story.scores["reference_recall"].basis
    assert 1.0 == perfect.story.scores["reference_recall"].value
    assert without.story.scores["quality_score"].value < perfect.story.scores["quality_score"].value


def test_smells_are_told_with_the_case_and_counted_with_the_story():
    """An oracle that says nothing is found where it stands."""
    cases = [a_case(), a_case(id="TC-002", title="Another title here", expected_result="It works correctly")]
    scored = score(a_generation(cases=cases))

    assert "vague-oracle" in {smell.rule for smell in scored.cases[1].smells}
    assert "vague-oracle" not in {smell.rule for smell in scored.cases[0].smells}
    assert 1 == scored.story.smells["vague-oracle"]


def test_unmatched_references_are_named():
    """The reference cases that nothing matches are there by id, for whoever looks into it."""
    other = a_case(
        id="TC-009",
        type=CaseType.NEGATIVE,
        title="Card that has expired is declined",
        steps=["Pay with the expired card"],
        expected_result='The message "Card declined" is shown.',
    )
    scored = score(references=[*a_suite(), other])

    assert ("TC-009",) == scored.story.unmatched


def test_repeats_are_merged_to_the_mean_of_each_score():
    """One row a story: a failed repeat counts 0, and is what the story's outcome says."""
    good, bad = score(), score(a_generation(outcomes=[Outcome.ABORTED]))
    merged = merge_repeats([good.story, bad.story])
    quality = good.story.scores["quality_score"].value

    assert pytest.approx(quality / 2) == merged.scores["quality_score"].value
    assert 0.5 == merged.scores["success_rate"].value
    assert (quality, 0.0) == merged.quality_by_repeat
    assert (Outcome.ABORTED, False) == (merged.outcome, merged.first_attempt_ok)
    assert good.story.scores["steps_per_case"].value == merged.scores["steps_per_case"].value


def test_what_is_told_of_repeats_is_the_problem_of_the_one_that_failed():
    """Another that only had to be repaired is not why the story failed."""
    mended, failed = score(), score(a_generation(outcomes=[Outcome.TIMEOUT]))
    rows = [
        mended.story.model_copy(update={"problem": "a fence was taken off"}),
        failed.story.model_copy(update={"problem": "no token for 120 s"}),
    ]

    assert (Outcome.TIMEOUT, "no token for 120 s") == (
        merge_repeats(rows).outcome,
        merge_repeats(rows).problem,
    )
    assert "a fence was taken off" == merge_repeats([rows[0], mended.story]).problem


def test_quality_that_nothing_measured_passes_and_fails_no_mark():
    """With references alone to rate by, a story without one has no quality, and that is not a 0."""
    params = YARDSTICK.params.model_copy(update={"weights": {"reference_recall": 1.0}})
    story = score(yardstick=replace(YARDSTICK, params=params)).story

    assert (None, None) == (story.scores["quality_score"].value, story.scores["passing_rate"].value)
    assert () == story.quality_by_repeat


def test_a_single_repeat_is_left_as_it_is():
    """Without repeats nothing is a mean."""
    story = score().story

    assert story == merge_repeats([story])


def test_a_reference_that_a_model_of_the_run_wrote_is_none_for_any_of_its_cells():
    """Whoever wrote it would find its own words; where another model is scored, it counts."""
    suite = ReferenceSuite(
        story_id="US-001", test_cases=a_suite(), provenance=a_provenance(model=SMALL.model)
    )
    recalls = [
        score_generation(
            a_story(), a_generation(), suite, replace(YARDSTICK, models=frozenset(models))
        ).story.scores["reference_recall"]
        for models in ([SMALL.model, "baseline"], ["another"])
    ]

    assert [None, 1.0] == [recall.value for recall in recalls]
    assert "the reference suite was adopted from llama3.2:1b, which is scored here" == recalls[0].reason


def test_the_shipped_references_score_near_the_top():
    """Reference suites handed in as generations rate at least 0.9 of 1, with and without references."""
    stories = {story.id: story for story in shipped_stories()}
    yardstick = a_yardstick(shipped_stories(), shipped_references())
    rows = [
        [
            score_generation(
                stories[suite.story_id],
                a_generation(suite.story_id, cases=suite.test_cases),
                reference,
                yardstick,
            ).story.scores["quality_score"].value
            for reference in (None, suite)
        ]
        for suite in shipped_references()
    ]  # fmt: skip
    without, with_references = (sum(column) / len(rows) for column in zip(*rows, strict=True))

    assert without >= 0.9
    assert with_references >= 0.9


@pytest.mark.parametrize(("enters", "counts"), [(True, True), (False, False)])
def test_a_judge_counts_once_it_has_shown_that_it_can_tell(enters, counts):
    """Its marks are shown in any case; the quality score moves only for one that was found reliable."""
    judge = JudgeStatus(judge="qwen3:8b", enters_choice=enters, reason="said")
    yardstick = a_yardstick(judge=judge)
    alone = score(yardstick=yardstick).story.scores
    judged = score_generation(a_story(), a_generation(), None, yardstick, a_judgement(1.0)).story.scores

    assert 1.0 == judged["judge_relevance"].value == judged["judge_score"].value
    assert counts is (judged["quality_score"].value < alone["quality_score"].value)


def test_what_was_not_judged_says_why():
    """The reason is that of the judge stage."""
    scores = score(yardstick=a_yardstick(judge=JudgeStatus(reason="no judge is set"))).story.scores

    assert ("not measured", "no judge is set") == (scores["judge_score"].basis, scores["judge_score"].reason)


def a_judgement(mark):
    """A judgement that gives one mark on every criterion."""
    found = CriterionScore(score=mark, lowest=mark, highest=mark, samples=1)
    return Judgement(
        story_id="US-001",
        cell=SMALL,
        judge="qwen3:8b",
        judge_digest="d",
        prompt_hash="p",
        scores=dict.fromkeys(JudgeCriterion, found),
    )
