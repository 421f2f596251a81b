"""One streamed answer: what has arrived of it, how it ended, and what the server counted."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casewright.ollama.context import Context
from casewright.ollama.loops import LoopGuard
from casewright.records import AttemptTiming, Outcome

if TYPE_CHECKING:
    from ollama import ChatResponse

LONGEST_ANSWER_CHARACTERS = 200_000
"""Far above any suite; stops an answer that would never end."""

_NS_PER_S = 1e9


@dataclass(frozen=True)
class Reply:
    """The end of one chat."""

    failure: Outcome | None
    """None: the model finished by itself; whether its text is any good is not said here."""
    detail: str
    text: str
    thinking: str
    done_reason: str | None
    timing: AttemptTiming


class Collected:
    """What has arrived of one answer."""

    def __init__(self, context: Context, on_text: Callable[[str], None] | None = None) -> None:
        self._context = context
        self._on_text = on_text
        self._pieces: list[str] = []
        self._thoughts: list[str] = []
        self._guards = {"answer": LoopGuard(), "thinking": LoopGuard()}
        self._characters = 0
        self._runaway = ""
        self._last: ChatResponse | None = None

    async def drain(self, stream: AsyncIterator["ChatResponse"]) -> None:
        """Read until the stream ends, or until the text is clearly a loop."""
        async for chunk in stream:
            self._last = chunk
            for name, pieces, piece in (
                ("thinking", self._thoughts, chunk.message.thinking),
                ("answer", self._pieces, chunk.message.content),
            ):
                if piece:
                    pieces.append(piece)
                    self._guard(name, piece)
            if self._on_text and chunk.message.content:
                self._on_text(chunk.message.content)
            if self._runaway:
                await stream.aclose()  # type: ignore[attr-defined]  # closing is what stops the model
                return

    def _guard(self, name: str, piece: str) -> None:
        self._characters += len(piece)
        loop = self._guards[name].take(piece)
        if loop:
            self._runaway = loop if name == "answer" else f"{loop} in its thinking"
        elif self._characters > LONGEST_ANSWER_CHARACTERS:
            self._runaway = f"more than {LONGEST_ANSWER_CHARACTERS} characters"

    def reply(self, failure: Outcome | None, detail: str, number: int, wall_s: float) -> Reply:
        """What there is now, with the ending that it came to."""
        text, thinking = (_writable("".join(pieces)) for pieces in (self._pieces, self._thoughts))
        done_reason = self._last.done_reason if self._last else None
        return Reply(failure, detail, text, thinking, done_reason, self._timing(number, wall_s))

    def ending(self) -> tuple[Outcome | None, str]:
        """How the answer ended. Only `done` with `done_reason` stop is the model's own end."""
        last = self._last
        if self._runaway:
            return Outcome.ABORTED, f"cut: {self._runaway}"
        if last is None or not last.done:
            return Outcome.ABORTED, "the stream ended without `done`"
        if last.done_reason not in ("stop", "length"):
            return Outcome.ABORTED, f"done_reason is {last.done_reason!r}, not 'stop'"
        misfit = self._context.problem(last.prompt_eval_count, last.eval_count)
        if misfit:
            return Outcome.TRUNCATED, misfit
        if last.done_reason == "length":
            full = self._context.is_full(last.prompt_eval_count, last.eval_count)
            setting = f"num_ctx, {self._context.tokens} with the prompt" if full else "num_predict"
            return Outcome.TRUNCATED, f"cut after {last.eval_count} tokens (generate.{setting})"
        return None, ""

    def _timing(self, number: int, wall_s: float) -> AttemptTiming:
        """The server's counters in seconds. What is in its total but in no part was waiting."""
        last = self._last
        if last is None or last.total_duration is None:
            return AttemptTiming(number=number, wall_s=wall_s)
        load, prompt, generation = (
            (ns or 0) / _NS_PER_S
            for ns in (last.load_duration, last.prompt_eval_duration, last.eval_duration)
        )
        return AttemptTiming(
            number=number,
            wall_s=wall_s,
            queue_s=max(0.0, last.total_duration / _NS_PER_S - load - prompt - generation),
            load_s=load,
            prompt_s=prompt,
            generation_s=generation,
            tokens_in=last.prompt_eval_count,
            tokens_out=last.eval_count,
        )


def _writable(text: str) -> str:
    """`text` without the lone surrogates that JSON can carry and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")
