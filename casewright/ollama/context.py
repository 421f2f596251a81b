"""Whether a prompt fitted into the model's context: the server cuts one that does not, without a word.

What the server does (0.33): it first drops the oldest messages that are no system messages; a last message
that still does not fit loses tokens from its front, down to about half of the context. Both are HTTP 200
and `stop`. All that tells of it is `prompt_eval_count`, which counts what was left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from casewright.prompts import Message

_KEPT_TOKENS = 4
"""Tokens at the front of the prompt that a cut leaves (num_keep), where the model does not say otherwise."""
_TOLERANCE = 8
"""Models may keep a few tokens more, such as one that begins the text."""
_MOST_CHARACTERS_A_TOKEN = 8
"""No tokeniser gets more text into a token on average, in any language; English has four to five."""
_FEWEST_CHARACTERS_A_TOKEN = 2
_TEMPLATE_BYTES = 512
"""What a chat template adds around the messages, at most."""


@dataclass(frozen=True)
class Context:
    """The room that a chat has."""

    tokens: int | None
    """What was asked for, or what the server allocated where that is less; None: not known."""
    characters: int
    """Of all messages."""
    utf8_bytes: int
    """Of all messages; a text has at most as many tokens."""

    @classmethod
    def of(cls, messages: Sequence[Message], tokens: int | None) -> "Context":
        """The room for these messages."""
        text = "".join(message.content for message in messages)
        return cls(tokens, len(text), len(text.encode("utf-8", "replace")))

    def problem(self, tokens_in: int | None, tokens_out: int | None) -> str:
        """How the counters show that prompt or answer did not fit, in one line; empty where they do not."""
        if not self.tokens or not tokens_in:
            return ""
        if self._was_cut(tokens_in):
            return (
                f"the prompt did not fit: {self.characters} characters became {tokens_in} tokens of a "
                f"context of {self.tokens}; {_FIX}"
            )
        if tokens_in + (tokens_out or 0) > self.tokens:
            return (
                f"prompt and answer did not fit: {tokens_in} and {tokens_out} tokens in a context of "
                f"{self.tokens}; {_FIX}"
            )
        return ""

    def is_full(self, tokens_in: int | None, tokens_out: int | None) -> bool:
        """Whether prompt and answer together have used the context up."""
        return bool(self.tokens and tokens_in and tokens_in + (tokens_out or 0) >= self.tokens - 1)

    def _was_cut(self, tokens_in: int) -> bool:
        context = self.tokens or 0
        if self.utf8_bytes + _TEMPLATE_BYTES < context:
            return False
        after_a_cut = context - max((context - _KEPT_TOKENS) // 2, 1)
        if abs(tokens_in - after_a_cut) <= _TOLERANCE or tokens_in >= context:
            return True
        # Whole messages are missing: what was counted cannot hold what was sent.
        could_be_over = self.characters > _FEWEST_CHARACTERS_A_TOKEN * context
        return could_be_over and self.characters > _MOST_CHARACTERS_A_TOKEN * tokens_in


_FIX = "raise generate.num_ctx, or shorten the prompt"
