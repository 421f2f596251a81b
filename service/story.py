"""What a client sends, and the story that becomes of it: cleaned as the stage `clean` cleans its rows."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from casewright import cleaning
from casewright.records import STORY_LENGTH, UserStory
from casewright.scrubbing import Scrubbing
from casewright.text import normalise
from service import example


def _normalised(value: Any) -> Any:
    return normalise(value) if isinstance(value, str) else value


# The last annotation is the first to see a value: lengths are counted after normalising.
StoryText = Annotated[
    str,
    StringConstraints(min_length=STORY_LENGTH[0], max_length=STORY_LENGTH[1]),
    BeforeValidator(_normalised),
]
CRITERIA = 100
CRITERION_LENGTH = (1, 1000)
"""Characters: rules read a text in a time that may grow with the square of its length."""
CRITERIA_LENGTH = 20_000
"""Characters of all together."""
Criterion = Annotated[
    str,
    StringConstraints(min_length=CRITERION_LENGTH[0], max_length=CRITERION_LENGTH[1]),
    BeforeValidator(_normalised),
]


def _bounded(criteria: tuple[str, ...]) -> tuple[str, ...]:
    length = sum(map(len, criteria))
    if length > CRITERIA_LENGTH:
        raise ValueError(f"{length} characters together; expected at most {CRITERIA_LENGTH}")
    return criteria


class StoryRequest(BaseModel):
    """A user story whose test cases are wanted."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"user_story": example.STORY},
                {
                    "user_story": "As a reader, I want to renew a loan online, so that I need not call",
                    "acceptance_criteria": [
                        "A loan can be renewed twice",
                        "A reserved book cannot be renewed",
                    ],
                    "stream": True,
                },
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
    acceptance_criteria: Annotated[
        tuple[Criterion, ...],
        Field(
            max_length=CRITERIA,
            fail_fast=True,
            description=f"At most {CRITERIA_LENGTH:,} characters together.",
        ),
        AfterValidator(_bounded),
    ] = ()
    stream: Annotated[
        bool,
        Field(
            strict=True,
            description="Whether to answer in server-sent events: cases as they are written, then all.",
        ),
    ] = False


class BadStoryError(Exception):
    """What cleaning left of a request is no story."""

    def __init__(self, problems: Sequence[Any]) -> None:
        super().__init__("no story after cleaning")
        self.problems = problems


def clean_story(request: StoryRequest, scrubbing: Scrubbing) -> tuple[UserStory, Counter[str]]:
    """The story as a prompt may show it, and how many personal values of each type were replaced in it.

    Raises:
        BadStoryError: with personal data replaced, the story has not the length of a story.

    """
    fields = {"story": request.user_story, "acceptance_criteria": list(request.acceptance_criteria)}
    try:
        story, personal = cleaning.clean_story(fields, scrubbing)
    except ValidationError as error:
        raise BadStoryError(error.errors(include_url=False)) from None
    return story, personal.replaced
