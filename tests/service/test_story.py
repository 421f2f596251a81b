import pytest

from casewright.cleaning import Cleaner
from casewright.params import Params
from casewright.scrubbing import Scrubbing
from casewright.sources import Row
from service.story import StoryRequest, clean_story

RAW = (
    "  As a cafe\u0301 owner (jane.doe@example.org),\u200b I\twant to see\n\n the orders "
    "of jane.doe@example.org, so that I can call 555-0123.  "
)
CRITERIA = ["  Orders of\u00a0jane.doe@example.org  come first.", "Orders show the time."]


@pytest.mark.parametrize("keep_terms", [(), ("jane.doe@example.org", "555-0123")])
def test_a_story_is_cleaned_as_the_pipeline_cleans_it(params: Params, keep_terms):
    """One raw story is one story to the pipeline and to the service: no skew."""
    row = Row("stories.json", 1, {"story": RAW, "acceptance_criteria": CRITERIA})
    settings = params.clean.model_copy(update={"keep_terms": keep_terms})
    (kept,) = Cleaner(settings, "fail").stories([row])
    request = StoryRequest.model_validate({"user_story": RAW, "acceptance_criteria": CRITERIA})
    story, replaced = clean_story(request, Scrubbing(settings))

    assert kept.record == story
    assert kept.personal.replaced == replaced


def test_the_policy_of_the_pipeline_is_that_of_the_service(params: Params):
    """What the settings keep or replace in a story they keep or replace in a request."""
    request = StoryRequest.model_validate({"story": RAW})
    strict = params.clean.keep.model_copy(update={"example_hosts": False})
    kept, _ = clean_story(request, Scrubbing(params.clean))
    scrubbed, replaced = clean_story(request, Scrubbing(params.clean.model_copy(update={"keep": strict})))

    assert "jane.doe@example.org" in kept.story
    assert "jane.doe@example.org" not in scrubbed.story
    assert 2 == replaced["EMAIL"]


def test_scrubbing_is_off_where_it_is_off_in_the_pipeline(params: Params):
    """A pipeline that measured unscrubbed stories has a service that does not scrub."""
    off = params.clean.model_copy(update={"scrub_pii": False})
    request = StoryRequest.model_validate({"story": RAW})
    story, replaced = clean_story(request, Scrubbing(off))

    assert "jane.doe@example.org" in story.story
    assert not replaced
