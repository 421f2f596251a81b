from casewright.records.judgements import (
    CriterionValidation,
    JudgeCriterion,
    JudgeStatus,
    JudgeValidation,
    RateEstimate,
)
from tests.builders import SMALL, a_cell_score
from tests.casewright.report.made import report, section, tables

TITLE = "Judged"
STATUS = JudgeStatus(judge="qwen3:8b", enters_choice=True, reason="qwen3:8b judged 3 suites, 3 times each")


def a_rate(hits, trials=10):
    """A share of trials."""
    return RateEstimate(hits=hits, trials=trials, rate=hits / trials, interval=(0.1, 0.9))


def a_validation(**changes):
    """How a judge did."""
    criterion = CriterionValidation(
        true_positive=a_rate(9),
        true_negative=a_rate(8),
        by_damage={"drop_oracle": a_rate(10), "invent": a_rate(2)},
        enters_choice=True,
        reason="said",
    )
    fields = {
        "judge": "qwen3:8b",
        "judge_digest": "d",
        "prompt_hash": "p",
        "stories": 12,
        "min_tnr": 0.6,
        "passing_score": 4.0,
        "failed_trials": 0,
        "true_positive": a_rate(9),
        "true_negative": a_rate(8),
        "criteria": {JudgeCriterion.RELEVANCE: criterion},
        "self_agreement": 0.9,
        "self_alpha": 0.8,
        "grounded_evidence": 1.0,
        "enters_choice": True,
        "reason": "said",
    }
    return JudgeValidation.model_validate(fields | changes)


def test_without_a_judge_the_section_says_why():
    """Not judged is not a mark."""
    assert section(report(), TITLE).startswith("Not judged: no judge is set. Limits and targets")


def test_marks_and_what_they_are_worth():
    """Every cell has its means; a judge that can tell counts as much as it weighs."""
    cell = a_cell_score(SMALL, judge_score=4.25, judge_relevance=3.5)
    text = section(
        report([cell], judging=STATUS, judge_validation=a_validation(), weights={"judge_score": 4.0}), TITLE
    )

    assert "qwen3:8b judged 3 suites, 3 times each. It counts 4 in the quality score." in text
    assert [SMALL.name, "4.25", "3.50"] == tables(text)[0][0][:3]
    assert [
        "relevance", "9 of 10, 0.90 (0.100 to 0.900)", "8 of 10, 0.80 (0.100 to 0.900)", "yes",
        "invent 0.20, drop_oracle 1.00",
    ] == tables(text)[1][0]  # fmt: skip


def test_a_judge_that_cannot_tell_is_shown_and_does_not_enter():
    """Its marks stay on the page, with the warning beside them."""
    judge = STATUS.model_copy(update={"enters_choice": False})

    assert "**It does not enter the choice.** Limits and targets of judged metrics are left out." in section(
        report(judging=judge), TITLE
    )
