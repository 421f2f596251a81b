"""What is asked of a model in one chat."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from casewright.prompts import Message

THINK = False
"""What every chat asks of a thinking model: with thinking on, a schema is not held to."""


@dataclass(frozen=True)
class ChatRequest:
    """One chat, as whatever carries it on takes it: a server, several of them, or the response store."""

    model: str
    messages: Sequence[Message]
    options: dict[str, Any]
    """All of them, the seed included."""
    format: dict[str, Any] | Literal["json"] | None
    """To what the server holds the answer: a JSON schema, any JSON object, or nothing."""
    number: int = 1
    """Of the attempt, from 1."""
    on_text: Callable[[str], None] | None = field(default=None, compare=False, repr=False)
    """Told of each piece of the answer as it streams in; of no importance to what the answer is."""
