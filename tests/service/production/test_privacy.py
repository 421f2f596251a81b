import pytest

from service.production.privacy import always_scrubbing, scrubbed_feedback, scrubbed_request
from tests.builders import a_case, a_story, a_suite
from tests.service.production.made import (
    ABOUT_SOMEBODY,
    PERSONAL,
    a_request,
    an_attempt_kept,
    bytes_of,
    feedback,
    fill,
)


@pytest.fixture
def scrubbing(params):
    """The policy of a project that has switched scrubbing off."""
    return always_scrubbing(params.clean.model_copy(update={"scrub_pii": False}))


def test_no_personal_data_of_a_request_reaches_the_file(tmp_path, scrubbing):
    """Neither in the story, nor in what a model made of it, whatever `clean.scrub_pii` says."""
    path = tmp_path / "records.sqlite"
    story = a_story(story=f"{ABOUT_SOMEBODY}, so that it arrives", acceptance_criteria=[ABOUT_SOMEBODY])
    case = a_case(title=ABOUT_SOMEBODY, preconditions=[ABOUT_SOMEBODY], steps=[ABOUT_SOMEBODY] * 2)
    given = a_request(
        story=story,
        test_cases=(case.model_copy(update={"expected_result": ABOUT_SOMEBODY}),),
        attempts=[an_attempt_kept(detail=f"title: got '{ABOUT_SOMEBODY}'")],
    )
    kept = scrubbed_request(given, scrubbing)
    fill(path, kept)
    written = bytes_of(path)

    assert b"filter" not in written
    assert b"<EMAIL" in written
    assert [] == [value for value in PERSONAL if value in written]
    assert kept.story.acceptance_criteria[0] == kept.test_cases[0].steps[1] == kept.test_cases[0].title


def test_no_personal_data_of_feedback_reaches_the_file(tmp_path, scrubbing):
    """Neither in the comment nor in the corrected suite."""
    path = tmp_path / "records.sqlite"
    case = a_case(title=ABOUT_SOMEBODY, preconditions=[ABOUT_SOMEBODY], expected_result=ABOUT_SOMEBODY)
    given = feedback(comment=ABOUT_SOMEBODY, corrected=(case,))
    fill(path, a_request(), scrubbed_feedback(given, scrubbing))
    written = bytes_of(path)

    assert b"<EMAIL" in written
    assert [] == [value for value in PERSONAL if value in written]


def test_what_holds_no_personal_data_is_kept_as_it_is(scrubbing):
    """Also what was scrubbed before."""
    story = a_story(story="As a clerk, I want to write to <EMAIL_1>, so that it is answered.")
    request, rated = a_request(story=story), feedback(comment="Good", corrected=a_suite(2))

    assert (request, rated) == (scrubbed_request(request, scrubbing), scrubbed_feedback(rated, scrubbing))
