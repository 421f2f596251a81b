"""Counts of what was kept and what was not."""

from prometheus_client import CollectorRegistry, Counter


class Counts:
    """The counters of one file of records."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        """`registry`: where they are to be seen; None: nowhere."""
        self.kept = Counter(
            "casewright_records_kept", "Written to the file of records.", ["kind"], registry=registry
        )
        self.lost = Counter(
            "casewright_records_lost", "Not written to the file of records.", ["kind"], registry=registry
        )
        self.pruned = Counter(
            "casewright_records_pruned", "Requests deleted because of their age.", registry=registry
        )
        for kind in ("request", "feedback"):  # there from the start, so that an alert sees the first loss
            self.kept.labels(kind)
            self.lost.labels(kind)
