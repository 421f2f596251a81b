"""`python -m bench.alerts [--time-scale 20]`: the alerts, seen to fire and to end.

The real Prometheus (`CASEWRIGHT_PROMETHEUS` or PATH) scrapes a running `python -m service` before a fake
Ollama that is driven into one state after another. Its rules are the shipped ones with every duration divided
by the scale; limits, metrics and edges are those of production. The real Alertmanager
(`CASEWRIGHT_ALERTMANAGER` or PATH), where there is one, tells a webhook on loopback.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from bench import service_world as world
from bench.alerts_model import CLIENTS, CROWD, Clients, Model, Mood
from bench.alerts_world import Told, alertmanager, prometheus, states_of

RESULTS = world.ROOT / "bench" / "results"
GATE, QUEUE, OPEN_S = 8, 4, 30
POLL_S = 0.1
HOLD_MINUTES = 6
"""Unscaled: a state lasts so long after its alerts fire, which is more than Alertmanager's group_interval."""
QUIET_MINUTES = 8
DISCOVERY_S = 6
"""Prometheus scrapes nothing in its first 5 s, which do not scale: so long the service counts as down."""
LONGEST_S = 3600
"""Of the unscaled time, that any wait may take."""


class State(NamedTuple):
    """What the service is driven into, and the alerts that have to say so."""

    name: str
    mood: Mood
    expected: tuple[str, ...]
    clients: int = CLIENTS
    hangs: bool = False


STATES = (
    State("a third of the stories fail", Mood.BROKEN, ("ErrorRateHigh", "AvailabilityBudgetFastBurn")),
    State("every story takes 6.6 s", Mood.SLOW, ("LatencyHigh",), GATE),
    State("a third of the stories need a second attempt", Mood.SLOPPY, ("RetryRateHigh",)),
    State("the model's server answers 500", Mood.AWAY, ("BreakerOpen", "ErrorRateHigh")),
    State(f"{CROWD} clients for {GATE} places", Mood.BUSY, ("QueueSaturated",), CROWD),
    State("the service hangs", Mood.GOOD, ("ServiceDown", "TargetDown"), hangs=True),
)


class Seen(NamedTuple):
    """An alert's way through one state, seconds since the state began, and since it ended."""

    state: str
    alert: str
    pending_s: float | None
    firing_s: float
    resolved_s: float
    told: str


class Bench:
    """What runs."""

    def __init__(
        self, folder: Path, stack: ExitStack, scale: float, binaries: tuple[str, str | None]
    ) -> None:
        core, other = world.cores()
        self.scale, self._told = scale, Told()
        stack.enter_context(self._told.listening())
        self._model = stack.enter_context(Model())
        settings = {"SERVICE_CONCURRENCY": f"{GATE}", "SERVICE_QUEUE": f"{QUEUE}"}
        settings["SERVICE_BREAKER_OPEN_S"] = f"{OPEN_S / scale}"
        self._service = stack.enter_context(
            world.service(core, folder / "service", self._model.host, **settings)
        )
        manager = None
        if binaries[1]:
            started = alertmanager(binaries[1], other, folder / "alertmanager", self._told, scale)
            manager = stack.enter_context(started).url
        self.has_manager = manager is not None
        found = prometheus(binaries[0], other, folder / "prometheus", self._service.url, manager, scale)
        self._prometheus = stack.enter_context(found)
        self._clients = Clients(self._service.url)
        stack.enter_context(self._clients.asking())

    def quiet(self, minutes: float) -> list[str]:
        """Alerts that fire within so many unscaled minutes in which nothing is wrong."""
        until_s = time.monotonic() + minutes * 60 / self.scale
        fired: set[str] = set()
        while time.monotonic() < until_s:
            fired |= {name for name, state in self._alerts().items() if state == "firing"}
            time.sleep(POLL_S)
        return sorted(fired)

    def settle(self) -> None:
        """Wait until nothing is left but budgets, whose long windows remember."""
        self._until(lambda: not [name for name in self._alerts() if "Budget" not in name])

    def stop_asking(self) -> None:
        """Nobody asks any more."""
        self._clients.active = 0

    def drive(self, state: State) -> tuple[list[Seen], list[str]]:
        """Into a state and out of it: what was expected, and what else fired."""
        pending: dict[str, float] = {}
        firing: dict[str, float] = {}
        resolved: dict[str, float] = {}
        began_s = time.monotonic()
        self._enter(state)
        self._until(lambda: self._note(pending, firing, began_s) >= set(state.expected))
        hold_s = time.monotonic() + HOLD_MINUTES * 60 / self.scale
        self._until(lambda: bool(self._note(pending, firing, began_s)) and time.monotonic() > hold_s)
        self._leave(state)
        left_s = time.monotonic()
        self._until(lambda: self._note_ends(state.expected, resolved, left_s))
        told = {alert: self._told_of(alert, began_s) for alert in state.expected}
        rows = [
            Seen(state.name, alert, pending.get(alert), firing[alert], resolved[alert], told[alert])
            for alert in state.expected
        ]
        return rows, sorted(set(firing) - set(state.expected))

    def _enter(self, state: State) -> None:
        self._model.mood, self._clients.active = state.mood, state.clients
        if state.hangs:
            os.kill(self._service.pid, signal.SIGSTOP)

    def _leave(self, state: State) -> None:
        if state.hangs:
            os.kill(self._service.pid, signal.SIGCONT)
        self._model.mood, self._clients.active = Mood.GOOD, CLIENTS

    def _note(self, pending: dict[str, float], firing: dict[str, float], began_s: float) -> set[str]:
        now_s = time.monotonic() - began_s
        for name, state in self._alerts().items():
            (firing if state == "firing" else pending).setdefault(name, now_s)
        return set(firing)

    def _note_ends(self, expected: tuple[str, ...], resolved: dict[str, float], left_s: float) -> bool:
        alerts = self._alerts()
        for name in expected:
            if name not in alerts:
                resolved.setdefault(name, time.monotonic() - left_s)
        return len(resolved) == len(expected)

    def _told_of(self, alert: str, since_s: float) -> str:
        """What the webhook hears within two intervals of a group; nothing of what is inhibited."""
        if not self.has_manager:
            return "no Alertmanager"
        until_s = time.monotonic() + 600 / self.scale
        while time.monotonic() < until_s and not self._told.has(alert, "resolved", since_s):
            time.sleep(POLL_S)
        heard = [word for word in ("firing", "resolved") if self._told.has(alert, word, since_s)]
        return ", ".join(heard) or "nothing"

    def _alerts(self) -> dict[str, str]:
        return states_of(self._prometheus.url)

    def _until(self, holds: Callable[[], bool]) -> None:
        until_s = time.monotonic() + LONGEST_S / self.scale
        while not holds():
            if time.monotonic() > until_s:
                sys.exit(f"error: waited {LONGEST_S / self.scale:g} s in vain; alerts are {self._alerts()}")
            time.sleep(POLL_S)


