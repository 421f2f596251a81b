"""An event loop in which waiting takes no time: its clock jumps to what is due next."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Jumping(selectors.DefaultSelector):
    now_s = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0)
        if not ready and timeout:
            self.now_s += timeout
        return ready


class InstantLoop(asyncio.SelectorEventLoop):
    """Begins at 0 s."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Seconds that have gone by in this loop."""
        return self._jumping.now_s


def now_s() -> float:
    """The running loop's time: a clock to inject."""
    return asyncio.get_running_loop().time()


def run(work: Coroutine[Any, Any, T]) -> T:
    """What `work` gives, however long it waits."""
    with asyncio.Runner(loop_factory=InstantLoop) as runner:
        return runner.run(work)


async def settle() -> None:
    """Let everything run that can without time going by."""
    for _ in range(10):
        await asyncio.sleep(0)
