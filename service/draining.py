"""The server of `python -m service`: told to stop, it first finishes the stories that it has let in."""

import time
from socket import socket

import uvicorn

from service.admission import Admission
from service.memory import settle

ADMISSION = "admission"
"""Where the application's lifespan leaves it in its state."""
_LEAST_S = 1


class DrainingServer(uvicorn.Server):
    """Goes on listening after a signal for as long as stories are under way, and takes no new ones.

    Uvicorn alone closes its port at once: whoever came in that moment saw a connection break. New stories
    are answered 503 with `Retry-After` and `Connection: close` meanwhile, all else as ever. A second
    interrupt from the keyboard stops everything.
    """

    def __init__(self, config: uvicorn.Config, shutdown_s: float) -> None:
        """From the signal to the end it takes `shutdown_s` at most; what is in flight then is cut off."""
        super().__init__(config)
        self._shutdown_s = shutdown_s
        self._told_s: float | None = None

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Open the port, once the application has started."""
        await super().startup(sockets)
        settle()

    async def on_tick(self, counter: int) -> bool:
        """Whether to stop now; asked ten times a second."""
        if not await super().on_tick(counter):
            return False
        if self._told_s is None:
            self._told_s = time.monotonic()
        admission: Admission | None = self.lifespan.state.get(ADMISSION)
        if admission:
            admission.close()
        left_s = self._shutdown_s - (time.monotonic() - self._told_s)
        is_done = admission is None or admission.under_way == 0
        if not (is_done or self.force_exit or left_s <= 0):
            return False
        # For what is no story, and for answers that are still being sent.
        self.config.timeout_graceful_shutdown = max(_LEAST_S, round(left_s))
        return True
