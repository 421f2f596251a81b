import pytest

from casewright.records import Aspect
from casewright.records.judgements import CriterionScore, Judgement
from casewright.review.comparison import compared, human_marks, judge_marks
from tests.builders import SMALL
from tests.casewright.review.made import ANNA, BERT, a_key, a_review


def a_judgement(story_id, score, **changes):
    """What a judge says of a suite's relevance."""
    one = CriterionScore(score=score, lowest=score, highest=score, samples=3)
    fields = {
        "story_id": story_id,
        "cell": SMALL,
        "judge": "judge:8b",
        "judge_digest": "d1",
        "prompt_hash": "f1",
        "scores": {"relevance": one},
    }
    return Judgement.model_validate(fields | changes)


def marks(*values):
    """The relevance of so many suites."""
    return {(SMALL, f"US-{number:03d}"): {"relevance": value} for number, value in enumerate(values, start=1)}


def test_people_give_the_mean_of_their_ratings():
    """Over the reviewers of a suite, by aspect."""
    reviews = [a_review(1, ANNA, rating=4), a_review(1, BERT, rating=5), a_review(2, rating=2)]
    found = human_marks(reviews, a_key().tasks)

    assert {4.5} == set(found[SMALL, "US-001"].values())
    assert {aspect.value: 2.0 for aspect in Aspect} == found[SMALL, "US-002"]


def test_a_judge_that_marks_as_people_do_agrees_with_them():
    """Rank correlation, weighted kappa and alpha are 1; halves of people's means go up."""
    human = {item: dict.fromkeys(Aspect, mark["relevance"]) for item, mark in marks(1, 2, 3.5, 4, 5).items()}
    (found,) = compared(human, marks(1.2, 2.1, 3.6, 4.0, 5))

    assert (Aspect.RELEVANCE, "relevance", 5) == (found.aspect, found.criterion, found.suites)
    assert (1, 1, 1) == pytest.approx((found.spearman.value, found.kappa.value, found.alpha.value))
    assert (3.1, 3.18) == pytest.approx((found.human_mean, found.other_mean))


def test_a_judge_in_the_same_order_and_two_points_up_agrees_in_order_only():
    """That is what kappa and alpha are for."""
    human = {item: dict.fromkeys(Aspect, mark["relevance"]) for item, mark in marks(1, 2, 3, 1, 2).items()}
    (found,) = compared(human, marks(3, 4, 5, 3, 4))

    assert 1 == pytest.approx(found.spearman.value)
    assert found.kappa.value < 0.4
    assert found.alpha.value < 0.4


def test_other_figures_are_compared_by_their_order_only():
    """A score from 0 to 1 is no rating."""
    human = {item: dict.fromkeys(Aspect, mark["relevance"]) for item, mark in marks(1, 2, 3).items()}
    other = {item: {"quality_score": mark["relevance"]} for item, mark in marks(0.1, 0.2, 0.3).items()}
    (found,) = compared(human, other, [(Aspect.CLARITY, "quality_score")], rated=False)

    assert (None, None) == (found.kappa, found.alpha)
    assert 1 == pytest.approx(found.spearman.value)


def test_below_three_suites_nothing_is_compared():
    """Two points are always in line."""
    human = {item: dict.fromkeys(Aspect, mark["relevance"]) for item, mark in marks(1, 2, 3).items()}

    assert [] == compared(human, marks(1, 2))


def test_a_judge_marks_the_suite_that_people_see():
    """The first of several repeats; a suite that it could not judge is left out."""
    judgements = [
        a_judgement("US-001", 4.5),
        a_judgement("US-001", 1.0, repeat=1),
        a_judgement("US-002", 1.0, scores={}),
    ]

    assert {(SMALL, "US-001"): {"relevance": 4.5}} == judge_marks(judgements)
