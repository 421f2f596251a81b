from collections.abc import Sequence

import pytest

from casewright.judge.prompt import load_judge_prompt
from casewright.judge.trials import Trial, trials
from casewright.judge.validation import validate
from casewright.records.judgements import CriterionScore, JudgeCriterion, Judgement, RateEstimate
from tests.builders import ROOT, shipped_references, shipped_stories
from tests.casewright.judge.harness import judge_params, tried
from tests.fake_judges import Truth, broken, coin, first_case_only, judging, shown_in, with_rates

SAMPLES = 3


@pytest.fixture(scope="module")
def cases() -> list[Trial]:
    """Trials on half of the stories that come with the project."""
    return trials(shipped_stories(), shipped_references(), 24, seed=7)


@pytest.fixture(scope="module")
def truth(cases) -> Truth:
    """What is known of them."""
    return Truth.of(cases)


def within(estimate: RateEstimate, rate: float) -> bool:
    """Whether a rate lies in the interval that is stated."""
    assert estimate.interval is not None
    return estimate.interval[0] <= rate <= estimate.interval[1]


# ---- judges whose error rates are known


@pytest.mark.parametrize(
    ("tpr", "tnr", "enters"),
    [
        pytest.param(0.95, 0.90, True, id="good"),
        pytest.param(0.98, 0.15, False, id="over-agreeable"),
        pytest.param(0.30, 0.97, False, id="harsh"),
    ],
)
def test_the_rates_of_a_judge_are_found_within_the_stated_interval(
    cases, truth, params, tmp_path, tpr, tnr, enters
):
    """By every criterion and over all; only the good one may have a say in the choice."""
    found = tried(judging(with_rates(truth, tpr, tnr)), cases, params.generate, tmp_path, samples=1)

    assert enters is found.enters_choice
    for one in (found, *found.criteria.values()):
        assert within(one.true_positive, tpr)
        assert within(one.true_negative, tnr)
    assert (120, 120) == (found.true_positive.trials, found.true_negative.trials)


def test_a_judge_that_answers_by_chance_is_refused(cases, params, tmp_path):
    """It passes half of either kind, by every criterion."""
    found = tried(judging(coin), cases, params.generate, tmp_path, samples=1)

    assert not found.enters_choice
    assert not any(one.enters_choice for one in found.criteria.values())
    assert within(found.true_positive, 0.5)
    assert within(found.true_negative, 0.5)


def test_a_judge_that_passes_nothing_cannot_be_told_from_guessing(cases, params, tmp_path):
    """It notices every damage, and that is worth nothing."""
    found = tried(judging(lambda *_: False), cases, params.generate, tmp_path, samples=1)

    assert (0.0, 1.0) == (found.true_positive.rate, found.true_negative.rate)
    assert not any(one.enters_choice for one in found.criteria.values())
    assert "cannot be told from guessing" in found.reason


def test_a_judge_that_looks_at_the_first_case_only_notices_what_chance_puts_there(
    cases, truth, params, tmp_path
):
    """Cases are shuffled for every sample, so its rate is what the shares of damaged cases make of it."""
    found = tried(judging(first_case_only(truth)), cases, params.generate, tmp_path, samples=SAMPLES)
    rates = [_noticed(trial, truth) for trial in cases if trial.criterion is not None]

    assert within(found.true_negative, sum(rates) / len(rates))
    assert 1.0 == found.true_positive.rate
    assert found.self_agreement is not None
    assert found.self_agreement < 1
    assert not found.enters_choice


def _noticed(trial: Trial, truth: Truth) -> float:
    """How likely one of the samples begins with a damaged case, which takes the mean below the mark."""
    prompt = load_judge_prompt(ROOT / "prompts")
    suite = shown_in(prompt.messages(trial.exhibit.story, trial.exhibit.cases)[-1].content)
    damaged = sum(case not in truth.good_cases for case in suite) / len(suite)
    return 1 - (1 - damaged) ** SAMPLES


