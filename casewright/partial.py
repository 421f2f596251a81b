"""A suite while it is being written: every test case as soon as the last of it is there.

What is seen here is a preview. Only `parsing.parse_suite` says what an answer as a whole is worth, and it
repairs what is passed over here: text that is not JSON.
"""

import json
import re

from casewright.parsing import parse_suite
from casewright.records import Outcome, TestCase

MOST_CASES = 20
"""Test cases that a suite may hold."""
LONGEST_CASE = 50_000
"""Characters of one object above which it is passed over: far above any test case."""
_MOST_LOOKED_AT = 100
"""Objects that are taken for test cases, whatever they turn out to be."""
_DEEPEST = 64
"""Brackets in brackets; what goes deeper is no suite."""
_LONGEST_KEY = 100

_OPENING = re.compile(r'\{(?=\s*(?:["}]|\Z))|\[(?=\s*(?:[{\]]|\Z))')
"""The first bracket of a suite, as far as what follows it is there; another is a bracket in a sentence."""
_MARK = re.compile(r'["{}\[\]]')
_IN_TEXT = re.compile(r'["\\]')
_VISIBLE = re.compile(r"\S")
_CLOSES = {"{": "}", "[": "]"}
_MAY_FOLLOW = {"{": '"}', "[": "{]"}
"""What the first bracket of a suite is followed by, in this piece or in a later one."""


class _Span:
    """A stretch of the text that may go over several pieces."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._parts: list[str] | None = None
        self._start = self._size = 0

    def begin(self, at: int) -> None:
        """It begins at `at` of this piece."""
        self._parts, self._start, self._size = [], at, 0

    def carry(self, piece: str) -> None:
        """It goes on in the next piece."""
        self._take(piece, len(piece))
        self._start = 0

    def end(self, piece: str, at: int) -> str | None:
        """All of it, up to but not including `at`; None where it never began, or is too long."""
        self._take(piece, at)
        parts, self._parts = self._parts, None
        return None if parts is None else "".join(parts)

    def _take(self, piece: str, end: int) -> None:
        if self._parts is None:
            return
        self._size += end - self._start
        if self._size > self._longest:
            self._parts = None
        else:
            self._parts.append(piece[self._start : end])


class PartialSuite:
    """Reads an answer that arrives in pieces. Never raises; time and memory are linear in what is fed."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._in_text = self._is_escaped = self._is_doubtful = False
        self._object, self._key = _Span(LONGEST_CASE), _Span(_LONGEST_KEY)
        self._last_key: str | None = None
        self._cases = self._looked_at = 0
        self._is_over = False

    def feed(self, piece: str) -> list[TestCase]:
        """The test cases that `piece` brings to their end."""
        found: list[TestCase] = []
        at = 0
        while at < len(piece) and not self._is_over:
            if self._in_text:
                at = self._pass_text(piece, at)
            elif self._is_doubtful:
                at = self._settle(piece, at)
            else:
                at = self._pass_mark(piece, at, found)
        self._object.carry(piece)
        self._key.carry(piece)
        return found

    def _pass_text(self, piece: str, at: int) -> int:
        if self._is_escaped:
            self._is_escaped = False
            return at + 1
        mark = _IN_TEXT.search(piece, at)
        if mark is None:
            return len(piece)
        if mark[0] == "\\":
            self._is_escaped = True
        else:
            self._in_text = False
            if self._open == ["{"]:
                self._last_key = self._key.end(piece, mark.start())
        return mark.end()

    def _settle(self, piece: str, at: int) -> int:
        """Whether the outermost bracket is that of a suite: what follows it says so."""
        follows = _VISIBLE.search(piece, at)
        if follows is None:
            return len(piece)
        self._is_doubtful = False
        if follows[0] not in _MAY_FOLLOW[self._open[0]]:
            self._open.clear()
        return follows.start()

    def _pass_mark(self, piece: str, at: int, found: list[TestCase]) -> int:
        mark = (_MARK if self._open else _OPENING).search(piece, at)
        if mark is None:
            return len(piece)
        if mark[0] == '"':
            self._in_text = True
            if self._open == ["{"]:
                self._key.begin(mark.end())
        elif mark[0] in _CLOSES:
            self._enter(mark[0], mark.start())
        else:
            self._leave(mark[0], piece, mark.end(), found)
        return mark.end()

    def _enter(self, bracket: str, at: int) -> None:
        if bracket == "{" and self._open in (["["], ["{", "["]):
            self._object.begin(at)
        self._is_doubtful = not self._open
        self._open.append(bracket)
        self._is_over = len(self._open) > _DEEPEST

    def _leave(self, bracket: str, piece: str, end: int, found: list[TestCase]) -> None:
        if _CLOSES[self._open.pop()] != bracket:
            self._open.clear()
        elif bracket == "}" and self._open in (["["], ["{", "["]):
            found += self._case(self._object.end(piece, end))
        if not self._open:
            self._is_over = self._is_over or self._cases > 0  # of several suites the first counts

    def _case(self, text: str | None) -> list[TestCase]:
        """The object as the test case that it will be in the whole; nothing where it is none."""
        if text is None:
            return []
        self._looked_at += 1
        whole = f"[{text}]" if len(self._open) == 1 else f'{{"{self._last_key}": [{text}]}}'
        cases = _read(whole, self._cases + 1)
        self._cases += len(cases)
        self._is_over = self._cases >= MOST_CASES or self._looked_at >= _MOST_LOOKED_AT
        return cases


def _read(text: str, position: int) -> list[TestCase]:
    try:
        json.loads(text)  # what is no JSON would be repaired, and that is neither quick nor sure
    except (ValueError, RecursionError):
        return []
    parsed = parse_suite(text)
    if parsed.outcome is not Outcome.OK:
        return []
    if "field: id was given by position" in parsed.repairs:
        return [case.model_copy(update={"id": f"TC-{position:03}"}) for case in parsed.test_cases]
    return list(parsed.test_cases)
