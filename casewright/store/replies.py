"""A chat that asks the response store first, and keeps what the model finished."""

import json
import platform
from dataclasses import dataclass

from casewright.conversation import Chat
from casewright.ollama import THINK, ChatRequest, ModelInfo, Reply, is_local
from casewright.records import AttemptTiming, Outcome
from casewright.store.database import Kept, ResponseStore
from casewright.store.key import fingerprint

_FINISHED = (None, Outcome.TRUNCATED)
"""Failures of a chat whose end is the model's own; whether its text is any good is judged anew each time."""


@dataclass(frozen=True)
class Where:
    """The conditions under which a timing is comparable, beside those that are part of the key."""

    hosts: tuple[str, ...]
    concurrency: int

    def describe(self, host: str | None) -> str:
        """The conditions of one reply, as JSON; a local address means something on its own machine only."""
        address = host or self.hosts[0]
        machine = platform.node() if is_local(address) else None
        return json.dumps({"host": address, "machine": machine, "concurrency": self.concurrency})

    def same(self, conditions: str) -> bool:
        """Whether a reply was measured under these conditions."""
        return any(conditions == self.describe(host) for host in self.hosts)


@dataclass(frozen=True)
class StoringChat:
    """A chat with one model, between a writer and its servers."""

    chats: Chat
    store: ResponseStore
    model: ModelInfo
    where: Where
    reuse: bool = True
    """False: the model is called whatever is stored; what it finishes is stored all the same."""
    repeat: int = 0

    async def chat(self, request: ChatRequest) -> Reply:
        """The stored reply to exactly this, or else a new one."""
        key = fingerprint(
            model_digest=self.model.digest,
            server_version=self.model.server_version,
            messages=request.messages,
            options=request.options,
            format=request.format,
            think=THINK,
            repeat=self.repeat,
        )
        kept = self.store.find(key) if self.reuse else None
        if kept is not None:
            return self._restored(kept, request.number)
        reply = await self.chats.chat(request)
        if reply.failure in _FINISHED:
            # Before anything else happens: from here on a kill loses nothing of it.
            self.store.keep(key, request.model, self.model.digest, self._kept(reply))
        return reply

    def _kept(self, reply: Reply) -> Kept:
        return Kept(
            failure=reply.failure,
            detail=reply.detail,
            text=reply.text,
            thinking=reply.thinking,
            done_reason=reply.done_reason,
            timing=reply.timing.model_dump_json(),
            conditions=self.where.describe(reply.timing.host),
        )

    def _restored(self, kept: Kept, number: int) -> Reply:
        timing = AttemptTiming.model_validate_json(kept.timing)
        if self.where.same(kept.conditions):
            timing = timing.model_copy(update={"number": number, "source": "stored"})
        else:
            timing = AttemptTiming(
                number=number,
                source="stored",
                host=timing.host,
                wall_s=None,
                tokens_in=timing.tokens_in,
                tokens_out=timing.tokens_out,
            )
        failure = None if kept.failure is None else Outcome(kept.failure)
        return Reply(failure, kept.detail, kept.text, kept.thinking, kept.done_reason, timing)
