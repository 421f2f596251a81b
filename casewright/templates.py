"""What models are told: one Jinja2 template a file, with a `system` and a `user` block, checked first."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateSyntaxError, meta
from jinja2.runtime import Context

from casewright.errors import PromptError

BLOCKS = ("system", "user")


@dataclass(frozen=True)
class ChatTemplate:
    """A template that was read, with those that it builds on."""

    path: Path
    hash: str
    """SHA-256 over the template and those that it builds on."""
    variables: frozenset[str]
    """What it asks for."""
    _template: Template

    def render(self, block: str, **values: Any) -> str:
        """One block of the template, looked up where the template inherits it from."""
        context = self._context(values)
        return "".join(context.blocks[block][0](context)).strip()

    def missing_blocks(self, **values: Any) -> list[str]:
        """Which of the two blocks is nowhere to be found."""
        blocks = self._context(values).blocks
        return [block for block in BLOCKS if block not in blocks]

    def _context(self, values: dict[str, Any]) -> Context:
        """What a template renders in, with its blocks and those of every parent, the nearest first."""
        context = self._template.new_context(values)
        list(self._template.root_render_func(context))  # only rendering the root brings the parents' in
        return context


def load_template(path: Path, allowed: frozenset[str], check: Callable[[ChatTemplate], None]) -> ChatTemplate:
    """The template in `path`, which is there.

    Args:
        path: the file; templates that it builds on lie beside it.
        allowed: the variables that it may ask for.
        check: renders it with all that may come; what it raises is the template's fault.

    Raises:
        PromptError: it is no valid template, it asks for an unknown variable, or `check` failed.

    """
    folder = path.parent
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
        found = environment.get_template(path.name)
        variables = _variables(environment, sources)
        template = ChatTemplate(path, _hash(sources), variables, found)
        if variables - allowed:
            raise PromptError(
                f"prompt {path.stem!r}: {path} asks for {', '.join(sorted(variables - allowed))}; "
                f"a prompt may use {', '.join(sorted(allowed))}"
            )
        check(template)
    except PromptError:
        raise
    except TemplateSyntaxError as error:
        place = f"{folder / (error.name or path.name)}: line {error.lineno}"
        raise PromptError(f"prompt {path.stem!r}: {place}: {error.message}") from error
    except Exception as error:  # an expression in a template can raise anything
        reason = " ".join(str(error).split()) or type(error).__name__
        raise PromptError(f"prompt {path.stem!r}: {path}: {reason}") from error
    return template


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


def _variables(environment: Environment, sources: dict[str, str]) -> frozenset[str]:
    asked = (meta.find_undeclared_variables(environment.parse(source)) for source in sources.values())
    return frozenset().union(*asked)


def _hash(sources: dict[str, str]) -> str:
    digest = hashlib.sha256()
    for source in sources.values():
        digest.update(source.encode())
        digest.update(b"\0")
    return digest.hexdigest()
