"""Errands on their way through Ray Data, and their answers on the way back."""

import asyncio
import contextlib
import functools
from collections.abc import Sequence

from casewright.engines.cluster import load_ray, load_ray_data
from casewright.engines.errand import Answer, Errand
from casewright.engines.job import Produced
from casewright.engines.worker import Orders, Roster, Worker
from casewright.errors import ServerError
from casewright.files import shortened


class Shipment:
    """Some errands, and the workers that run them. Ray Data blocks, so it is gone through in a thread."""

    def __init__(self, orders: Orders, errands: Sequence[Errand]) -> None:
        self.inbox: asyncio.Queue[Answer | Produced | Exception | None] = asyncio.Queue()
        """Answers as they come; then, once no more will, None or what went wrong. Others may put in, too."""
        self._orders, self._errands = orders, errands
        self._stopping = False
        self._roster = load_ray().remote(num_cpus=0)(Roster).remote(orders.where.hosts)
        self._loop = asyncio.get_running_loop()

    def stop(self) -> None:
        """Cancel the calls that are under way; the thread ends soon after."""
        self._stopping = True
        self._roster.stop.remote()

    def travel(self) -> None:
        """Run all errands; to be called in a thread of its own."""
        exceptions = load_ray().exceptions
        end: Exception | None = None
        try:
            self._run()
        except exceptions.RayError as error:
            end = ServerError(
                f"generate.engine: Ray gave up: {shortened(' '.join(str(error).split()))}; run `dvc repro`, "
                "which goes on where this run stopped"
            )
        except Exception as error:
            end = error
        self._deliver(end)

    def _run(self) -> None:
        data, where = load_ray_data(), self._orders.where
        # A block is what Ray Data hands out and takes back: with one errand in each, none waits for another.
        rows = data.from_items(
            [{"errand": errand.model_dump_json()} for errand in self._errands],
            override_num_blocks=len(self._errands),
        )
        pool = data.ActorPoolStrategy(
            size=len(where.hosts),
            # As many wait at a worker as it runs: Ray takes tenths of a second to bring it the next one.
            max_tasks_in_flight_per_actor=2 * where.concurrency,
            max_concurrent_calls_per_actor=where.concurrency,
        )
        answers = rows.map(Worker, fn_constructor_args=(self._orders, self._roster), compute=pool, num_cpus=0)
        # Without prefetching: that would keep each answer back until the next one is there.
        for batch in answers.iter_batches(batch_size=None, prefetch_batches=0, batch_format="pyarrow"):
            for row in batch.to_pylist():
                self._deliver(Answer.model_validate_json(row["answer"]))
            if self._stopping:
                break

    def _deliver(self, come: Answer | Exception | None) -> None:
        with contextlib.suppress(RuntimeError):  # the run is over, and its loop closed
            self._loop.call_soon_threadsafe(functools.partial(self.inbox.put_nowait, come))
