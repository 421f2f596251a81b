import pytest

from casewright.records import ReferenceSuite
from casewright.review.adopting import Adopted, adopt, with_earlier
from tests.builders import SMALL, a_case, a_provenance, a_suite
from tests.casewright.review.made import ANNA, BERT, SAMPLE, a_key, a_review, a_task, two_cells

MENDED = (a_case(title="A title that a reviewer wrote", quality_score=0),)


def adopted(params, *reviews, key=None):
    """What becomes of the reviews."""
    return adopt(reviews, key or a_key(), params.clean)


def test_an_accepted_suite_becomes_a_reference_with_its_provenance(params):
    """Who, when, what was done, and which run, cell and model it comes from."""
    found = adopted(
        params, a_review(1, ANNA, rating=5), a_review(1, BERT, reviewed_at="2026-11-26T08:00:00Z")
    )
    (suite,) = found.suites
    origin = suite.provenance

    assert ("US-001", 3) == (suite.story_id, len(suite.test_cases))
    assert ("accept", (ANNA, BERT), "2026-11-26T08:00:00Z") == (
        origin.action,
        origin.reviewers,
        origin.reviewed_at,
    )
    assert (SMALL.model, SMALL.prompt, "a1b2c3d4e5f6a7b8", "c0ffee") == (
        origin.model,
        origin.prompt,
        origin.model_digest,
        origin.prompt_hash,
    )
    assert ("0a1b2c3d", "f" * 64, "e" * 32, 4.5) == (
        origin.sample,
        origin.run,
        origin.mlflow_run,
        origin.rating,
    )


def test_what_the_reviewers_think_takes_the_place_of_what_the_author_claimed(params):
    """A mean rating of 4.5 of 5 is 9 of 10."""
    (suite,) = adopted(params, a_review(1, ANNA, rating=5), a_review(1, BERT)).suites

    assert {9.0} == {case.quality_score for case in suite.test_cases}


def test_a_minor_edit_is_adopted_as_corrected(params):
    """The latest correction stands, whoever else accepted the suite."""
    edits = [
        a_review(1, ANNA, action="minor_edit", corrected=MENDED, reviewed_at="2026-11-26T08:00:00Z"),
        a_review(1, BERT, action="minor_edit", corrected=a_suite(2)),
    ]
    (suite,) = adopted(params, *edits).suites

    assert ["A title that a reviewer wrote"] == [case.title for case in suite.test_cases]
    assert "minor_edit" == suite.provenance.action


@pytest.mark.parametrize(
    ("reviews", "reason"),
    [
        ([], "not reviewed"),
        ([a_review(1), a_review(1, BERT, action="discard")], "1 of 2 reviewers said discard"),
        (
            [a_review(1, action="rewrite"), a_review(1, BERT, action="discard")],
            "2 of 2 reviewers said discard, re",
        ),
        ([a_review(1, action="minor_edit")], "a reviewer said minor_edit and corrected nothing"),
    ],
)
def test_what_somebody_objects_to_is_not_adopted(params, reviews, reason):
    """Each suite that is passed over is told with the reason."""
    found = adopted(params, *reviews, key=a_key(a_task(1)))

    assert () == found.suites
    assert found.passed_over[0].startswith(f"0a1b2c3d-001: {reason}")


@pytest.mark.parametrize(("first", "second", "winner"), [(5, 4, "llama3.2:1b"), (4, 5, "llama3.2:3b")])
def test_of_two_suites_of_a_story_the_better_rated_is_adopted(params, first, second, winner):
    """One reference a story."""
    found = adopted(params, a_review(1, rating=first), a_review(3, rating=second), key=two_cells())
    (suite,) = found.suites

    assert winner == suite.provenance.model
    assert any("of the same story, is rated" in reason for reason in found.passed_over)


def test_personal_data_that_a_reviewer_typed_is_replaced(params):
    """The references are in Git: an address or a name must not get there."""
    typed = a_case(steps=["Write to m.kowalczyk@nordfrakt.se", "Ask Marta Kowalczyk"], quality_score=0)
    (suite,) = adopted(params, a_review(1, action="minor_edit", corrected=(typed,))).suites
    text = suite.model_dump_json()

    assert "kowalczyk" not in text.lower()
    assert "<EMAIL_1>" in text


def test_the_baselines_suites_can_be_adopted(params):
    """It has no prompt, and says so."""
    task = a_task(1, cell=SMALL.model_copy(update={"model": "baseline", "prompt": None}), prompt_hash="")
    (suite,) = adopted(params, a_review(1), key=a_key(task)).suites

    assert (None, None) == (suite.provenance.prompt, suite.provenance.prompt_hash)


def test_what_was_adopted_before_stays_unless_it_is_reviewed_anew():
    """In the order of the stories' ids."""
    old = [ReferenceSuite(story_id=f"US-00{n}", test_cases=a_suite(1)) for n in (3, 1)]
    new = ReferenceSuite(story_id="US-003", test_cases=a_suite(2))
    found = with_earlier(old, Adopted((new,), (), frozenset()), SAMPLE)

    assert [("US-001", 1), ("US-003", 2)] == [(one.story_id, len(one.test_cases)) for one in found]


def test_what_reviewers_take_no_more_is_dropped(params):
    """Of the same sample only: what another one approved is another suite."""
    first = adopted(params, a_review(1), a_review(2))
    other = first.suites[0].model_copy(update={"provenance": a_provenance(sample="ffffffff")})
    later = adopted(params, a_review(1, action="discard"), a_review(3))

    assert ["US-002", "US-003"] == [one.story_id for one in with_earlier(first.suites, later, SAMPLE)]
    assert ["US-001", "US-003"] == [one.story_id for one in with_earlier([other], later, SAMPLE)]
