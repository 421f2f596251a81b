from casewright.judge.trials import trials
from casewright.records import ReferenceSuite
from tests.builders import a_provenance, shipped_references, shipped_stories


def test_trials_are_the_same_each_time_and_others_by_another_seed():
    """Which stories, and what is done to them."""
    first = trials(shipped_stories(), shipped_references(), 3, seed=1)

    assert first == trials(shipped_stories(), shipped_references(), 3, seed=1)
    assert first != trials(shipped_stories(), shipped_references(), 3, seed=2)


def test_there_are_no_more_trials_than_stories_with_a_reference():
    """Wanting more is no error."""
    found = trials(shipped_stories(), shipped_references()[:2], 50, seed=1)

    assert 2 == len({trial.exhibit.story.id for trial in found})


def test_what_people_adopted_without_liking_it_is_no_good_suite():
    """A judge that does not pass it would be right."""
    poor, good = (
        ReferenceSuite(
            story_id=suite.story_id,
            test_cases=suite.test_cases,
            provenance=a_provenance(rating=rating),
        )
        for suite, rating in zip(shipped_references()[:2], (3.9, 4.0), strict=True)
    )

    assert {good.story_id} == {
        trial.exhibit.story.id for trial in trials(shipped_stories(), [poor, good], count=5, seed=1)
    }