def measure(scale: float, binaries: tuple[str, str | None]) -> dict[str, Any]:
    """Every state in one run."""
    rows: list[dict[str, Any]] = []
    others: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        bench = Bench(Path(temporary), stack, scale, binaries)
        time.sleep(DISCOVERY_S)
        bench.settle()
        healthy = bench.quiet(QUIET_MINUTES)
        for state in STATES:
            seen, others[state.name] = bench.drive(state)
            rows += [one._asdict() for one in seen]
            print(*seen, sep="\n", file=sys.stderr)
            bench.settle()
        bench.stop_asking()
        bench.settle()
        silent = [name for name in bench.quiet(QUIET_MINUTES) if "Budget" not in name]
    return {"scale": scale, "healthy": healthy, "seen": rows, "others": others, "silent": silent}


def page(figures: dict[str, Any]) -> str:
    """The figures as Markdown."""
    doc = (__doc__ or "").partition("\n\n")[2]
    lines = ["# Alerts, seen to fire and to end", "", doc, ""]
    lines += [f"Durations are {figures['scale']:g} times shorter here. Seconds, as taken.", ""]
    lines += [
        "| state | alert | pending after s | firing after s | resolved after the state, s | webhook heard |"
    ]
    lines += ["|---|---|---|---|---|---|"]
    for row in figures["seen"]:
        pending = "not seen" if row["pending_s"] is None else f"{row['pending_s']:.1f}"
        figures_s = f"{pending} | {row['firing_s']:.1f} | {row['resolved_s']:.1f}"
        lines += [f"| {row['state']} | {row['alert']} | {figures_s} | {row['told']} |"]
    healthy, silent = (", ".join(figures[name]) or "none" for name in ("healthy", "silent"))
    lines += ["", f"Fired in {QUIET_MINUTES} healthy minutes before: {healthy}."]
    lines += [f"Fired in {QUIET_MINUTES} minutes without traffic after (budgets aside): {silent}."]
    lines += ["", "Fired as well, because they are true of the state or still of the one before:", ""]
    lines += [f"- {state}: {', '.join(names) or 'none'}" for state, names in figures["others"].items()]
    return "\n".join(lines) + "\n"


def binary(variable: str, *names: str) -> str | None:
    """A program that a variable names, or that is on PATH."""
    asked = os.environ.get(variable)
    return next((found for name in ((asked,) if asked else names) if (found := shutil.which(name))), None)


def main() -> None:
    """Drive, print, and keep what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--time-scale", type=float, default=20)
    asked = parser.parse_args()
    found = binary("CASEWRIGHT_PROMETHEUS", "prometheus")
    if not found:
        sys.exit(
            "error: no `prometheus` on PATH or in CASEWRIGHT_PROMETHEUS; expected Prometheus 2.42 or later"
        )
    manager = binary("CASEWRIGHT_ALERTMANAGER", "alertmanager", "prometheus-alertmanager")
    figures = measure(asked.time_scale, (found, manager))
    text = page(figures)
    print(text)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "alerts.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    (RESULTS / "alerts.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
