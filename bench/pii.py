"""`python -m bench.pii` measures the scrubber and writes `bench/results/pii.json` and `pii.md`.

Sets: one generated with fixed seeds, its seen and held-out forms apart; two of forms that were written
after the recognisers; and a labelled JSONL file where there is one (`--labelled` or
`CASEWRIGHT_PII_LABELLED`). `--misses` prints what went wrong instead.
"""

import argparse
import json
import os
import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import pii_fresh, pii_fresh_first, pii_fresh_second
from bench.pii_corpus import corpus
from bench.pii_unseen import unseen
from bench.pii_unseen_second import unseen_second
from casewright.pii import Scrubbed, scrub

Row = dict[str, Any]
LABELLED = Path("../shared/pii/dev.jsonl")
RESULTS = Path("bench/results")
FLOOR = re.compile(r"\S+@\S+")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.pii", description=__doc__)
    parser.add_argument(
        "--labelled", type=Path, default=Path(os.environ.get("CASEWRIGHT_PII_LABELLED", LABELLED))
    )
    parser.add_argument(
        "--misses",
        metavar="SET",
        help="print the misses of a set: seen, held, fresh 1, fresh 2, unseen, unseen 2, labelled",
    )
    options = parser.parse_args(arguments)
    sets = _sets(options.labelled)
    if options.misses:
        print("\n".join(_misses(sets[options.misses])))
        return
    results = {name: measure(rows) for name, rows in sets.items()}
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "pii.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    table = _table(results)
    (RESULTS / "pii.md").write_text(table, encoding="utf-8")
    print(table)


def _sets(labelled: Path) -> dict[str, list[Row]]:
    rows = corpus()
    sets = {split: [row for row in rows if row["split"] == split] for split in ("seen", "held")}
    sets["fresh 1"] = pii_fresh.rows(pii_fresh_first, "fresh 1", 20261125)
    sets["fresh 2"] = pii_fresh.rows(pii_fresh_second, "fresh 2", 20261126, per_type=60)
    sets["unseen"] = unseen()
    sets["unseen 2"] = unseen_second()
    if labelled.is_file():
        lines = labelled.read_text(encoding="utf-8").splitlines()
        sets["labelled"] = [
            {**row, "kind": {"obf": "evasion"}.get(row["kind"], row["kind"])}
            for row in map(json.loads, lines)
        ]
    else:
        print(f"no labelled set at {labelled}: skipped")
    return sets


def is_gone(scrubbed: Scrubbed, must: list[list[int]]) -> bool:
    """Whether every character that must go was replaced."""
    covered = {at for span in scrubbed.spans for at in range(span.start, span.end)}
    return all(at in covered for start, end in must for at in range(start, end))


def is_right(span: Any, row: Row) -> bool:
    """Whether a replaced stretch belongs to a labelled value of its type, or may be ignored."""
    ignored = any(span.start < end and start < span.end for start, end in row.get("ignore", []))
    return ignored or any(
        s["start"] < span.end and span.start < s["end"] and s["type"] == span.type for s in row["spans"]
    )


def survives(scrubbed: Scrubbed, start: int, end: int) -> bool:
    """Whether nothing of a protected stretch was replaced."""
    return not any(span.start < end and start < span.end for span in scrubbed.spans)


def measure(rows: list[Row]) -> dict[str, Any]:
    """All figures of one set."""
    started = time.process_time()
    done = [scrub(row["text"]) for row in rows]
    seconds = time.process_time() - started
    pairs = list(zip(rows, done, strict=True))
    evasion = [
        is_gone(out, s["must"]) for row, out in pairs if row["kind"] == "evasion" for s in row["spans"]
    ]
    negatives = [bool(out.spans) for row, out in pairs if row["kind"] == "neg"]
    keep = [survives(out, k[0], k[1]) for row, out in pairs for k in row["keep"]]
    return {
        "texts": len(rows),
        "languages": dict(sorted(Counter(_language(row) for row in rows).items())),
        "kinds": dict(sorted(Counter(row["kind"] for row in rows).items())),
        "types": _by_type([pair for pair in pairs if pair[0]["kind"] == "pos"]),
        "evasion": _share(evasion),
        "negatives_damaged": _share(negatives),
        "keep_destroyed": _share([not ok for ok in keep]),
        "texts_per_cpu_second": round(len(rows) / seconds),
        "floor_texts_per_cpu_second": _floor([row["text"] for row in rows]),
    }


def _language(row: Row) -> str:
    return str(row.get("lang", "en"))


def _by_type(pairs: list[tuple[Row, Scrubbed]]) -> dict[str, dict[str, float | int | None]]:
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for row, out in pairs:
        for label in row["spans"]:
            total[label["type"]] += 1
            hits[label["type"]] += is_gone(out, label["must"])
        for span in out.spans:
            found[span.type] += 1
            right[span.type] += is_right(span, row)
    figures = {t: _figures(hits[t], total[t], right[t], found[t]) for t in sorted(total)}
    figures["all"] = _figures(hits.total(), total.total(), right.total(), found.total())
    return figures


def _figures(hits: int, total: int, right: int, found: int) -> dict[str, float | int | None]:
    precision = round(right / found, 4) if found else None
    return {"recall": round(hits / total, 4), "precision": precision, "values": total}


def _share(flags: list[bool]) -> float | None:
    return round(sum(flags) / len(flags), 4) if flags else None


def _floor(texts: list[str]) -> int:
    """How fast one trivial pattern is, on the same machine in the same run."""
    started = time.process_time()
    for _ in range(20):
        for text in texts:
            FLOOR.sub("", text)
    return round(20 * len(texts) / (time.process_time() - started))


def _table(results: dict[str, Any]) -> str:
    names = list(results)
    lines = ["| recall / precision | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for type_ in [*sorted({t for r in results.values() for t in r["types"]} - {"all"}), "all"]:
        lines.append(
            f"| {type_} | " + " | ".join(_cell(results[name]["types"].get(type_)) for name in names) + " |"
        )
    for key in (
        "evasion",
        "negatives_damaged",
        "keep_destroyed",
        "texts",
        "kinds",
        "languages",
        "texts_per_cpu_second",
        "floor_texts_per_cpu_second",
    ):
        lines.append(
            f"| {key.replace('_', ' ')} | " + " | ".join(_said(results[name][key]) for name in names) + " |"
        )
    return "\n".join(lines) + "\n"


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {count}" for key, count in value.items())
    return "-" if value is None else str(value)


def _cell(figures: dict[str, Any] | None) -> str:
    return (
        f"{figures['recall']:.3f} / {figures['precision'] or 0:.3f} ({figures['values']})" if figures else "-"
    )


def _misses(rows: list[Row]) -> list[str]:
    lines = []
    for row in rows:
        out = scrub(row["text"])
        for label in row["spans"]:
            if not is_gone(out, label["must"]):
                value = row["text"][label["start"] : label["end"]]
                lines.append(f"MISSED {label['type']} {label['subtype']} {value!r} in {row['text']!r}")
        for span in out.spans:
            if not is_right(span, row):
                lines.append(f"WRONG {span.type} {row['text'][span.start : span.end]!r} in {row['text']!r}")
        for start, end, what in row["keep"]:
            if not survives(out, start, end):
                lines.append(f"DESTROYED {what} {row['text'][start:end]!r} in {row['text']!r}")
    return lines


if __name__ == "__main__":
    main()
