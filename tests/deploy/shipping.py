"""What `deploy/alloy/config.alloy` makes of lines of the log, for tests without Alloy.

Only the stages that the file has are known here, and a test holds it to them.
"""

import json
import re
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from tests.conftest import ROOT

CONFIG = (ROOT / "deploy" / "alloy" / "config.alloy").read_text(encoding="utf-8")
STAGES = re.findall(r"^\tstage\.(\w+) \{", CONFIG, re.MULTILINE)
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00Z")


def settings(block: str, name: str) -> dict[str, str]:
    """A map of a block of the file; a value that is empty is its key."""
    body = re.search(rf"{re.escape(block)} \{{.*?{name} += \{{\n(.*?)\n\t+\}}", CONFIG, re.DOTALL)
    assert body, f"no {name} in {block}"
    pairs = re.findall(r'^\s*(\w+)\s*= (?:"(.*?)"|`"(.*?)"`),$', body[1], re.MULTILINE)
    return {key: plain or quoted or key for key, plain, quoted in pairs}


class Shipped(NamedTuple):
    """A line as Loki gets it."""

    labels: dict[str, str]
    metadata: dict[str, str]
    timestamp_ns: int
    line: str


def shipped(line: str) -> Shipped:
    """A line of the log, through the stages."""
    record: dict[str, Any] = json.loads(line)
    fields = {name: record.get(key) for name, key in settings("stage.json", "expressions").items()}
    found = {name: str(value) for name, value in fields.items() if value is not None}
    since = datetime.fromisoformat(found["timestamp"]) - _EPOCH
    return Shipped(
        labels=_taken(found, "stage.labels"),
        metadata=_taken(found, "stage.structured_metadata"),
        timestamp_ns=since // timedelta(microseconds=1) * 1000,
        line=line,
    )


def _taken(found: dict[str, str], stage: str) -> dict[str, str]:
    return {name: found[key] for name, key in settings(stage, "values").items() if key in found}
