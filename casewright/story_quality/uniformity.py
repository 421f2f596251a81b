"""Uniformity: whether a story has the form that most stories of its set have."""

from collections import Counter
from functools import cached_property

from casewright.records.stories import Criterion, StoryIssue
from casewright.story_quality.anatomy import Anatomy, read

Template = tuple[str, ...]

_FEWEST_STORIES = 5
"""Below this, no form can be called the common one."""
_MAJORITY = 0.5
_MOST_TEMPLATES = 1000
"""Distinct forms that are remembered: what bounds the memory."""


class Uniformity:
    """The forms of a set's stories. First `add` all of them, then ask for the `issue` of each."""

    def __init__(self) -> None:
        self._templates: Counter[Template] = Counter()
        self._stories = 0

    def add(self, story: str) -> None:
        """Count the story's form; texts that are not English have none."""
        template = template_of(read(story))
        if template is None:
            return
        self._stories += 1
        self.__dict__.pop("_common", None)
        if template in self._templates or len(self._templates) < _MOST_TEMPLATES:
            self._templates[template] += 1

    def issue(self, story: str) -> StoryIssue | None:
        """What sets the story's form apart from the common one; None where nothing does."""
        common = self._common
        template = template_of(read(story))
        if common is None or template is None or _is_like(template, common):
            return None
        own = f'reads "{_shown(template)}"' if template else "has no form that is known"
        message = f'This story {own}; most of the others read "{_shown(common)}": use one form.'
        return StoryIssue(criterion=Criterion.UNIFORM, message=message)

    @cached_property
    def _common(self) -> Template | None:
        """The commonest form, where more than half of the stories are like it."""
        if self._stories < _FEWEST_STORIES:
            return None
        common = max(self._templates, key=lambda template: (self._templates[template], template))
        alike = sum(count for template, count in self._templates.items() if _is_like(template, common))
        return common if common and alike > _MAJORITY * self._stories else None


def template_of(story: Anatomy) -> Template | None:
    """The signs of the story's parts in their order; None for a text that is not English."""
    if not story.is_english:
        return None
    parts = sorted(
        (part for part in (story.role, story.wish, story.benefit) if part), key=lambda part: part.at
    )
    return tuple(part.sign for part in parts if part.sign not in _ASIDES or part.at == 0)


_BENEFITS = ("so that", "in order to", "because")
_ASIDES = ("to", "for")
"""Reasons that any form may hold: "to avoid …", "for clarity"."""


def _is_like(template: Template, common: Template) -> bool:
    """Whether both have the same signs in the same order. A missing benefit is another criterion's."""
    if not any(sign in _BENEFITS for sign in template) or not any(sign in _BENEFITS for sign in common):
        template = tuple(sign for sign in template if sign not in _BENEFITS)
        common = tuple(sign for sign in common if sign not in _BENEFITS)
    return template == common


def _shown(template: Template) -> str:
    text = " … ".join(sign.removeprefix("… ") for sign in template)
    return f"{text[:1].upper()}{text[1:]} …".replace("i ", "I ") if text else ""