def test_a_judge_that_breaks_its_json_fails_where_it_does(cases, truth, params, tmp_path):
    """What it did not answer is neither passed nor noticed, and counts."""
    found = tried(broken(0.35, with_rates(truth, 1, 1)), cases, params.generate, tmp_path, samples=1)
    share = found.failed_trials / len(cases)

    assert 0.25 < share < 0.45
    assert within(found.true_positive, 1 - share)
    assert within(found.true_negative, 1 - share)
    assert not found.enters_choice


def test_a_judge_that_quotes_nothing_passes_nothing(cases, truth, params, tmp_path):
    """A yes whose evidence is not there is no yes."""
    behaviour = judging(with_rates(truth, 1, 1), quoting=False)
    found = tried(behaviour, cases, params.generate, tmp_path, samples=1)

    assert (0.0, 0.0) == (found.grounded_evidence, found.true_positive.rate)
    assert not found.enters_choice


# ---- the rule


def test_every_sabotage_counts_where_it_is_meant(cases):
    """A suite damaged in one thing says nothing of the others."""
    judgements = [_judgement(trial, damaged_score=1.0) for trial in cases]
    found = validate(cases, judgements, judge_params())
    relevance = found.criteria[JudgeCriterion.RELEVANCE]

    assert (24, 24) == (relevance.true_positive.hits, relevance.true_negative.hits)
    assert {"foreign_cases", "invent", "transplant_steps"} == {
        damage.partition(" ")[0] for damage in relevance.by_damage
    }
    assert 24 == sum(one.trials for one in relevance.by_damage.values())
    assert found.enters_choice


@pytest.mark.parametrize(("score", "enters"), [(3.9, True), (4.0, False)])
def test_a_suite_passes_from_the_passing_score_on(cases, score, enters):
    """The score itself is enough."""
    found = validate(cases, [_judgement(one, damaged_score=score) for one in cases], judge_params())

    assert enters is found.enters_choice


def test_one_bad_criterion_keeps_the_judge_out_and_is_named(cases):
    """The others keep their own mark."""
    blind = JudgeCriterion.STEP_SPECIFICITY
    judgements = [_judgement(one, damaged_score=5.0 if one.criterion is blind else 1.0) for one in cases]
    found = validate(cases, judgements, judge_params())

    assert [blind] == [name for name, one in found.criteria.items() if not one.enters_choice]
    assert not found.enters_choice
    assert found.reason == (
        "it does not enter the choice: by step_specificity, it noticed 0 of 24 damaged suites (0 %); "
        "judge.min_tnr asks for 60 %"
    )


def test_too_few_trials_show_nothing():
    """On one story even a perfect judge cannot be told from one that guesses."""
    few = trials(shipped_stories(), shipped_references(), 1, seed=7)
    found = validate(few, [_judgement(one, damaged_score=1.0) for one in few], judge_params())

    assert not found.enters_choice


def _judgement(trial: Trial, *, damaged_score: float) -> Judgement:
    """What a judge says that gives damaged suites one score and all others the best."""

    def score(criterion: JudgeCriterion) -> CriterionScore:
        value = damaged_score if trial.criterion is criterion else 5.0
        return CriterionScore(score=value, lowest=value, highest=value, samples=1)

    return Judgement(
        story_id=trial.exhibit.story.id,
        cell=trial.exhibit.cell,
        judge="judge",
        judge_digest="d",
        prompt_hash="p",
        scores={criterion: score(criterion) for criterion in JudgeCriterion},
    )


# ---- what a judge is tried on


def test_each_story_has_its_reference_and_a_damaged_copy_by_criterion(cases):
    """All of one story, one after the other."""
    kinds: Sequence[JudgeCriterion | None] = [trial.criterion for trial in cases]

    assert [None, *JudgeCriterion] * 24 == kinds
    assert 24 == len({trial.exhibit.story.id for trial in cases})
