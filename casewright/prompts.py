"""Prompts: one Jinja2 template a file, with a `system` and a `user` block, checked before any call.

A template may use `story` (a `UserStory`), `passages` (retrieved context, a list of strings) and `examples`
(suites of similar stories, a list of `Example`). Text that is the same for every story comes first, so that
the server's prefix cache serves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casewright.errors import PromptError
from casewright.records import CaseType, Example, Priority, TestCase, UserStory
from casewright.templates import BLOCKS, ChatTemplate, load_template

PROMPTS = Path("prompts")
VARIABLES = frozenset({"story", "passages", "examples"})
"""What a template may ask for."""
JUDGE = "judge"
"""The template by which suites are judged: no prompt of a cell."""

_PROBE = UserStory(id="US-000", story="As a tester, I want a probe, so that faults show early.")
_FULL_PROBE = _PROBE.model_copy(update={"acceptance_criteria": ("A probe criterion.",), "tags": ("probe",)})
_EXAMPLE = Example(
    story_id="US-001",
    story="As a tester, I want an example, so that I see one.",
    acceptance_criteria=("An example's criterion.",),
    test_cases=(
        TestCase(
            id="TC-001",
            type=CaseType.POSITIVE,
            title="An example",
            priority=Priority.LOW,
            preconditions=(),
            steps=("Look",),
            expected_result="An example is there",
            quality_score=5,
        ),
    ),
)


@dataclass(frozen=True)
class Message:
    """One chat message."""

    role: str
    content: str

    def as_dict(self) -> dict[str, str]:
        """The message as the chat API takes it."""
        return {"role": self.role, "content": self.content}


@dataclass(frozen=True)
class Prompt:
    """A template that was found whole: it renders for any story."""

    name: str
    _template: ChatTemplate

    @property
    def hash(self) -> str:
        """SHA-256 over the template and those that it builds on."""
        return self._template.hash

    @property
    def uses_passages(self) -> bool:
        """Whether the template asks for retrieved context."""
        return "passages" in self._template.variables

    @property
    def uses_examples(self) -> bool:
        """Whether the template asks for suites of similar stories."""
        return "examples" in self._template.variables

    def messages(
        self, story: UserStory, passages: Sequence[str] = (), examples: Sequence[Example] = ()
    ) -> list[Message]:
        """The chat messages for one story."""
        values = {"story": story, "passages": list(passages), "examples": list(examples)}
        return [Message(block, self._template.render(block, **values)) for block in BLOCKS]


def load_prompt(name: str, folder: Path = PROMPTS) -> Prompt:
    """The prompt in `folder/<name>.j2`.

    Raises:
        PromptError: there is no such prompt, it is no valid template, it asks for an unknown
            variable, or it lacks the `system` or the `user` block.

    """
    path = folder / f"{name}.j2"
    if not path.is_file():
        names = sorted(file.stem for file in folder.glob("*.j2") if file.stem != JUDGE)
        known = ", ".join(names) or "none"
        raise PromptError(
            f"prompt {name!r}: {path} is not there; prompts in {folder}/: {known}; pick one, or write {path}"
        )
    return Prompt(name, load_template(path, VARIABLES, _check))


def _check(template: ChatTemplate) -> None:
    missing = template.missing_blocks(story=_PROBE, passages=[], examples=[])
    if missing:
        raise PromptError(
            f"prompt {template.path.stem!r}: {template.path} lacks the block {' and '.join(missing)}"
        )
    # With and without all that a template may make a condition of: each branch is tried before any call.
    full: dict[str, Any] = {"story": _FULL_PROBE, "passages": ["A probe passage."], "examples": [_EXAMPLE]}
    bare: dict[str, Any] = {"story": _PROBE, "passages": [], "examples": []}
    for values in (full, bare):
        story = values["story"]
        _, user = (template.render(block, **values) for block in BLOCKS)
        if story.story not in user:
            raise PromptError(
                f"prompt {template.path.stem!r}: {template.path} never shows the story; "
                "put {{ story.story }} in its user block"
            )
