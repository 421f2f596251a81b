"""Text that goes round in circles, told while it streams in: blanks, and the same words over and over.

A suite repeats itself too: its cases share preconditions and wording. But each case has an id of its own,
and no field is long, so nothing in it repeats to the letter for as long as a loop does.
"""

import re

BLANK_RUN_CHARACTERS = 500
"""White space in a row after which an answer counts as a loop."""
LOOP_CHARACTERS = 800
"""Text that repeats to the letter for so long is a loop: more than any field of a suite may hold."""
LOOP_REPEATS = 4
"""And so often."""
COUNTING_LOOP_CHARACTERS = 1600
"""The same for text that repeats but for numbers and blanks, as in "Step 1: …, Step 2: …"."""
COUNTING_LOOP_REPEATS = 24
"""More than there may be test cases in a suite."""

_WINDOW = 8192
"""The end of the text that is looked at, so the longest cycle found is a quarter of it."""
_CHECK_EVERY = 512
"""Characters between two looks: what a look costs is shared by so many characters."""
_PROBE = 160
"""Length of the very end of the text that is looked for further up."""
_CANDIDATES = 4
_DIGITS = re.compile(r"\d+")


class LoopGuard:
    """Takes a text piece by piece and says when it has become a loop. Constant time a character."""

    def __init__(self) -> None:
        self._tail = ""
        self._unseen = 0
        self._blank_run = 0

    def take(self, piece: str) -> str:
        """Add a piece; the loop that it completes in one line, or an empty text."""
        ink = piece.rstrip()
        self._blank_run = len(piece) - len(ink) + (0 if ink else self._blank_run)
        if self._blank_run > BLANK_RUN_CHARACTERS:
            return f"{self._blank_run} characters of white space in a row"
        self._tail += piece[-_WINDOW:]
        self._unseen += len(piece)
        if self._unseen < _CHECK_EVERY:
            return ""
        self._unseen = 0
        self._tail = self._tail[-_WINDOW:]
        return _loop_at_the_end(self._tail)


def _loop_at_the_end(text: str) -> str:
    period = _period(text, LOOP_CHARACTERS, LOOP_REPEATS)
    if period:
        return f"the same {period} characters over and over: {_shown(text[-period:])}"
    bare = _DIGITS.sub("0", "".join(text.split()))
    period = _period(bare, COUNTING_LOOP_CHARACTERS, COUNTING_LOOP_REPEATS)
    if period:
        cycle = _shown(bare[-period:])
        return f"the same {period} characters over and over but for numbers and blanks: {cycle}"
    return ""


def _period(text: str, characters: int, repeats: int) -> int:
    """Length of the shortest cycle found that the end of `text` repeats long and often enough; else 0."""
    if len(text) < characters:
        return 0
    probe, end = text[-_PROBE:], len(text) - 1
    for _ in range(_CANDIDATES):
        found = text.rfind(probe, 0, end)
        if found < 0:
            return 0
        period = len(text) - _PROBE - found
        span = max(characters, repeats * period)
        if span > len(text):
            return 0
        if text[-span:-period] == text[-span + period :]:
            return period
        end = found + _PROBE - 1
    return 0


def _shown(cycle: str) -> str:
    text = " ".join(cycle.split())
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
