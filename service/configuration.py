"""A configuration that can be served: a choice, and all that it was measured with."""

import hashlib
import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from casewright.baseline import RULES_DIGEST
from casewright.choice import Choice
from casewright.errors import DataError, PromptError
from casewright.examples import ExamplePicker
from casewright.files import first_problem
from casewright.ollama import resolve_host
from casewright.params import CleanParams, GenerateParams, OllamaParams, load_params
from casewright.paths import INDEX
from casewright.prompts import Prompt, load_prompt
from casewright.retrieval import Retriever
from casewright.scrubbing import Scrubbing
from service.settings import ServiceSettings, load_settings

_REPEAT = "run `make repro`"


@dataclass(frozen=True)
class ChoiceFile:
    """A choice as it was read, so that what is checked is what is served."""

    path: Path
    content: bytes
    written_at: datetime

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Configuration:
    """What the service runs, whole and checked."""

    file: ChoiceFile
    choice: Choice
    clean: CleanParams
    scrubbing: Scrubbing
    generate: GenerateParams
    """As they were when the choice was measured, not as params.yaml has them now."""
    ollama: OllamaParams
    served_as: str
    """The tag under which the server has the model."""
    concurrency: int
    """Stories written at once."""
    prompt: Prompt | None
    """None: the baseline, which takes no prompt."""
    retriever: Retriever | None
    """None: the prompt asks for no passages."""
    examples: ExamplePicker | None
    """None: the prompt asks for no examples."""


def read_choice(path: Path) -> ChoiceFile:
    """What is in the file now.

    Raises:
        DataError: there is no such file, or it cannot be read.

    """
    try:
        with path.open("rb") as file:
            written_at = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
            return ChoiceFile(path, file.read(), written_at)
    except FileNotFoundError as error:
        raise DataError(f"{path}: there is no such file; {_REPEAT}") from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}; expected a readable file") from error


def load_configuration(settings: ServiceSettings | None = None) -> Configuration:
    """The choice that `settings` name, or else the environment, relative to the project's folder.

    Raises:
        CasewrightError: there is no choice yet, or what it was measured with is no longer there.

    """
    settings = settings or load_settings()
    return configuration_of(read_choice(settings.service_choice), settings)


def configuration_of(file: ChoiceFile, settings: ServiceSettings) -> Configuration:
    """A choice with what it names, relative to the project's folder.

    Raises:
        CasewrightError: it is no choice, or what it was measured with is no longer there.

    """
    choice = _parsed(file)
    params = load_params()
    generate = _measured_settings(choice, file.path)
    prompt = _measured_prompt(choice, file.path)
    return Configuration(
        file=file,
        choice=choice,
        clean=params.clean,
        scrubbing=Scrubbing(params.clean),
        generate=generate,
        ollama=_with_host_of(settings, params.ollama) if prompt else params.ollama,
        served_as=served_name(choice.cell.model, settings),
        concurrency=settings.service_concurrency or generate.concurrency,
        prompt=prompt,
        retriever=Retriever.load(INDEX) if prompt and prompt.uses_passages else None,
        examples=ExamplePicker.load(INDEX) if prompt and prompt.uses_examples else None,
    )


def served_name(model: str, settings: ServiceSettings) -> str:
    """The tag under which the server has a model: what OLLAMA_SERVICE_MODEL_… says of it, or its own name."""
    return settings.ollama_service_model.get(re.sub(r"[^a-z0-9]+", "_", model.lower()), model)


def _parsed(file: ChoiceFile) -> Choice:
    try:
        return Choice.model_validate(json.loads(file.content))
    except ValidationError as error:
        raise DataError(f"{file.path}: {first_problem(error)}; {_REPEAT}") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{file.path}: not JSON: {error}; {_REPEAT}") from error


def _measured_settings(choice: Choice, path: Path) -> GenerateParams:
    try:
        return GenerateParams.model_validate(choice.generate)
    except ValidationError as error:
        raise DataError(f"{path}: generate.{first_problem(error)}; {_REPEAT}") from error


def _measured_prompt(choice: Choice, path: Path) -> Prompt | None:
    """The prompt that was measured, and no other that has its name now."""
    name = choice.cell.prompt
    if name is None:
        if choice.model_digest != RULES_DIGEST:
            raise DataError(f"{path}: the rules of {choice.name!r} are not those measured; {_REPEAT}")
        return None
    prompt = load_prompt(name)
    if prompt.hash != choice.prompt_hash:
        raise PromptError(
            f"prompt {name!r}: prompts/{name}.j2 or one that it builds on is not what was measured "
            f"(hash {prompt.hash[:12]}, {path} has {choice.prompt_hash[:12]}); {_REPEAT}"
        )
    return prompt


def _with_host_of(settings: ServiceSettings, params: OllamaParams) -> OllamaParams:
    """Where a service runs is known to whoever runs it, so its settings go before params.yaml."""
    named = params.model_copy(update={"host": settings.ollama_host or params.host})
    return named.model_copy(update={"host": resolve_host(named)})
