import asyncio
import contextlib

import pytest

from casewright.pool import pooled


async def collected(pieces, work, workers: int) -> list[int]:
    """All that comes of the pieces."""
    async with contextlib.aclosing(pooled(pieces, work, workers)) as done:
        return [one async for one in done]


async def doubled(piece: int) -> int:
    """Work that gives way once, so that pieces overtake each other."""
    await asyncio.sleep(0)
    return 2 * piece


@pytest.mark.parametrize("workers", [1, 3, 50])
def test_every_piece_comes_out_once(workers):
    """However many workers there are."""
    assert [2 * n for n in range(20)] == sorted(asyncio.run(collected(range(20), doubled, workers)))


def test_nothing_comes_of_nothing():
    """And nobody waits."""
    assert [] == asyncio.run(collected([], doubled, 4))


def test_no_more_pieces_are_under_way_than_there_are_workers():
    """Pieces are read as they are needed."""
    under_way, peak = 0, 0

    async def work(piece: int) -> int:
        nonlocal under_way, peak
        under_way += 1
        peak = max(peak, under_way)
        await asyncio.sleep(0.001)
        under_way -= 1
        return piece

    asyncio.run(collected(range(12), work, 3))

    assert 3 == peak


def test_the_first_error_ends_all():
    """What is under way is cancelled."""
    ended = []

    async def work(piece: int) -> int:
        if piece == 1:
            raise ValueError("no")
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append(piece)
            raise
        return piece

    with pytest.raises(ValueError, match="no"):
        asyncio.run(collected(range(3), work, 3))

    assert [0, 2] == sorted(ended)


def test_closing_cancels_what_is_under_way():
    """Nothing goes on behind the reader's back."""
    cancelled = []

    async def work(piece: int) -> int:
        try:
            await asyncio.sleep(0 if piece == 0 else 60)
        except asyncio.CancelledError:
            cancelled.append(piece)
            raise
        return piece

    async def first() -> int:
        async with contextlib.aclosing(pooled(range(2), work, 2)) as done:
            async for one in done:
                return one
        raise AssertionError

    assert 0 == asyncio.run(first())
    assert [1] == cancelled
