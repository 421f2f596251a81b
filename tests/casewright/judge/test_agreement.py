import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.agreement import krippendorff_alpha
from casewright.judge.agreement import Consistency
from casewright.records.judgements import Answer, Judgement
from tests.casewright.judge.harness import a_judgement


def answered(*samples: str) -> Judgement:
    """A judgement whose samples said so: `y`, `n`, and `Y` for a yes without evidence."""
    judgement = a_judgement()
    template = judgement.samples[0]
    rows = [
        template.model_copy(
            update={
                "answers": tuple(
                    Answer(
                        question=f"relevance.{place}",
                        verdict="no" if letter == "n" else "yes",
                        evidence="",
                        grounded=letter != "Y",
                    )
                    for place, letter in enumerate(said)
                )
            }
        )
        for said in samples
    ]
    return judgement.model_copy(update={"samples": tuple(rows)})


@pytest.mark.parametrize(
    ("samples", "share"),
    [(("yyn", "yyn"), 1.0), (("yyn", "ynn"), 2 / 3), (("y", "y", "n"), 1 / 3), (("yn", "ny"), 0.0)],
)
def test_the_share_is_of_pairs_of_samples_that_answer_alike(samples, share):
    """By question, over all pairs."""
    assert Consistency.of([answered(*samples)]).share_equal == pytest.approx(share)


def test_one_sample_agrees_with_nothing():
    """There is no pair."""
    found = Consistency.of([answered("yn")])

    assert (None, None) == (found.share_equal, found.alpha)


def test_evidence_counts_by_answer():
    """Whatever the answer is."""
    assert Consistency.of([answered("yY", "nY")]).grounded == pytest.approx(0.5)


def test_a_failed_sample_has_no_answers_and_counts_for_none():
    """The others are compared."""
    assert 1.0 == Consistency.of([answered("y", "", "y")]).share_equal


@given(
    st.lists(
        st.integers(2, 4).flatmap(lambda size: st.lists(st.sampled_from("yn"), min_size=size, max_size=size)),
        min_size=1,
        max_size=12,
    )
)
def test_alpha_is_krippendorffs(items):
    """The same as that of `casewright.agreement`, from counts alone."""
    found = Consistency.of([answered(*item) for item in items]).alpha
    width = max(map(len, items))
    ratings = [[float(letter == "y") for letter in item] + [None] * (width - len(item)) for item in items]
    letters = {letter for item in items for letter in item}

    if len(letters) == 1:
        assert found is None
    else:
        assert krippendorff_alpha(ratings, "nominal").value == pytest.approx(found)
