import pytest

from casewright.errors import DataError
from casewright.files import write_json
from casewright.records import Action, Aspect
from casewright.review.section import NOT_REVIEWED, review_section
from casewright.review.summary import read_summary, summarise
from tests.builders import LARGE, SMALL
from tests.casewright.review.made import ANNA, BERT, a_key, a_review, a_task, two_cells


def twelve(second=lambda number: number % 5 + 1, **changes):
    """Twelve suites with two reviews each: 1 to 5 in turn, and what the second reviewer makes of it."""
    key = a_key(*(a_task(number) for number in range(1, 13)))
    reviews = [a_review(n, ANNA, rating=n % 5 + 1, **changes) for n in range(1, 13)]
    reviews += [a_review(n, BERT, rating=second(n), **changes) for n in range(1, 13)]
    return summarise(reviews, key)


def test_reviewers_who_say_the_same_meet_the_target():
    """Everything is 1, for ratings and actions alike."""
    summary = twelve()
    figures = summary.agreement["clarity"]

    assert [*Aspect, "action"] == list(summary.agreement)
    assert (1, 1, 1, 1) == pytest.approx(
        (figures.exact.value, figures.within_one.value, figures.alpha.value, figures.ac2.value)
    )
    assert figures.meets_target is True
    assert (12, 12, 2, 24, 12) == (
        summary.drawn,
        summary.reviewed,
        summary.reviewers,
        summary.reviews,
        summary.more_than_one,
    )


def test_one_in_six_apart_by_one_misses_the_target():
    """10 of 12 suites are rated alike, all within one point."""
    figures = twelve(lambda n: min(5, n % 5 + 2) if n in (1, 2) else n % 5 + 1).agreement["relevance"]

    assert (10 / 12, 1) == pytest.approx((figures.exact.value, figures.within_one.value))
    assert figures.meets_target is False
    assert 0.8 < figures.alpha.value < 1


def test_with_one_review_each_there_is_no_agreement():
    """The target is neither met nor missed."""
    summary = summarise([a_review(1), a_review(2)], a_key())

    assert summary.agreement["clarity"].meets_target is None
    assert "no item has two ratings" == summary.agreement["clarity"].exact.reason
    assert "Agreement is not measured" in review_section(summary)


def test_the_unit_of_a_mean_is_the_story():
    """A story with two suites counts once: (4+2)/2 and 5, and each cell has means of its own."""
    key = two_cells()
    summary = summarise([a_review(1, rating=4), a_review(3, rating=2), a_review(2, rating=5)], key)
    cells = {one.cell: one for one in summary.cells}

    assert (4.0, 2) == (summary.means[Aspect.CLARITY].mean, summary.means[Aspect.CLARITY].stories)
    assert (4.5, 2.0) == tuple(cells[cell].means[Aspect.CLARITY].mean for cell in (SMALL, LARGE))


def test_actions_are_counted_by_review_and_by_suite():
    """Of a suite on which reviewers differ the commonest counts, of equally common ones the worse."""
    reviews = [
        a_review(1),
        a_review(1, BERT, action="discard"),
        a_review(2),
        a_review(2, BERT),
        a_review(3, action="rewrite"),
    ]
    actions = summarise(reviews, a_key()).actions

    assert (3, 1) == (actions[Action.ACCEPT].reviews, actions[Action.ACCEPT].suites)
    assert (1, 1) == (actions[Action.DISCARD].reviews, actions[Action.DISCARD].suites)
    assert 1 / 3 == pytest.approx(actions[Action.ACCEPT].share)
    assert actions[Action.ACCEPT].interval[0] < 1 / 3 < actions[Action.ACCEPT].interval[1]


def test_ratings_left_as_they_were_filled_in_are_told():
    """Of two aspects that were filled in one was changed; an empty form says nothing."""
    task = a_task(predicted={"clarity": 4, "relevance": 2})
    filled, empty = (summarise([a_review(rating=4)], a_key(task, predictions=on)) for on in (True, False))

    assert 0.5 == filled.left_as_filled_in
    assert empty.left_as_filled_in is None
    assert "50 % of the ratings are as the rules had filled them in" in review_section(filled)


def test_rules_and_judge_stand_beside_people():
    """The quality score rises with people's ratings here; a judge that was not there is not compared."""
    reviews = [a_review(n, rating=n) for n in (1, 2, 3)]
    judge = {(SMALL, f"US-00{n}"): {"relevance": float(n)} for n in (1, 2, 3)}
    without, with_judge = (summarise(reviews, a_key(), judge=marks) for marks in (None, judge))

    assert {"quality_score"} == {one.criterion for one in without.rules}
    assert 1 == pytest.approx(without.rules[0].spearman.value)
    assert without.judge is None
    assert 1 == pytest.approx(with_judge.judge[0].kappa.value)


def test_the_summary_is_json_and_comes_back(tmp_path):
    """No NaN anywhere, also where ratings do not vary."""
    summary = summarise([a_review(1, ANNA), a_review(1, BERT)], a_key())
    write_json(tmp_path / "review.json", summary.model_dump(mode="json"))

    assert summary == read_summary(tmp_path / "review.json")
    assert read_summary(tmp_path / "gone.json") is None


def test_a_summary_that_is_none_is_refused(tmp_path):
    """One line with the file, the field and the command that writes it anew."""
    write_json(tmp_path / "review.json", {"sample": "0a1b2c3d"})
    with pytest.raises(
        DataError, match=r"review\.json: drawn: Field required.*run `make review-import` anew"
    ):
        read_summary(tmp_path / "review.json")


def test_the_section_says_what_there_is():
    """Reviewers, the target with a mark, means by cell with actions, and why nothing else is compared."""
    reviews = [a_review(n, who, rating=n) for n in (1, 2, 3, 4) for who in (ANNA, BERT)]
    text = review_section(summarise(reviews, two_cells(), unusable=1))

    assert "2 reviewers gave 8 reviews of 4 of 4 suites in sample `0a1b2c3d`" in text
    assert "1 row could not be used." in text
    assert "| relevance | 100 % (100 % to 100 %) ✓ |" in text
    assert "| llama3.2:3b × improved_v1 | 2 | 3.50" in text
    assert "Usable as it is: 4 of 4 suites" in text
    assert "Judge and people are not compared: nothing was judged." in text


def test_a_run_that_nobody_reviewed_says_how_to():
    """No empty tables."""
    assert NOT_REVIEWED == review_section(None)
