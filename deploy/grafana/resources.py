"""The dashboard *resources*: processor, memory and GPU, and whether the stack itself is well."""

from deploy.grafana.layout import dashboard
from deploy.grafana.panels import Json, Query, row, states, timeseries

SILENT = "Nothing is scraped"
NO_GPU = "No GPU is measured: there is none, or the profile gpu-metrics is not started"

_BY = "{{job}} {{instance}}"


def made() -> Json:
    """The dashboard."""
    return dashboard(
        "casewright-resources",
        "Casewright: resources",
        "Processor and memory of what is scraped, the GPU where one is measured, and the stack's own health.",
        [*_processes(), *_service(), *_gpu(), *_stack()],
        span="6h",
    )


def _processes() -> list[Json]:
    return [
        row("Processes: the service and the stack"),
        states(
            "Up",
            "Whether each answers its scrapes.",
            Query("min by (job, instance) (up)", _BY),
            {0: ("down", "red"), 1: ("up", "green")},
            empty=SILENT,
        ),
        timeseries(
            "CPU",
            "Processor time, 5-minute average: 100 % is one core.",
            "percentunit",
            Query("sum by (job, instance) (rate(process_cpu_seconds_total[5m]))", _BY),
            empty=SILENT,
        ),
        timeseries(
            "Memory",
            "Resident memory of each process.",
            "bytes",
            Query("sum by (job, instance) (process_resident_memory_bytes)", _BY),
            empty=SILENT,
        ),
        timeseries(
            "Open files",
            "Share of the files and sockets that a process may have open.",
            "percentunit",
            Query("max by (job, instance) (process_open_fds / process_max_fds)", _BY),
            empty=SILENT,
            lines={0.8: "red"},
        ),
        timeseries(
            "Running for",
            "Time since each process started; a fall is a restart.",
            "s",
            Query("time() - max by (job, instance) (process_start_time_seconds)", _BY),
            empty=SILENT,
        ),
        timeseries(
            "Requests under way",
            "Requests that the service has not answered yet.",
            "short",
            Query("sum by (instance) (casewright_http_requests_in_flight)", "{{instance}}"),
            empty=SILENT,
        ),
    ]


def _service() -> list[Json]:
    no_records = "Nothing is kept: SERVICE_RECORDS is not set"
    return [
        row("The service's process"),
        timeseries(
            "Memory collected",
            "Runs of Python's collector a minute, by generation.",
            "opm",
            Query(
                "60 * sum by (generation) (rate(python_gc_collections_total[5m]))",
                "generation {{generation}}",
            ),
            empty=SILENT,
        ),
        timeseries(
            "Virtual memory",
            "Address space of the service; it may be far more than what is resident.",
            "bytes",
            Query('sum by (instance) (process_virtual_memory_bytes{job="api"})', "{{instance}}"),
            empty=SILENT,
        ),
        timeseries(
            "Records",
            "Requests and feedback written to the file of records, and those that could not be, a minute.",
            "opm",
            Query("60 * sum by (kind) (rate(casewright_records_kept_total[5m]))", "kept: {{kind}}"),
            Query("60 * sum by (kind) (rate(casewright_records_lost_total[5m]))", "lost: {{kind}}"),
            empty=no_records,
        ),
    ]


def _named(expr: str) -> Query:
    name = "group_left (index, name) nvidia_smi_gpu_info"
    return Query(f"{expr} * on (job, instance, uuid) {name}", "{{index}} {{name}}")


def _gpu() -> list[Json]:
    memory = _named("nvidia_smi_memory_used_bytes")
    total = _named("nvidia_smi_memory_total_bytes")
    return [
        row("GPU: empty on a machine without one"),
        timeseries(
            "VRAM",
            "Memory of each GPU that is taken, and how much there is. A model that does not fit "
            "runs on the processor in part, and slowly.",
            "bytes",
            memory._replace(legend="{{index}} {{name}}: used"),
            total._replace(legend="{{index}} {{name}}: all"),
            width=12,
            empty=NO_GPU,
        ),
        timeseries(
            "GPU",
            "Share of the time in which each GPU was at work.",
            "percentunit",
            _named("nvidia_smi_utilization_gpu_ratio"),
            width=12,
            empty=NO_GPU,
            maximum=1,
        ),
        timeseries(
            "GPU temperature",
            "Of each GPU.",
            "celsius",
            _named("nvidia_smi_temperature_gpu"),
            width=12,
            empty=NO_GPU,
        ),
        timeseries(
            "GPU power",
            "What each GPU draws.",
            "watt",
            _named("nvidia_smi_power_draw_watts"),
            width=12,
            empty=NO_GPU,
        ),
    ]


def _stack() -> list[Json]:
    return [
        row("The stack's own data"),
        timeseries(
            "Series",
            "Time series that Prometheus has in memory; a climb without end is a label with too many values.",
            "short",
            Query("sum(prometheus_tsdb_head_series)", "series"),
            empty=SILENT,
        ),
        timeseries(
            "Metrics on disk",
            "What Prometheus keeps: blocks, and the log of what is not in one yet.",
            "bytes",
            Query("sum(prometheus_tsdb_storage_blocks_bytes)", "blocks"),
            Query("sum(prometheus_tsdb_wal_storage_size_bytes)", "log"),
            empty=SILENT,
        ),
        timeseries(
            "Log lines",
            "Lines a minute that Loki took in, and those that Alloy gave up on.",
            "opm",
            Query("60 * sum(rate(loki_distributor_lines_received_total[5m]))", "taken in"),
            Query("60 * sum(rate(loki_write_dropped_entries_total[5m]))", "given up"),
            empty="Loki and Alloy are not scraped",
        ),
    ]
