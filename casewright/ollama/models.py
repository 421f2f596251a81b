"""What is known of a model on a server: what it is, and what the server made of it in memory."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ollama import ListResponse, ShowResponse


@dataclass(frozen=True)
class ModelInfo:
    """A model on the server, as it is now. Hashes are SHA-256; None: not known."""

    name: str
    digest: str
    """SHA-256 of the manifest: two models with one digest are the same model."""
    server_version: str | None
    quantization: str | None
    template_hash: str | None = None
    """Of the template that turns messages into a prompt."""
    parameters_hash: str | None = None
    """Of the model's own options, which hold wherever a call names none, in a settled order."""
    modelfile_hash: str | None = None
    """Of the Modelfile without comments and paths: template, system text, messages and options."""
    capabilities: tuple[str, ...] = ()
    trained_context_tokens: int | None = None
    """What the model was trained for: the server cuts longer contexts down to it."""
    family: str | None = None
    """The architecture as the server names it: wider than who trained it."""


@dataclass(frozen=True)
class LoadedModel:
    """What the server made of a model in memory."""

    size_bytes: int
    vram_bytes: int
    context_tokens: int | None


def model_info(
    name: str, listed: "ListResponse.Model", shown: "ShowResponse", server_version: str | None
) -> ModelInfo:
    """A model from the server's listing and from what it shows of it."""
    details = listed.details
    return ModelInfo(
        name=name,
        digest=listed.digest or "unknown",
        server_version=server_version,
        quantization=details.quantization_level if details else None,
        template_hash=_hash(shown.template),
        parameters_hash=_hash(_settled(shown.parameters)),
        modelfile_hash=_hash(_settled(_without_comments_and_paths(shown.modelfile))),
        capabilities=tuple(sorted(shown.capabilities or ())),
        trained_context_tokens=_trained_context(shown.modelinfo or {}),
        family=details.family if details else None,
    )


def tagged(model: str) -> str:
    """The name as the server lists it."""
    return model if ":" in model.rpartition("/")[2] else f"{model}:latest"


def _hash(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _settled(text: str | None) -> str | None:
    """The lines in one order: the server gives options in another one each time it is asked."""
    return None if text is None else "\n".join(sorted(line.rstrip() for line in text.splitlines()))


def _without_comments_and_paths(modelfile: str | None) -> str | None:
    """A Modelfile without what differs between machines: `FROM /…/blobs/…`, and how to use the file."""
    if modelfile is None:
        return None
    return "\n".join(line for line in modelfile.splitlines() if not line.startswith(("#", "FROM ")))


def _trained_context(facts: Mapping[str, Any]) -> int | None:
    lengths: Iterable[Any] = (value for key, value in facts.items() if key.endswith(".context_length"))
    return next((int(value) for value in lengths if isinstance(value, int | float)), None)
