"""Under which conditions a cell was run, as a record."""

from typing import Any, Self

from casewright.conversation import model_options
from casewright.dispatch import Fleet
from casewright.engines import CellJob
from casewright.generation import BASELINE_CELL
from casewright.machine import Meter, ServerMeter
from casewright.ollama import is_local, local_port, server_settings
from casewright.progress import Tally
from casewright.records import CellConditions, Resources

_BYTES_PER_MB = 1024 * 1024


def baseline_conditions(digest: str, span_s: float, meter: Meter) -> CellConditions:
    """Those of the baseline: this process, and no server."""
    return CellConditions(
        cell=BASELINE_CELL,
        host="in process",
        server_version=None,
        model_digest=digest,
        model_digest_after=digest,
        options={},
        concurrency=1,
        span_s=span_s,
        model_memory_mb=0.0,
        cpu_percent=meter.own_cpu_percent(),
        peak_memory_mb=meter.peak_memory_mb(),
    )


class CellMeters:
    """What measures while a model's cell runs. Use as a context manager around its calls.

    The server is measured where exactly one is used and it is on this machine.
    """

    def __init__(self, hosts: tuple[str, ...]) -> None:
        self.own = Meter()
        self._server = ServerMeter(local_port(hosts[0]) if len(hosts) == 1 else None)
        self._local = all(map(is_local, hosts))
        self.cpu_percent: float | None = None
        self.resources: Resources | None = None

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *exc_info: Any) -> None:
        self._server.__exit__(*exc_info)
        self.cpu_percent = self.own.machine_cpu_percent() if self._local else None
        self.resources = self._server.resources()


async def model_conditions(
    job: CellJob, fleet: Fleet, tally: Tally, span_s: float, meters: CellMeters, previous_digest: str | None
) -> CellConditions:
    """Those of a model's cell, with what its servers say once the last call is made.

    What a run as a whole took is told of one that made all its calls, and not of one with stored replies.
    """
    model, whole = job.model, not tally.stored
    loaded = await fleet.loaded(model)
    size = loaded.size_bytes if loaded else 0
    settings = server_settings(fleet.hosts[0])
    return CellConditions(
        cell=job.cell,
        host=", ".join(fleet.hosts),
        hosts=fleet.hosts,
        server_version=model.server_version,
        model_digest=model.digest,
        model_digest_after=await fleet.digest_now(model),
        previous_digest=previous_digest,
        quantization=model.quantization,
        context_tokens=loaded.context_tokens if loaded else None,
        template_hash=model.template_hash,
        parameters_hash=model.parameters_hash,
        modelfile_hash=model.modelfile_hash,
        trained_context_tokens=model.trained_context_tokens,
        options=model_options(job.settings),
        format=job.settings.format,
        environment=dict(settings.values),
        environment_source=settings.source,
        repeats=job.settings.repeats,
        concurrency=job.settings.concurrency,
        called=tally.called,
        stored=tally.stored,
        timings_reused=tally.reused,
        span_s=span_s if whole else None,
        model_memory_mb=size / _BYTES_PER_MB if size else None,
        gpu_share=loaded.vram_bytes / size if loaded and size else None,
        cpu_percent=meters.cpu_percent if whole else None,
        peak_memory_mb=meters.own.peak_memory_mb(),
        resources=meters.resources if whole else None,
    )
