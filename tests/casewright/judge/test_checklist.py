import pytest

from casewright.judge.checklist import CAP, QUESTIONS, criterion_scores
from casewright.records.judgements import Answer, JudgeCriterion

RELEVANCE = [question for question in QUESTIONS if question.criterion is JudgeCriterion.RELEVANCE]


def answers(*no: str, grounded: bool = True) -> list[Answer]:
    """Yes to every question but some."""
    return [
        Answer(
            question=one.name,
            verdict="no" if one.name in no else "yes",
            evidence="a quote",
            grounded=grounded,
        )
        for one in QUESTIONS
    ]


def test_every_criterion_has_four_to_six_questions_with_keys_in_order():
    """Keys sort as they are asked: some servers write keys by the alphabet."""
    counts = [sum(one.criterion is criterion for one in QUESTIONS) for criterion in JudgeCriterion]
    keys = [one.key for one in QUESTIONS]

    assert all(4 <= count <= 6 for count in counts)
    assert sorted(keys) == keys
    assert len(QUESTIONS) == len({one.name for one in QUESTIONS})


def test_yes_to_all_is_the_best_score():
    """Five by every criterion."""
    assert {5.0} == set(criterion_scores(answers()).values())


@pytest.mark.parametrize("given", [(), "no", "ungrounded"])
def test_nothing_that_counts_is_the_worst_score(given):
    """No answer, a no, and a yes without evidence that is there are all one."""
    found = {
        (): [],
        "no": answers(*(one.name for one in QUESTIONS)),
        "ungrounded": answers(grounded=False),
    }[given]

    assert {1.0} == set(criterion_scores(found).values())


def test_a_question_is_worth_its_share_of_four_points():
    """One minor question of five that does not hold costs 0.8."""
    minor = next(one for one in RELEVANCE if not one.decisive)
    scores = criterion_scores(answers(minor.name))

    assert pytest.approx(4.2) == scores[JudgeCriterion.RELEVANCE]
    assert 5.0 == scores[JudgeCriterion.COMPLETENESS]


def test_a_decisive_question_that_does_not_hold_caps_the_score():
    """However good the rest is."""
    decisive = next(one for one in RELEVANCE if one.decisive)

    assert CAP == criterion_scores(answers(decisive.name))[JudgeCriterion.RELEVANCE]


def test_below_the_cap_every_question_counts():
    """Two minor questions beside the decisive ones take the score further down."""
    decisive = next(one for one in RELEVANCE if one.decisive)
    minor = [one.name for one in RELEVANCE if not one.decisive]

    assert criterion_scores(answers(decisive.name, *minor))[JudgeCriterion.RELEVANCE] == pytest.approx(1.8)
