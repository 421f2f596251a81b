"""What a client sends, and the story that becomes of it: cleaned as the stage `clean` cleans its rows."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from casewright.cleaning import derived_id, normalise
from casewright.params import CleanParams
from casewright.pii import Scrubber
from casewright.records import STORY_LENGTH, UserStory


def _normalised(value: Any) -> Any:
    return normalise(value) if isinstance(value, str) else value


# The last annotation is the first to see a value: lengths are counted after normalising.
StoryText = Annotated[
    str,
    StringConstraints(min_length=STORY_LENGTH[0], max_length=STORY_LENGTH[1]),
    BeforeValidator(_normalised),
]
Criterion = Annotated[str, StringConstraints(min_length=1), BeforeValidator(_normalised)]


class StoryRequest(BaseModel):
    """A user story whose test cases are wanted."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"user_story": "As a shopper, I want to save my basket, so that I can order tomorrow."}
            ]
        },
    )

    user_story: Annotated[
        StoryText,
        Field(
            validation_alias=AliasChoices("user_story", "story"),
            description="White space around it and in a row does not count. Also taken as `story`.",
        ),
    ]
    acceptance_criteria: tuple[Criterion, ...] = ()


class BadStoryError(Exception):
    """What cleaning left of a request is no story."""

    def __init__(self, problems: Sequence[Any]) -> None:
        super().__init__("no story after cleaning")
        self.problems = problems


def clean_story(request: StoryRequest, params: CleanParams) -> tuple[UserStory, Counter[str]]:
    """The story as a prompt may show it, and how many personal values of each type were replaced in it.

    Raises:
        BadStoryError: with personal data replaced, the story has not the length of a story.

    """
    replaced: Counter[str] = Counter()
    scrubber = Scrubber(keep_terms=params.keep_terms)  # one a request: one numbering for all its texts

    def scrub(text: str) -> str:
        if not params.scrub_pii:
            return text
        scrubbed = scrubber.scrub(text)
        replaced.update(scrubbed.counts)
        return scrubbed.text

    try:
        story = UserStory(
            id=derived_id(request.user_story),
            story=scrub(request.user_story),
            acceptance_criteria=tuple(scrub(criterion) for criterion in request.acceptance_criteria),
        )
    except ValidationError as error:
        raise BadStoryError(error.errors(include_url=False)) from None
    return story, replaced
