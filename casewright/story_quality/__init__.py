"""Story quality: what could be better about a user story, as far as rules can tell.

It is advice, never a reason to refuse a story. The criteria are those of the Quality User Story framework
(Lucassen 2016) that can be decided from the text. See `docs/story-quality.md`.
"""

from casewright.records.stories import StoryIssue
from casewright.story_quality.anatomy import read
from casewright.story_quality.atomic import joined_wishes
from casewright.story_quality.extras import extras
from casewright.story_quality.form import full_sentence, has_benefit, well_formed
from casewright.story_quality.uniformity import Uniformity
from casewright.story_quality.vague import vague_terms

__all__ = ["Uniformity", "issues_of"]

_CHECKS = (well_formed, joined_wishes, extras, full_sentence, has_benefit, vague_terms)


def issues_of(story: str) -> tuple[StoryIssue, ...]:
    """What could be better about one story, by criterion; nothing for a text that is not English."""
    anatomy = read(story)
    if not anatomy.is_english:
        return ()
    return tuple(issue for check in _CHECKS for issue in check(anatomy))
