"""The figures of `bench.service` as Markdown, with what was aimed at beside what was seen."""

from collections.abc import Iterable
from typing import Any, NamedTuple

DIRECT = "the model server"
ALONE, CRITERIA = "service: a story", "service: with criteria"
NEW = f"{CRITERIA}, answers all new"

ADDED_P50_MS, ADDED_P99_MS = 1.5, 6.0
REQUESTS_S = 1200
SLOW_RATIO = 1.05
GROWN_MB = 5.0
WITHIN_MS = (10, 25, 50, 100)


class Aim(NamedTuple):
    """One aim, and whether it was reached."""

    what: str
    wanted: str
    seen: str
    is_met: bool


def aims(figures: dict[str, Any]) -> list[Aim]:
    """What the service is held to."""
    slow = figures["slow"]["service"]["p99_ms"] / figures["slow"]["direct"]["p50_ms"]
    errors = errors_of(figures)
    return [
        *_aims_of(figures["compared"][ALONE], "a story"),
        *_aims_of(figures["compared"][CRITERIA], "with criteria"),
        _at_most("p99 by the model's 500 ms, 64 at a time, a story", slow, SLOW_RATIO, "times"),
        _at_most(
            "growth of memory over the second half of the requests",
            grown_mb(figures["memory"]),
            GROWN_MB,
            "MB",
        ),
        Aim("errors", "0", f"{errors}", errors == 0),
    ]


def _aims_of(compared: dict[str, Any], what: str) -> list[Aim]:
    one, requests_s = compared["1"], compared["16"]["requests_s"]
    return [
        _at_most(f"added to p50, 1 at a time, {what}", one["added_p50_ms"], ADDED_P50_MS, "ms"),
        _at_most(f"added to p99, 1 at a time, {what}", one["added_p99_ms"], ADDED_P99_MS, "ms"),
        Aim(
            f"requests a second on one core, 16 at a time, {what}",
            f"at least {REQUESTS_S:,}",
            f"{requests_s:,.0f}",
            requests_s >= REQUESTS_S,
        ),
    ]


def _at_most(what: str, seen: float, limit: float, unit: str) -> Aim:
    return Aim(what, f"at most {limit:g} {unit}".strip(), f"{seen:.2f} {unit}".strip(), seen <= limit)


def grown_mb(memory: list[dict[str, float]]) -> float:
    """What the process grew by over the second half of the requests: caches, which are bounded, are full."""
    half = next(row for row in memory if row["requests"] >= memory[-1]["requests"] / 2)
    return memory[-1]["rss_mb"] - half["rss_mb"]


def errors_of(figures: dict[str, Any]) -> int:
    """All that any part of the run counted for the service."""
    compared = [
        figures["compared"][name][connections]["errors"]
        for name in (ALONE, CRITERIA, NEW)
        for connections in ("1", "16")
    ]
    others = [row["errors"] for row in (*figures["curve"], *figures["memory"], figures["slow"]["service"])]
    return int(sum([*compared, *others]))


def page(figures: dict[str, Any]) -> str:
    """The whole result."""
    machine = figures["machine"]
    packages = ", ".join(f"{name} {one}" for name, one in machine["packages"].items())
    head = (
        f"Medians of {figures['rounds']} rounds; load by {machine['client']}; Python {machine['python']}, "
        f"{machine['cores']} cores, one for what is measured; {packages}."
    )
    sections = (
        "# What the service adds to a model's answer",
        head,
        _aims_table(figures),
        "## Beside others, the same client and the same model server",
        _compared_table(figures["compared"]),
        "## By how many are under way",
        _curve_table(figures["curve"]),
        "## Memory",
        _memory_line(figures["memory"]),
        "## Where the time goes",
        _parts_table(figures),
    )
    return "\n\n".join(sections) + "\n"


def _aims_table(figures: dict[str, Any]) -> str:
    rows = [(one.what, one.wanted, one.seen, "yes" if one.is_met else "**no**") for one in aims(figures)]
    return _table(("", "aim", "seen", "met"), rows)


def _compared_table(compared: dict[str, Any]) -> str:
    rows = []
    for name, figures in compared.items():
        one, many = figures["1"], figures["16"]
        is_direct = name == DIRECT
        rows.append(
            (
                name,
                *(f"{one[field]:.2f}" for field in ("p50_ms", "p99_ms")),
                *("" if is_direct else f"{one[f'added_{field}']:+.2f}" for field in ("p50_ms", "p99_ms")),
                f"{many['requests_s']:,.0f}",
                f"{many['p99_ms']:.1f}",
                "" if is_direct else f"{many['cpu_ms']:.2f}",
                f"{one['errors'] + many['errors']}",
            )
        )
    heads = (
        *("", "p50 ms", "p99 ms", "added p50 ms", "added p99 ms"),
        *("requests/s, 16 at once", "p99 ms, 16 at once", "processor ms a request", "errors"),
    )
    return _table(heads, rows)


def _curve_table(curve: list[dict[str, float]]) -> str:
    rows = [
        (
            f"{row['connections']}",
            f"{row['requests_s']:,.0f}",
            *(f"{row[name]:.1f}" for name in ("p50_ms", "p90_ms", "p99_ms")),
        )
        for row in curve
    ]
    table = _table(("at once", "requests/s", "p50 ms", "p90 ms", "p99 ms"), rows)
    return f"{table}\n\n{'; '.join(_most_within(curve, limit) for limit in WITHIN_MS)}."


def _most_within(curve: list[dict[str, float]], limit_ms: int) -> str:
    within = [row["requests_s"] for row in curve if row["p99_ms"] < limit_ms]
    return f"p99 < {limit_ms} ms: {f'{max(within):,.0f} requests/s' if within else 'never'}"


def _memory_line(memory: list[dict[str, float]]) -> str:
    told = ", ".join(f"{row['rss_mb']:.1f} after {row['requests']:,.0f}" for row in memory)
    return f"MB resident: {told} requests."


def _parts_table(figures: dict[str, Any]) -> str:
    parts = figures["parts_ms"]
    whole = figures["compared"][CRITERIA]["16"]["cpu_ms"]
    known = sum(parts[name] for name in PARTS_OF_A_REQUEST)
    rows = [(name, f"{one:.3f}") for name, one in parts.items()]
    rows.append(("HTTP, layers, log, metrics, and what load adds to all: the rest", f"{whole - known:.3f}"))
    rows.append(
        ("**a request with criteria, as the service's process spends it under load**", f"{whole:.3f}")
    )
    return _table(("part", "processor ms"), rows)


PARTS_OF_A_REQUEST = (
    "cleaning, story and criteria",
    "smells and assumptions",
    "asking the model: prompt, official client, reading",
)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
