"""The configuration that is served: the last choice, and all that it was measured with."""

import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from casewright.baseline import RULES_DIGEST
from casewright.choice import Choice
from casewright.errors import DataError, PromptError
from casewright.examples import ExamplePicker
from casewright.files import first_problem, read_json
from casewright.ollama import resolve_host
from casewright.params import CleanParams, GenerateParams, OllamaParams, load_params
from casewright.paths import CHOICE, INDEX
from casewright.prompts import Prompt, load_prompt
from casewright.retrieval import Retriever

_REPEAT = "run `make repro`"


@dataclass(frozen=True)
class Configuration:
    """What the service runs, whole and checked."""

    choice: Choice
    clean: CleanParams
    generate: GenerateParams
    """As they were when the choice was measured, not as params.yaml has them now."""
    ollama: OllamaParams
    prompt: Prompt | None
    """None: the baseline, which takes no prompt."""
    retriever: Retriever | None
    """None: the prompt asks for no passages."""
    examples: ExamplePicker | None
    """None: the prompt asks for no examples."""


def load_configuration() -> Configuration:
    """The last choice and what it names, relative to the project's folder.

    Raises:
        CasewrightError: there is no choice yet, or what it was measured with is no longer there.

    """
    choice = _load_choice(CHOICE)
    params = load_params()
    prompt = _load_measured_prompt(choice)
    return Configuration(
        choice=choice,
        clean=params.clean,
        generate=_measured_settings(choice),
        ollama=_with_host_from_environment(params.ollama) if prompt else params.ollama,
        prompt=prompt,
        retriever=Retriever.load(INDEX) if prompt and prompt.uses_passages else None,
        examples=ExamplePicker.load(INDEX) if prompt and prompt.uses_examples else None,
    )


def _load_choice(path: Path) -> Choice:
    if not path.is_file():
        raise DataError(f"{path}: there is no such file; {_REPEAT}")
    try:
        return Choice.model_validate(read_json(path))
    except ValidationError as error:
        raise DataError(f"{path}: {first_problem(error)}; {_REPEAT}") from error


def _measured_settings(choice: Choice) -> GenerateParams:
    try:
        return GenerateParams.model_validate(choice.generate)
    except ValidationError as error:
        raise DataError(f"{CHOICE}: generate.{first_problem(error)}; {_REPEAT}") from error


def _load_measured_prompt(choice: Choice) -> Prompt | None:
    """The prompt that was measured, and no other that has its name now."""
    name = choice.cell.prompt
    if name is None:
        if choice.model_digest != RULES_DIGEST:
            raise DataError(f"{CHOICE}: the rules of {choice.name!r} are not those measured; {_REPEAT}")
        return None
    prompt = load_prompt(name)
    if prompt.hash != choice.prompt_hash:
        raise PromptError(
            f"prompt {name!r}: prompts/{name}.j2 or one that it builds on is not what was measured "
            f"(hash {prompt.hash[:12]}, {CHOICE} has {choice.prompt_hash[:12]}); {_REPEAT}"
        )
    return prompt


def _with_host_from_environment(params: OllamaParams) -> OllamaParams:
    """Where a service runs is known to whoever runs it, so the environment goes before params.yaml."""
    named = os.environ.get("OLLAMA_SERVICE_HOST") or os.environ.get("OLLAMA_HOST") or params.host
    return params.model_copy(update={"host": resolve_host(params.model_copy(update={"host": named}))})
