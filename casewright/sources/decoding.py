"""Text of any of the encodings that users save in, read line by line.

A byte-order mark decides; without one, text is UTF-16 where every other byte of its start is zero, UTF-8
where the whole file is valid UTF-8, and else Windows-1252. A file that is UTF-8 up to a broken byte, and one
that holds zero bytes and is neither UTF-8 nor UTF-16, are refused rather than read as gibberish.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK_BYTES = 1 << 20
_SAMPLE_BYTES = 4096
_ENOUGH_ZEROS, _TOO_MANY_ZEROS = 0.5, 0.02
"""Share of zeros among the high bytes and among the low bytes of UTF-16 text in a mostly Latin script."""


class EncodingError(ValueError):
    """A file's bytes are no text in a known encoding; the message continues `<path>: `."""


def read_lines(path: Path, *, keep_ends: bool = False) -> Iterator[str]:
    """The lines of a file as an editor counts them, whether CR, LF or both end them; one at a time.

    Each line end becomes a line feed, unless they are kept.

    Raises:
        EncodingError: the bytes are no text in a known encoding.
        OSError: the system refuses the file.

    """
    with path.open(encoding=encoding_of(path), newline="" if keep_ends else None) as lines:
        try:
            yield from lines
        except UnicodeError as error:  # the file has changed since its encoding was told
            raise EncodingError(f"cannot be decoded: {error}") from error


def encoding_of(path: Path) -> str:
    """The encoding that the whole file can be decoded with.

    Raises:
        EncodingError: there is none.
        OSError: the system refuses the file.

    """
    with path.open("rb") as file:
        start = file.read(_SAMPLE_BYTES)
    encoding = _by_mark(start) or _by_zeros(start)
    problem = _first_problem(path, encoding or "utf-8")
    if problem is None:
        return encoding or "utf-8"
    if encoding is None:
        if problem.was_utf_8:
            raise EncodingError(
                f"line {problem.line}: a byte that is not UTF-8, in a file that is UTF-8 up to there; "
                "save it as UTF-8"
            )
        if not problem.has_zeros and _first_problem(path, "cp1252") is None:
            return "cp1252"
    raise EncodingError("neither UTF-8, UTF-16 nor Windows-1252; save it as UTF-8")


def _by_mark(start: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if start.startswith(mark)), None)


def _by_zeros(start: bytes) -> str | None:
    """UTF-16 without a byte-order mark, told by the zeros that half of its bytes are."""
    pairs = len(start) // 2
    if pairs < 2:
        return None
    even = start[0 : 2 * pairs : 2].count(0) / pairs
    odd = start[1 : 2 * pairs : 2].count(0) / pairs
    if odd >= _ENOUGH_ZEROS and even <= _TOO_MANY_ZEROS:
        return "utf-16-le"
    if even >= _ENOUGH_ZEROS and odd <= _TOO_MANY_ZEROS:
        return "utf-16-be"
    return None


@dataclass(frozen=True)
class _Problem:
    """Where decoding stopped, and what the file is like."""

    line: int
    was_utf_8: bool
    """Characters of more than one byte had been decoded."""
    has_zeros: bool
    """There is a zero byte anywhere in the file."""


def _first_problem(path: Path, encoding: str) -> _Problem | None:
    """Decode the whole file in pieces; None where all of it can be decoded."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, beyond_ascii, zeros = 1, False, False
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK_BYTES)
            pending = decoder.getstate()[0]
            zeros = zeros or b"\0" in chunk
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeError as error:
                stop = error.start if isinstance(error, UnicodeDecodeError) else 0
                good = (pending + chunk)[:stop]
                zeros = zeros or any(b"\0" in rest for rest in iter(lambda: file.read(_CHUNK_BYTES), b""))
                return _Problem(line + _line_ends(good), beyond_ascii or not good.isascii(), zeros)
            if not chunk:
                return None
            line += _line_ends(chunk)
            beyond_ascii = beyond_ascii or not text.isascii()


def _line_ends(piece: bytes) -> int:
    return piece.count(b"\n") or piece.count(b"\r")
