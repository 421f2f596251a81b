"""What travels between the engine on Ray and its workers: a story on its way out, and what came of it.

A story leaves with all that its calls need, so that a worker needs neither the prompts' folder nor the index
nor the response store.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import Field

from casewright.prompts import Message
from casewright.records import Example, Generation, Record, Timing, UserStory
from casewright.store import Kept, ResponseStore


class Errand(Record):
    """A story for which a server has to be called."""

    position: int
    story: UserStory
    messages: tuple[tuple[str, str], ...]
    """Role and content of each, as the prompt rendered them."""
    replies: dict[str, Kept] = Field(default_factory=dict)
    """Stored replies to its first attempts, by their keys."""


class Answer(Record):
    """What came of an errand. Seconds count from the moment at which the worker took it up."""

    position: int
    generation: Generation | None = None
    """None: nothing, because the worker's server is gone, or the run was stopped."""
    timing: Timing | None = None
    replies: dict[str, Kept] = Field(default_factory=dict)
    """What the server finished on the way, by the keys of the response store."""


@dataclass(frozen=True)
class Rendered:
    """A prompt of which the messages are already there; stands where a `Prompt` does."""

    name: str
    hash: str
    said: tuple[tuple[str, str], ...]

    def messages(
        self,
        story: UserStory,  # noqa: ARG002
        passages: Sequence[str] = (),  # noqa: ARG002
        examples: Sequence[Example] = (),  # noqa: ARG002
    ) -> list[Message]:
        """The messages that were rendered for the story."""
        return [Message(role, content) for role, content in self.said]


@dataclass
class Satchel:
    """The replies of one errand; stands where a `ResponseStore` does."""

    known: dict[str, Kept]
    new: dict[str, Kept] = field(default_factory=dict)

    def find(self, key: str) -> Kept | None:
        """The reply that the errand brought along."""
        return self.known.get(key)

    def keep(self, key: str, model: str, digest: str, reply: Kept) -> None:  # noqa: ARG002
        """Take a finished reply back to where the store is."""
        self.new[key] = reply


class Asked:
    """A response store that is asked only, and remembers what it had."""

    def __init__(self, store: ResponseStore) -> None:
        self._store = store
        self.found: dict[str, Kept] = {}

    def find(self, key: str) -> Kept | None:
        """The reply that is stored under `key`."""
        reply = self._store.find(key)
        if reply is not None:
            self.found[key] = reply
        return reply
