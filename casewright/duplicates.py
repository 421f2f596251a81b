"""Texts that are nearly the same as an earlier one, in time and memory that grow with their number only.

Likeness is the Jaccard index of the two texts' sets of three-letter pieces. MinHash sketches, cut into bands,
say which pairs are worth comparing; each of those is then compared exactly.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import numpy as np
import numpy.typing as npt

_VALUES = 128
"""MinHash values a text, of one byte each: the standard error of an estimate is 0.03 near 0.85."""
_BATCH = 64
_CHUNK = 65_536
_NEIGHBOURS = 4
"""A text is compared with the first texts of its bucket and with those just before it, so many of each."""
_CANDIDATES = 32
"""Most pairs in which a text is the later one."""
_LIKELY = 0.999
"""With this probability a pair exactly at the threshold shares a bucket."""
_WORD = re.compile(r"[^\W_]+")

Pairs = npt.NDArray[np.int64]
"""A pair of texts is one number, later · count + earlier, so that pairs sort."""
Sketches = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A text that is nearly the same as an earlier one; both by their place among the texts added."""

    index: int
    of: int
    similarity: float


class NearDuplicates:
    """Finds near duplicates among the texts added; the same ones on every machine."""

    def __init__(self, similarity: float) -> None:
        self._similarity = similarity
        self._texts: list[str] = []
        self._sketches: list[Sketches] = []

    def add(self, text: str) -> None:
        """Take one more text; keeps its letters and 128 bytes."""
        self._texts.append(_letters(text))
        if len(self._texts) % _BATCH == 0:
            self._sketches.append(_sketches(self._texts[-_BATCH:]))

    def find(self, *, dropped: bool) -> Iterator[NearDuplicate]:
        """In order, each text that is nearly the same as an earlier one, with the earliest of those.

        Where near duplicates are `dropped`, none of them counts as an earlier text.
        """
        pieces = lru_cache(maxsize=4096)(_pieces)
        gone: set[int] = set()
        for index, pairs in groupby(self._candidates(), key=lambda pair: pair[0]):
            for _, of in pairs:
                if of in gone:
                    continue
                similarity = jaccard(pieces(self._texts[index]), pieces(self._texts[of]))
                if similarity >= self._similarity:
                    if dropped:
                        gone.add(index)
                    yield NearDuplicate(index, of, similarity)
                    break

    def _candidates(self) -> Iterator[tuple[int, int]]:
        """Pairs (later, earlier) worth comparing, in order."""
        if len(self._texts) < 2:
            return
        rest = len(self._texts) % _BATCH
        last = [_sketches(self._texts[-rest:])] if rest else []
        sketches = np.concatenate([*self._sketches, *last])
        count, found = len(sketches), np.empty(0, np.int64)
        for band in _bands(sketches, _rows(self._similarity)):
            full = np.bincount(found // count, minlength=count) >= _CANDIDATES
            nearby = _neighbours(band, full)
            fresh = nearby[np.isin(nearby, found, assume_unique=True, invert=True, kind="sort")]
            likely = _likely(fresh, sketches, self._similarity)
            found = _earliest(_distinct(np.concatenate((found, likely))), count)
        for chunk in np.array_split(found, len(found) // _CHUNK + 1):
            yield from zip((chunk // count).tolist(), (chunk % count).tolist(), strict=True)


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """What two sets have in common, as a share of what is in either."""
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def _letters(text: str) -> str:
    """The words alone, in small letters, with a blank at either end so that words begin and end somewhere."""
    folded = text.casefold()
    return f" {' '.join(_WORD.findall(folded)) or folded} ".ljust(3)


def _pieces(letters: str) -> frozenset[str]:
    return frozenset(map("".join, zip(letters, letters[1:], letters[2:], strict=False)))


def _mixed(number: int) -> int:
    """SplitMix64: constants that look random and are the same everywhere."""
    number = (number + 1) * 0x9E3779B97F4A7C15 % 2**64
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    number = (number ^ number >> 27) * 0x94D049BB133111EB % 2**64
    return number ^ number >> 31


_FACTORS = np.array([_mixed(i) >> 32 | 1 for i in range(_VALUES)], np.uint32)
_TERMS = np.array([_mixed(_VALUES + i) >> 32 for i in range(_VALUES)], np.uint32)


def _sketches(texts: list[str]) -> Sketches:
    """One byte of each of the MinHash values of every text."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), "<u4").astype(np.uint64)
    ends = np.cumsum([len(text) for text in texts])
    inside = np.ones(len(codes), bool)
    inside[ends - 1] = inside[ends - 2] = False
    pieces = (codes[:-2] | codes[1:-1] << np.uint64(21) | codes[2:] << np.uint64(42))[inside[:-2]]
    pieces = (pieces ^ pieces >> np.uint64(32)) * np.uint64(0xBF58476D1CE4E5B9)
    pieces = (pieces ^ pieces >> np.uint64(29)) * np.uint64(0x94D049BB133111EB)
    hashed = (pieces >> np.uint64(32)).astype(np.uint32)
    values = hashed[:, None] * _FACTORS + _TERMS
    starts = np.concatenate(([0], ends[:-1] - 2 * np.arange(1, len(texts))))
    least = np.minimum.reduceat(values, starts, axis=0)
    return (least * np.uint32(0x9E3779B1) >> np.uint32(24)).astype(np.uint8)


def _rows(similarity: float) -> int:
    """Values a band: as many as leave a pair at the threshold likely to share one of the bands."""
    return next(
        rows
        for rows in range(8, 0, -1)
        if rows == 1 or 1 - (1 - similarity**rows) ** (_VALUES // rows) >= _LIKELY
    )


def _bands(sketches: Sketches, rows: int) -> Iterator[npt.NDArray[np.uint64]]:
    """The key of every text in each band."""
    weights = np.uint64(1) << np.arange(0, 8 * rows, 8, dtype=np.uint64)
    for start in range(0, _VALUES - rows + 1, rows):
        yield sketches[:, start : start + rows].astype(np.uint64) @ weights


def _neighbours(keys: npt.NDArray[np.uint64], full: npt.NDArray[np.bool_]) -> Pairs:
    """Pairs of texts with one key, without those whose later text has been compared enough."""
    order = np.argsort(keys, kind="stable")
    positions = np.arange(len(order))
    first = np.concatenate(([True], keys[order][1:] != keys[order][:-1]))
    starts = np.maximum.accumulate(np.where(first, positions, 0))
    wanted = ~full[order]
    pairs = [np.empty(0, np.int64)]
    for step in range(_NEIGHBOURS):
        for earlier in (starts + step, positions - step - 1):
            chosen = wanted & (earlier >= starts) & (earlier < positions)
            pairs.append(order[chosen] * len(order) + order[earlier[chosen]])
    return _distinct(np.concatenate(pairs))


def _likely(pairs: Pairs, sketches: Sketches, similarity: float) -> Pairs:
    """The pairs whose sketches do not rule the similarity out."""
    least = similarity - 4 * (similarity * (1 - similarity) / _VALUES) ** 0.5
    parts = [np.empty(0, np.bool_)]
    for start in range(0, len(pairs), _CHUNK):
        later, earlier = np.divmod(pairs[start : start + _CHUNK], len(sketches))
        same = np.count_nonzero(sketches[later] == sketches[earlier], axis=1)
        parts.append(same >= least * _VALUES)
    chosen: npt.NDArray[np.bool_] = np.concatenate(parts)
    return pairs[chosen]


def _distinct(pairs: Pairs) -> Pairs:
    """Each pair once, sorted. `np.unique` hashes whole numbers, which takes minutes for such as these."""
    ordered: Pairs = np.sort(pairs)
    fresh = np.ones(len(ordered), np.bool_)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return ordered[fresh]


def _earliest(pairs: Pairs, count: int) -> Pairs:
    """Of sorted pairs, the first few of each later text."""
    later = pairs // count
    chosen: npt.NDArray[np.bool_] = np.arange(len(pairs)) - np.searchsorted(later, later) < _CANDIDATES
    return pairs[chosen]
