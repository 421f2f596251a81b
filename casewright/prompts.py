"""Prompts: one Jinja2 template a file, with a `system` and a `user` block, checked before any call.

A template may use `story` (a `UserStory`) and `passages` (retrieved context, a list of strings). Text
that is the same for every story comes first, so that the server's prefix cache serves it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateSyntaxError, meta
from jinja2.runtime import Context

from casewright.errors import PromptError
from casewright.records import UserStory

PROMPTS = Path("prompts")
VARIABLES = frozenset({"story", "passages"})
"""What a template may ask for."""

_BLOCKS = ("system", "user")
_PROBE = UserStory(id="US-000", story="As a tester, I want a probe, so that faults show early.")
_FULL_PROBE = _PROBE.model_copy(update={"acceptance_criteria": ("A probe criterion.",), "tags": ("probe",)})


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
    hash: str
    """SHA-256 over the template and those that it builds on."""
    uses_passages: bool
    _template: Template

    def messages(self, story: UserStory, passages: Sequence[str] = ()) -> list[Message]:
        """The chat messages for one story."""
        return [Message(role, _render(self._template, role, story, passages)) for role in _BLOCKS]


def load_prompt(name: str, folder: Path = PROMPTS) -> Prompt:
    """The prompt in `folder/<name>.j2`.

    Raises:
        PromptError: there is no such prompt, it is no valid template, it asks for an unknown
            variable, or it lacks the `system` or the `user` block.

    """
    path = folder / f"{name}.j2"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.j2"))) or "none"
        raise PromptError(
            f"prompt {name!r}: {path} is not there; prompts in {folder}/: {known}; pick one, or write {path}"
        )
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,  # prompts are plain text for a model, not HTML
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # what was hashed is what is rendered, even when a file is edited meanwhile
    )
    try:
        sources = _sources(environment, path.name)
        template = environment.get_template(path.name)
        prompt = Prompt(name, _hash(sources), _asks_for(environment, sources, "passages"), template)
        _check(prompt, path, environment, sources)
    except PromptError:
        raise
    except TemplateSyntaxError as error:
        place = f"{folder / (error.name or path.name)}: line {error.lineno}"
        raise PromptError(f"prompt {name!r}: {place}: {error.message}") from error
    except Exception as error:  # an expression in a template can raise anything
        reason = " ".join(str(error).split()) or type(error).__name__
        raise PromptError(f"prompt {name!r}: {path}: {reason}") from error
    return prompt


def _sources(environment: Environment, file: str) -> dict[str, str]:
    """The source of a template and of every template it builds on, by file name."""
    assert environment.loader is not None
    sources: dict[str, str] = {}
    waiting = [file]
    while waiting:
        current = waiting.pop()
        source, _, _ = environment.loader.get_source(environment, current)
        sources[current] = source
        named = meta.find_referenced_templates(environment.parse(source, current))
        waiting += [name for name in named if name and name not in sources]
    return sources


def _hash(sources: dict[str, str]) -> str:
    digest = hashlib.sha256()
    for source in sources.values():
        digest.update(source.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def _asks_for(environment: Environment, sources: dict[str, str], variable: str) -> bool:
    return any(
        variable in meta.find_undeclared_variables(environment.parse(source)) for source in sources.values()
    )


def _check(prompt: Prompt, path: Path, environment: Environment, sources: dict[str, str]) -> None:
    unknown = {
        variable
        for source in sources.values()
        for variable in meta.find_undeclared_variables(environment.parse(source))
    } - VARIABLES
    if unknown:
        raise PromptError(
            f"prompt {prompt.name!r}: {path} asks for {', '.join(sorted(unknown))}; "
            f"a prompt may use {', '.join(sorted(VARIABLES))}"
        )
    blocks = _context(prompt._template, _PROBE, []).blocks
    missing = [block for block in _BLOCKS if block not in blocks]
    if missing:
        raise PromptError(f"prompt {prompt.name!r}: {path} lacks the block {' and '.join(missing)}")
    # With and without all that a template may make a condition of: each branch is tried before any call.
    for story, passages in ((_FULL_PROBE, ["A probe passage."]), (_PROBE, [])):
        user = prompt.messages(story, passages)[-1].content
        if story.story not in user:
            raise PromptError(
                f"prompt {prompt.name!r}: {path} never shows the story; "
                "put {{ story.story }} in its user block"
            )


def _render(template: Template, block: str, story: UserStory, passages: Sequence[str]) -> str:
    """One block of a template, looked up where the template inherits it from."""
    context = _context(template, story, passages)
    return "".join(context.blocks[block][0](context)).strip()


def _context(template: Template, story: UserStory, passages: Sequence[str]) -> Context:
    """What a template renders in, with its blocks and those of every parent, the nearest first."""
    context = template.new_context({"story": story, "passages": list(passages)})
    list(template.root_render_func(context))  # only rendering the root brings the parents' blocks in
    return context
